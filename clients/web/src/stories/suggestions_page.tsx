import { HubRole, type Suggestion, SuggestionFilter, SuggestionService, SuggestionState } from '@ourplace/sdk';
import { useState } from 'preact/hooks';
import { useSession } from '../account.ts';
import { useHub } from '../pages/hub.tsx';
import { BackTo } from '../pages/parts/back_to.tsx';
import { Showing, useFetched, usePaged } from '../pages/parts/fetched.tsx';
import { MoreButton } from '../pages/parts/more_button.tsx';
import { SelectField } from '../pages/parts/select_field.tsx';
import { Icon } from '../parts/icon.tsx';
import { Title } from '../parts/title.tsx';
import { hubsWords } from '../words/pages/hubs.ts';
import { suggestionsWords } from '../words/suggestions.ts';
import { date, fromMicros } from '../words/times.ts';
import { useChanges } from './changes.ts';
import { SuggestionTag } from './suggestion_tag.tsx';

const filters = {
  all: SuggestionFilter.UNSPECIFIED,
  open: SuggestionFilter.OPEN,
  overdue: SuggestionFilter.OVERDUE,
  answered: SuggestionFilter.ANSWERED,
} as const;
type Filter = keyof typeof filters;

/** Suggestions to one Hub, or to all. */
export default function SuggestionsPage({ params }: { params: Record<string, string> }) {
  return params.hub ? <OfHub hubId={params.hub} /> : <List hubId="" />;
}

function OfHub({ hubId }: { hubId: string }) {
  const fetched = useHub(hubId);
  return (
    <Showing fetched={fetched} loading={hubsWords().fetchingHub}>
      {({ hub }) => (hub ? <List hubId={hubId} hubName={hub.name} /> : null)}
    </Showing>
  );
}

function List({ hubId, hubName }: { hubId: string; hubName?: string }) {
  const { overview } = useSession();
  const words = suggestionsWords();
  const [filter, setFilter] = useState<Filter>('all');
  const paged = usePaged(`${hubId} ${filter}`, async ({ connection }, pageToken) => {
    const wanted = { hubId, filter: filters[filter], pageToken };
    const page = await connection.call(SuggestionService.method.listSuggestions, wanted);
    return { items: page.suggestions, next: page.nextPageToken };
  });
  useChanges(paged.again);
  return (
    <div class="page">
      <header class="stack stack--s">
        {hubName !== undefined && <BackTo href={`/hub/${hubId}`} words={hubName} />}
        <div class="row row--apart">
          <Title text={hubName === undefined ? words.suggestions : words.of(hubName)} />
          {overview.hubs.value.length > 0 && (
            <a class="btn btn--go" href="/suggestions/new">
              <Icon name="plus" />
              {words.suggest}
            </a>
          )}
        </div>
        <p class="soft">{words.intro}</p>
      </header>
      <Overdue show={() => setFilter('overdue')} />
      <SelectField
        id="suggestions-which"
        label={words.which}
        value={filter}
        choose={(value) => setFilter(value as Filter)}
        of={Object.entries(words.filters).map(([value, name]) => ({ value, words: name }))}
      />
      <Showing fetched={paged} loading={words.fetching}>
        {({ items }) =>
          items.length === 0 ? (
            <div class="card empty">
              <Icon name="reply" />
              <p class="strong">{filter === 'all' ? words.none : words.noneSuch}</p>
              {filter === 'all' && <p class="soft small">{words.noneHint}</p>}
            </div>
          ) : (
            <ul class="list boxed">
              {items.map((suggestion) => (
                <Line key={suggestion.suggestionId} suggestion={suggestion} />
              ))}
            </ul>
          )
        }
      </Showing>
      <MoreButton paged={paged} />
    </div>
  );
}

/** For Organisers: what waits for their response, and has waited too long. */
function Overdue({ show }: { show: () => void }) {
  const { overview } = useSession();
  const words = suggestionsWords();
  const organises = overview.hubs.value.some(({ myRole }) => myRole === HubRole.ORGANISER);
  const fetched = useFetched(`overdue ${organises}`, async ({ connection }) => {
    if (!organises) return 0;
    const wanted = { filter: SuggestionFilter.OVERDUE, pageSize: 50 };
    const { suggestions } = await connection.call(SuggestionService.method.listSuggestions, wanted);
    return suggestions.filter(({ mayRespond }) => mayRespond).length;
  });
  useChanges(fetched.again);
  if (!fetched.data) return null;
  return (
    <div class="note note--sun" role="status">
      <Icon name="clock" />
      <div class="stack stack--s">
        <p class="strong">{words.needsYou(fetched.data)}</p>
        <div class="actions">
          <button type="button" class="btn btn--s" onClick={show}>
            {words.needsYouShow}
          </button>
        </div>
      </div>
    </div>
  );
}

function Line({ suggestion }: { suggestion: Suggestion }) {
  const words = suggestionsWords();
  const isOpen = suggestion.state === SuggestionState.OPEN;
  return (
    <li>
      <a class="line" href={`/suggestions/${suggestion.suggestionId}`}>
        <span class="grow">
          <span class="name strong" dir="auto">
            {suggestion.title}
          </span>
          <span class="small soft" dir="auto">
            {words.to(suggestion.hub?.name ?? '')}
          </span>
          <span class="small soft">
            {words.supporters(suggestion.supporterCount)}
            {isOpen && !suggestion.overdue && <>. {words.dueBy(date(fromMicros(suggestion.respondByUs)))}</>}
          </span>
          <span class="row stories__themes">
            <SuggestionTag suggestion={suggestion} />
          </span>
        </span>
        <Icon name="next" turn />
      </a>
    </li>
  );
}
