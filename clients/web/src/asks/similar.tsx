import { Language, type SimilarStory, type Story, StoryService } from '@ourplace/sdk';
import { useEffect, useRef, useState } from 'preact/hooks';
import { browserClock } from '../account.ts';
import { useFetched } from '../pages/parts/fetched.tsx';
import { announce } from '../parts/announcer.tsx';
import { Icon } from '../parts/icon.tsx';
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

/** Stories that may answer what is being written, found as it is written. They are an offer: without them, and without a
    line, asking goes on as ever. */
export function Similar(props: { text: string; language: string; onAnswered: (story: Story) => void }) {
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
  const stories = before.current;
  useEffect(() => {
    if (stories.length > 0) announce(words.found(stories.length));
  }, [stories.map(({ story }) => story?.storyId).join()]);
  if (stories.length === 0) return null;
  return (
    <section class="stack stack--s" aria-labelledby="similar">
      <h2 class="card__title" id="similar">
        {words.heading}
      </h2>
      <p class="soft small">{words.hint}</p>
      <ul class="list boxed">
        {stories.map(({ story, passage }) => story && <Found key={story.storyId} {...{ story, passage, ...props }} />)}
      </ul>
    </section>
  );
}

function Found({ story, passage, onAnswered }: { story: Story; passage: string; onAnswered: (story: Story) => void }) {
  const words = similarWords();
  const tongue = story.language === Language.CY ? 'cy' : 'en';
  const title = story.text?.title ?? '';
  return (
    <li class="similar">
      <a class="name strong" href={`/stories/${story.storyId}`} dir="auto" lang={tongue}>
        {title}
      </a>
      <p class="small" dir="auto" lang={tongue}>
        {passage}
      </p>
      <div class="row">
        <span class="grow small soft" dir="auto">
          {words.by(story.authorName)}
        </span>
        <button type="button" class="btn btn--s" aria-label={words.answersOf(title)} onClick={() => onAnswered(story)}>
          <Icon name="tick" small />
          {words.answers}
        </button>
      </div>
    </li>
  );
}

/** In the place of the form, once a Story has answered what was being asked. */
export function Answered({ story, onAsk }: { story: Story; onAsk: () => void }) {
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
        <a class="btn btn--go" href={`/stories/${story.storyId}`}>
          {words.read}
        </a>
        <button type="button" class="btn" onClick={onAsk}>
          {words.askAllTheSame}
        </button>
      </div>
    </section>
  );
}
