import { Answer, type EventDetails, EventService, type Occurrence, OurplaceError } from '@ourplace/sdk';
import { useState } from 'preact/hooks';
import { useSession } from '../../account.ts';
import { announce } from '../../parts/announcer.tsx';
import { Icon } from '../../parts/icon.tsx';
import { whyWords } from '../../words/errors.ts';
import { eventsWords } from '../../words/pages/events.ts';
import { pagesWords } from '../../words/pages/pages.ts';
import { isOver, offsetInWords } from './event_times.ts';
import { useFetched } from './fetched.tsx';

interface Props {
  occurrence: Occurrence;
  details: EventDetails;
  answer: (answer: Answer, guests: number) => Promise<unknown>;
  answered: () => void;
  /** For members: when they are reminded. */
  remindsMe?: boolean;
  /** For pages without a session's line. */
  online?: boolean;
}

/** Three answers as buttons, and in words what the one that was given means. */
export function Answers(props: Props) {
  const { occurrence, details } = props;
  const words = eventsWords();
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState('');
  const { mine } = occurrence;
  const wants = mine?.answer === Answer.GOING;
  const waits = mine?.waiting ?? false;
  const isFull = details.capacity > 0 && occurrence.goingCount >= details.capacity;
  const begun = isOver(occurrence) || Number(occurrence.startsAtUs / 1000n) <= Date.now();
  const give = async (answer: Answer, guests: number) => {
    if (busy || props.online === false) return;
    setBusy(true);
    setWrong('');
    try {
      await props.answer(answer, guests);
      props.answered();
    } catch (error) {
      if (!(error instanceof OurplaceError)) throw error;
      setWrong(whyWords(error));
      announce(whyWords(error));
    } finally {
      setBusy(false);
    }
  };
  if (begun) return null;
  const joinsList = isFull && !wants;
  return (
    <section class="card" aria-labelledby="rsvp" aria-busy={busy || undefined}>
      <h2 id="rsvp" class="card__title">
        {words.areYouComing}
      </h2>
      <div class="answers">
        <AnswerButton
          on={wants}
          go
          words={joinsList ? words.joinList : words.going}
          press={() => void give(Answer.GOING, mine?.guests ?? 0)}
        />
        <AnswerButton on={mine?.answer === Answer.MAYBE} words={words.maybe} press={() => void give(Answer.MAYBE, 0)} />
        <AnswerButton on={mine?.answer === Answer.NO} words={words.cannot} press={() => void give(Answer.NO, 0)} />
      </div>
      {props.online === false && <p class="hint">{pagesWords().needsConnection}</p>}
      <p class="small" role="status">
        <b>{meaning(mine?.answer, waits, mine?.waitingPlace ?? 0)}</b>{' '}
        {joinsList && mine?.answer !== Answer.NO && words.meansFull}
        {props.remindsMe && (wants || mine?.answer === Answer.MAYBE) && !waits && (
          <Reminders occurrence={occurrence} details={details} />
        )}
      </p>
      {wants && details.mostGuests > 0 && (
        <div class="field field--beside">
          <label for="bring">{words.bring}</label>
          <select
            id="bring"
            class="input"
            value={String(mine?.guests ?? 0)}
            onChange={(event) => void give(Answer.GOING, Number(event.currentTarget.value))}
          >
            {Array.from({ length: details.mostGuests + 1 }, (_, count) => (
              <option key={count} value={String(count)}>
                {count === 0 ? words.nobodyElse : words.bringCount(count)}
              </option>
            ))}
          </select>
        </div>
      )}
      {wrong && (
        <span class="wrong">
          <Icon name="warn" small />
          <span>{wrong}</span>
        </span>
      )}
    </section>
  );
}

function AnswerButton(props: { on: boolean; go?: boolean; words: string; press: () => void }) {
  return (
    <button type="button" class={`btn${props.on ? ' btn--go' : ''}`} aria-pressed={props.on} onClick={props.press}>
      {props.on && <Icon name="tick" />}
      {props.words}
    </button>
  );
}

function meaning(answer: Answer | undefined, waits: boolean, place: number): string {
  const words = eventsWords();
  if (waits) return words.meansWaiting(place);
  if (answer === Answer.GOING) return words.meansGoing;
  if (answer === Answer.MAYBE) return words.meansMaybe;
  if (answer === Answer.NO) return words.meansNo;
  return words.meansNothing;
}

/** When reminders will come, as the member has chosen, of those that are still ahead. */
function Reminders({ occurrence, details }: { occurrence: Occurrence; details: EventDetails }) {
  const words = eventsWords();
  const { connection } = useSession();
  const { data } = useFetched('reminder choice', () => connection.call(EventService.method.getReminderChoice, {}));
  if (details.reminderChannelId) return <>{words.remindChannel} </>;
  const left = (Number(occurrence.startsAtUs / 1000n) - Date.now()) / 60_000;
  const ahead = (data?.choice?.minutesBefore ?? []).filter((minutes) => minutes < left).map(offsetInWords);
  const last = ahead.pop();
  if (last === undefined) return null;
  return (
    <>
      {words.remind(ahead.length > 0 ? words.and(ahead.join(', '), last) : last)}{' '}
      <a href="/settings/reminders">{words.changeReminders}</a>
    </>
  );
}
