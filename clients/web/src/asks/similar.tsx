import { Language, type SimilarStory, type Story, StoryService, type Suggestion } from '@ourplace/sdk';
import { useEffect, useRef, useState } from 'preact/hooks';
import { browserClock } from '../account.ts';
import { PlainMarkup } from '../chats/markup_view.tsx';
import { useFetched } from '../pages/parts/fetched.tsx';
import { announce } from '../parts/announcer.tsx';
import { Icon } from '../parts/icon.tsx';
import { SuggestionTag } from '../stories/suggestion_tag.tsx';
import { similarWords } from '../words/similar.ts';

/** So long nothing is typed. */
const settledMs = 700;
/** Before that there is little to go by. */
const leastCharacters = 20;

/** What was written when the writing last paused. */
function useSettled(text: string): string {
  const [settled, settle] = useState(text);
  useEffect(() => browserClock.after(settledMs, () => settle(text)), [text]);
  return settled;
}

/** What answered it, and where that is read. */
export interface Answer {
  what: 'story' | 'suggestion';
  address: string;
}
type OnAnswered = (by: Answer) => void;

/** Stories and public answers that may answer what is being written, found as it is written. They are an offer: without
    them, and without a line, asking goes on as ever. */
export function Similar(props: { text: string; language: string; onAnswered: OnAnswered }) {
  const words = similarWords();
  const text = useSettled(props.text).trim();
  const enough = [...text].length >= leastCharacters;
  const fetched = useFetched(`${props.language} ${enough ? text : ''}`, async ({ connection }) => {
    if (!enough) return [];
    const language = props.language === 'cy' ? Language.CY : Language.EN;
    return (await connection.call(StoryService.method.similarStories, { text, language })).stories;
  });
  // Those of before stay while others are looked for, so that nothing jumps under a finger.
  const before = useRef<readonly SimilarStory[]>([]);
  if (fetched.data) before.current = fetched.data;
  const found = before.current;
  useEffect(() => {
    if (found.length > 0) announce(words.found(found.length));
  }, [found.map(({ story, suggestion }) => story?.storyId ?? suggestion?.suggestionId).join()]);
  if (found.length === 0) return null;
  return (
    <section class="stack stack--s" aria-labelledby="similar">
      <h2 class="card__title" id="similar">
        {words.heading}
      </h2>
      <p class="soft small">{words.hint}</p>
      <ul class="list boxed">
        {found.map(({ story, suggestion, passage }) => {
          const { onAnswered } = props;
          if (story) return <FoundStory key={story.storyId} {...{ story, passage, onAnswered }} />;
          return suggestion && <FoundAnswer key={suggestion.suggestionId} {...{ suggestion, passage, onAnswered }} />;
        })}
      </ul>
    </section>
  );
}

function FoundStory(props: { story: Story; passage: string; onAnswered: OnAnswered }) {
  const { story, passage, onAnswered } = props;
  const words = similarWords();
  const tongue = story.language === Language.CY ? 'cy' : 'en';
  const title = story.text?.title ?? '';
  const address = `/stories/${story.storyId}`;
  return (
    <li class="similar">
      <a class="name strong" href={address} dir="auto" lang={tongue}>
        {title}
      </a>
      <p class="small" dir="auto" lang={tongue}>
        {passage}
      </p>
      <Foot said={words.by(story.authorName)} title={title} choose={() => onAnswered({ what: 'story', address })} />
    </li>
  );
}

/** What somebody suggested, and what was responded to it in public. */
function FoundAnswer(props: { suggestion: Suggestion; passage: string; onAnswered: OnAnswered }) {
  const { suggestion, passage, onAnswered } = props;
  const words = similarWords();
  const { title } = suggestion;
  const address = `/suggestions/${suggestion.suggestionId}`;
  const by = words.respondedBy(suggestion.responses[0]?.name ?? '', suggestion.hub?.name ?? '');
  return (
    <li class="similar">
      <a class="name strong" href={address} dir="auto">
        {title}
      </a>
      <p>
        <SuggestionTag suggestion={suggestion} />
      </p>
      <div class="small">
        <PlainMarkup body={passage} />
      </div>
      <Foot said={by} title={title} choose={() => onAnswered({ what: 'suggestion', address })} />
    </li>
  );
}

function Foot({ said, title, choose }: { said: string; title: string; choose: () => void }) {
  const words = similarWords();
  return (
    <div class="row">
      <span class="grow small soft" dir="auto">
        {said}
      </span>
      <button type="button" class="btn btn--s" aria-label={words.answersOf(title)} onClick={choose}>
        <Icon name="tick" small />
        {words.answers}
      </button>
    </div>
  );
}

/** In the place of the form, once what was being asked has its answer. */
export function Answered({ by, onAsk }: { by: Answer; onAsk: () => void }) {
  const words = similarWords();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section class="card stack" aria-labelledby="answered">
      <h2 id="answered" tabIndex={-1} ref={heading}>
        {words.answered}
      </h2>
      <p>{words.answeredHint}</p>
      <div class="row">
        <a class="btn btn--go" href={by.address}>
          {words.read[by.what]}
        </a>
        <button type="button" class="btn" onClick={onAsk}>
          {words.askAllTheSame}
        </button>
      </div>
    </section>
  );
}
