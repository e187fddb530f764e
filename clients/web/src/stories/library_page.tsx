import { HubService, Language, type Place, type Story, StoryService, StoryState } from '@ourplace/sdk';
import { useState } from 'preact/hooks';
import { useSession } from '../account.ts';
import { useHub } from '../pages/hub.tsx';
import { BackTo } from '../pages/parts/back_to.tsx';
import { Showing, useFetched, usePaged } from '../pages/parts/fetched.tsx';
import { MoreButton } from '../pages/parts/more_button.tsx';
import { placesInOrder } from '../pages/parts/places.ts';
import { SearchBox } from '../pages/parts/search_box.tsx';
import { SelectField } from '../pages/parts/select_field.tsx';
import { Icon } from '../parts/icon.tsx';
import { Title } from '../parts/title.tsx';
import { hubsWords } from '../words/pages/hubs.ts';
import { settingsWords } from '../words/pages/settings.ts';
import { storiesWords } from '../words/stories.ts';
import { useChanges } from './changes.ts';

/** The library of Stories, of the programme or of one Hub: browsed by Theme and Place, found by words. */
export default function LibraryPage({ params }: { params: Record<string, string> }) {
  return params.hub ? <OfHub hubId={params.hub} /> : <Library hubId="" />;
}

function OfHub({ hubId }: { hubId: string }) {
  const fetched = useHub(hubId);
  return (
    <Showing fetched={fetched} loading={hubsWords().fetchingHub}>
      {({ hub }) => (hub ? <Library hubId={hubId} hubName={hub.name} /> : null)}
    </Showing>
  );
}

function Library({ hubId, hubName }: { hubId: string; hubName?: string }) {
  const session = useSession();
  const words = storiesWords();
  const [query, setQuery] = useState('');
  const [theme, setTheme] = useState('');
  const [placeId, setPlace] = useState('');
  const paged = usePaged(`${hubId} ${theme} ${placeId} ${query}`, async ({ connection }, pageToken) => {
    const wanted = { hubId, theme, placeId, query, pageToken };
    const page = await connection.call(StoryService.method.listStories, wanted);
    return { items: page.stories, next: page.nextPageToken };
  });
  useChanges(paged.again);
  const mayTell = session.overview.hubs.value.length > 0;
  const isNarrowed = query !== '' || theme !== '' || placeId !== '';
  return (
    <div class="page">
      <header class="stack stack--s">
        {hubName !== undefined && <BackTo href={`/hub/${hubId}`} words={hubName} />}
        <div class="row row--apart">
          <Title text={hubName === undefined ? words.stories : words.of(hubName)} />
          {mayTell && (
            <a class="btn btn--go" href="/stories/new">
              <Icon name="edit" />
              {words.tell}
            </a>
          )}
        </div>
        <p class="soft">{words.intro}</p>
      </header>
      {hubId === '' && <Yours />}
      <section class="stack" aria-label={words.find}>
        <SearchBox id="story-search" label={words.find} hint={words.findHint} value={query} search={setQuery} />
        <div class="stories__narrow">
          <SelectField
            id="story-theme"
            label={words.theme}
            value={theme}
            choose={setTheme}
            of={[
              { value: '', words: words.allThemes },
              ...Object.entries(settingsWords().themeNames).map(([value, name]) => ({ value, words: name })),
            ]}
          />
          <PlaceField value={placeId} choose={setPlace} />
        </div>
      </section>
      <Showing fetched={paged} loading={words.fetching}>
        {({ items, next }) =>
          items.length === 0 ? (
            <div class="card empty">
              <Icon name="quote" />
              <p class="strong">{isNarrowed ? words.noneFound : words.none}</p>
              <p class="soft small">{isNarrowed ? words.noneFoundHint : words.noneHint}</p>
              {isNarrowed && (
                <button
                  type="button"
                  class="btn"
                  onClick={() => {
                    setQuery('');
                    setTheme('');
                    setPlace('');
                  }}
                >
                  {words.showAll}
                </button>
              )}
            </div>
          ) : (
            <>
              <p class="sr" role="status">
                {words.found(items.length) + (next ? '+' : '')}
              </p>
              <ul class="list boxed">
                {items.map((story) => (
                  <StoryLine key={story.storyId} story={story} />
                ))}
              </ul>
            </>
          )
        }
      </Showing>
      <MoreButton paged={paged} />
    </div>
  );
}

/** Where every place can be chosen; nothing while they are not known. */
export function PlaceField(props: { value: string; choose: (placeId: string) => void; first?: string }) {
  const words = storiesWords();
  const places = useFetched('places', ({ connection }) => connection.call(HubService.method.listPlaces, {}));
  const known: Place[] = places.data?.places ?? [];
  return (
    <SelectField
      id="story-place"
      label={words.place}
      value={props.value}
      choose={props.choose}
      of={[
        { value: '', words: props.first ?? words.allPlaces },
        ...placesInOrder(known).map(({ place, depth }) => ({
          value: place.placeId,
          words: `${'\u2003'.repeat(depth)}${place.name}`,
        })),
      ]}
    />
  );
}

/** Those that the member is named on, with what they wait for. */
function Yours() {
  const words = storiesWords();
  const mine = useFetched('mine', ({ connection }) => connection.call(StoryService.method.listMyStories, {}));
  useChanges(mine.again);
  if (!mine.data || mine.data.stories.length === 0) return null;
  return (
    <section class="stack stack--s" aria-labelledby="your-stories">
      <h2 id="your-stories">{words.yours}</h2>
      <ul class="list boxed">
        {mine.data.stories.map((story) => (
          <li key={story.storyId}>
            <a class="line" href={`/stories/${story.storyId}`}>
              <span class="grow name strong" dir="auto" lang={tongueOf(story)}>
                {story.text?.title}
              </span>
              <StateTag state={story.state} />
              <Icon name="next" turn />
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function StateTag({ state }: { state: StoryState }) {
  const words = storiesWords();
  if (state === StoryState.PUBLISHED)
    return (
      <span class="tag tag--moss">
        <Icon name="tick" small />
        {words.publishedTag}
      </span>
    );
  if (state === StoryState.WITHDRAWN) return <span class="tag">{words.withdrawnTag}</span>;
  return <span class="tag tag--sun">{words.draftTag}</span>;
}

function StoryLine({ story }: { story: Story }) {
  const words = storiesWords();
  return (
    <li>
      <a class="line" href={`/stories/${story.storyId}`}>
        <span class="grow">
          <span class="name strong" dir="auto" lang={tongueOf(story)}>
            {story.text?.title}
          </span>
          <span class="small" dir="auto" lang={tongueOf(story)}>
            {story.text?.changed}
          </span>
          <span class="small soft">
            <span dir="auto">{words.by(story.authorName)}</span>
            {story.place && (
              <>
                {', '}
                <span dir="auto">{story.place.name}</span>
              </>
            )}
          </span>
          <ThemeTags themes={story.themes} />
        </span>
        <Icon name="next" turn />
      </a>
    </li>
  );
}

export function ThemeTags({ themes }: { themes: readonly string[] }) {
  const names: Record<string, string> = settingsWords().themeNames;
  if (themes.length === 0) return null;
  return (
    <span class="row stories__themes">
      {themes.map((theme) => (
        <span key={theme} class="tag">
          {names[theme] ?? theme}
        </span>
      ))}
    </span>
  );
}

export function tongueOf(story: Story): 'en' | 'cy' {
  return story.language === Language.CY ? 'cy' : 'en';
}
