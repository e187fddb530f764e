import { Code, type OurplaceError, type Story, StoryPart, StoryService, StoryState } from '@ourplace/sdk';
import { useState } from 'preact/hooks';
import { useSession } from '../account.ts';
import { PlainMarkup } from '../chats/markup_view.tsx';
import { Act } from '../pages/parts/act.tsx';
import { BackTo } from '../pages/parts/back_to.tsx';
import { Showing, useFetched } from '../pages/parts/fetched.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Icon } from '../parts/icon.tsx';
import { Title } from '../parts/title.tsx';
import { toast } from '../parts/toast.tsx';
import { go } from '../router.ts';
import { storiesWords } from '../words/stories.ts';
import { date, fromMicros } from '../words/times.ts';
import { useChanges } from './changes.ts';
import { ThemeTags, tongueOf } from './library_page.tsx';

/** One Story, with the consent of those named on it; for them also what is drafted, and their consent. */
export default function StoryPage({ params }: { params: Record<string, string> }) {
  const words = storiesWords();
  const storyId = params.story ?? '';
  const fetched = useFetched(storyId, ({ connection }) => connection.call(StoryService.method.getStory, { storyId }));
  useChanges(fetched.again);
  return (
    <div class="page">
      <BackTo href="/stories" words={words.stories} />
      <Showing fetched={fetched} loading={words.fetchingStory}>
        {({ story, draft }) => <Found story={story} draft={draft} changed={fetched.again} />}
      </Showing>
    </div>
  );
}

interface Shown {
  story: Story | undefined;
  draft: Story | undefined;
  changed: () => void;
}

function Found({ story, draft, changed }: Shown) {
  const inLibrary = story?.text ? story : undefined;
  // Those named on it read what they are to agree to.
  const shown = draft ?? inLibrary;
  if (!shown?.text) return <Gone story={story} />;
  return (
    <>
      <Head story={shown} />
      {shown.myPart !== StoryPart.UNSPECIFIED && <YourPart shown={shown} inLibrary={inLibrary} changed={changed} />}
      <Telling story={shown} />
      <Consents story={shown} />
    </>
  );
}

/** What is left of a Story that somebody no longer agrees to. */
function Gone({ story }: { story: Story | undefined }) {
  const words = storiesWords();
  return (
    <>
      <Title text={words.gone} />
      <div class="card empty">
        <Icon name="quote" />
        <p>{words.goneHint}</p>
        {story && story.withdrawnAtUs > 0n && (
          <p class="soft small">{words.goneOn(date(fromMicros(story.withdrawnAtUs)))}</p>
        )}
      </div>
    </>
  );
}

function Head({ story }: { story: Story }) {
  const words = storiesWords();
  return (
    <header class="stack stack--s">
      <Title text={story.text?.title ?? ''} />
      <p>
        <span dir="auto">{words.by(story.authorName)}</span>
        {story.championName && (
          <>
            {' '}
            <a href={`/member/${story.championMemberId}`} dir="auto">
              {words.withChampion(story.championName)}
            </a>
          </>
        )}
      </p>
      {story.byPseudonym && <p class="soft small">{words.anotherName}</p>}
      <p class="soft small">
        <span dir="auto">{story.place?.name}</span>
        {', '}
        <a href={`/hub/${story.hub?.hubId}`} dir="auto">
          {story.hub?.name}
        </a>
      </p>
      <ThemeTags themes={story.themes} />
    </header>
  );
}

function Telling({ story }: { story: Story }) {
  const words = storiesWords();
  const parts = [
    ['problem', words.problem, story.text?.problem],
    ['done', words.done, story.text?.done],
    ['changed', words.changed, story.text?.changed],
  ] as const;
  return (
    <article class="card stories__text" aria-label={story.text?.title}>
      {parts.map(([id, title, body]) => (
        <section key={id} class="stack stack--s" aria-labelledby={`story-${id}`}>
          <h2 id={`story-${id}`}>{title}</h2>
          <div dir="auto" lang={tongueOf(story)}>
            <PlainMarkup body={body ?? ''} />
          </div>
        </section>
      ))}
    </article>
  );
}

function Consents({ story }: { story: Story }) {
  const words = storiesWords();
  if (story.consents.length === 0) return null;
  return (
    <section class="stack stack--s" aria-labelledby="consent">
      <h2 id="consent">{words.consent}</h2>
      <p class="soft small">{words.consentHint}</p>
      <ul class="stack stack--s">
        {story.consents.map(({ part, name, agreedAtUs, withdrawnAtUs }) => {
          const when = date(fromMicros(agreedAtUs));
          return (
            <li key={`${part} ${agreedAtUs}`} class="row row--close">
              <Icon name={withdrawnAtUs > 0n ? 'close' : 'tick'} small />
              <span dir="auto">{withdrawnAtUs > 0n ? words.agreedThen(name, when) : words.agreed(name, when)}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** For somebody named on it: where it stands, what agreeing means, and the way back. */
function YourPart(props: { shown: Story; inLibrary: Story | undefined; changed: () => void }) {
  const { shown, inLibrary, changed } = props;
  const { connection } = useSession();
  const words = storiesWords();
  const { storyId, version } = shown;
  const agrees = (part: StoryPart) =>
    shown.consents.some((consent) => consent.part === part && consent.withdrawnAtUs === 0n);
  const iAgree = agrees(shown.myPart);
  const missing = [
    ...(agrees(StoryPart.AUTHOR) ? [] : [shown.authorName]),
    ...(shown.championName && !agrees(StoryPart.CHAMPION) ? [shown.championName] : []),
  ];
  const agree = async () => {
    const { story } = await connection.call(StoryService.method.agreeToStory, { storyId, version });
    const isThere = story?.state === StoryState.PUBLISHED && story.version === version;
    toast({ words: isThere ? words.publishedDone : words.agreedDone });
    changed();
  };
  return (
    <section class="card card--need" aria-labelledby="your-part">
      <h2 class="card__title" id="your-part">
        {words.yourPart}
      </h2>
      <Standing shown={shown} inLibrary={inLibrary} />
      {missing.length > 0 && <p dir="auto">{words.waitsFor(missing.join(', '))}</p>}
      {iAgree ? (
        <p class="row row--close">
          <Icon name="tick" small />
          {words.youAgreed}
        </p>
      ) : (
        <div class="stack stack--s">
          <h3>{words.whatAgreeMeans}</h3>
          <ul class="stories__points">
            {words.agreePoints.map((point) => (
              <li key={point}>{point}</li>
            ))}
          </ul>
        </div>
      )}
      <div class="actions">
        {!iAgree && (
          <Act kind="go" icon="tick" words={words.agree} busy={words.agreeing} run={agree} explain={explain} />
        )}
        <a class="btn" href={`/stories/${storyId}/edit`}>
          <Icon name="edit" />
          {words.edit}
        </a>
        {(iAgree || inLibrary) && <Withdraw storyId={storyId} changed={changed} />}
        {shown.myPart === StoryPart.AUTHOR && <Discard storyId={storyId} />}
      </div>
    </section>
  );
}

function explain(error: OurplaceError): string | undefined {
  return error.code === Code.FAILED_PRECONDITION ? storiesWords().editedMeanwhile : undefined;
}

function Standing({ shown, inLibrary }: { shown: Story; inLibrary: Story | undefined }) {
  const words = storiesWords();
  const [title, hint] =
    inLibrary === undefined
      ? shown.state === StoryState.WITHDRAWN
        ? [words.outOfIt, words.outOfItHint]
        : [words.waiting, words.waitingHint]
      : inLibrary.version === shown.version
        ? [words.publishedDone, '']
        : [words.newWords, `${words.newWordsHint} ${words.seeNew}`];
  return (
    <p>
      <b>{title}</b>
      <br />
      {hint}
    </p>
  );
}

function Withdraw({ storyId, changed }: { storyId: string; changed: () => void }) {
  const { connection } = useSession();
  const words = storiesWords();
  const [asking, ask] = useState(false);
  const withdraw = async () => {
    await connection.call(StoryService.method.withdrawConsent, { storyId });
    ask(false);
    toast({ words: words.withdrawnDone });
    changed();
  };
  return (
    <>
      <button type="button" class="btn" onClick={() => ask(true)}>
        {words.withdraw}
      </button>
      {asking && (
        <Dialog title={words.withdrawTitle} onClose={() => ask(false)}>
          <p>{words.withdrawHint}</p>
          <div class="actions">
            <Act kind="harm" words={words.withdrawYes} busy={words.withdrawing} run={withdraw} />
            <button type="button" class="btn" onClick={() => ask(false)}>
              {words.keepIt}
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}

function Discard({ storyId }: { storyId: string }) {
  const { connection } = useSession();
  const words = storiesWords();
  const [asking, ask] = useState(false);
  const discard = async () => {
    await connection.call(StoryService.method.discardStory, { storyId });
    toast({ words: words.discarded });
    go('/stories', 'replace');
  };
  return (
    <>
      <button type="button" class="btn btn--quiet" onClick={() => ask(true)}>
        <Icon name="bin" />
        {words.discard}
      </button>
      {asking && (
        <Dialog title={words.discardTitle} onClose={() => ask(false)}>
          <p>{words.discardHint}</p>
          <div class="actions">
            <Act kind="harm" words={words.discardYes} busy={words.discarding} run={discard} />
            <button type="button" class="btn" onClick={() => ask(false)}>
              {words.keepIt}
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}
