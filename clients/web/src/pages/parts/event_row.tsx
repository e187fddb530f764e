import { Answer, type Event, type Occurrence } from '@ourplace/sdk';
import { useSession } from '../../account.ts';
import { Icon } from '../../parts/icon.tsx';
import { painted } from '../../parts/shapes.tsx';
import { eventsWords } from '../../words/pages/events.ts';
import { hours, inReadersLanguage } from './event_times.ts';

export interface Shown {
  occurrence: Occurrence;
  event: Event;
}

/** One line of an agenda: when, what, where, and what the member has said. */
export function EventRow({ occurrence, event, day }: Shown & { day?: string }) {
  const { overview } = useSession();
  const hub = overview.hub(event.hubId);
  const title = inReadersLanguage(event.details?.title);
  return (
    <li>
      <a class="line occasion" href={`/events/${occurrence.occurrenceId}`} style={painted(hub?.paint)}>
        <span class="occasion__time num">
          {day && <b>{day} </b>}
          {hours(occurrence)}
        </span>
        <span class="grow">
          <span class="name strong" dir="auto" lang={title.lang}>
            {title.words}
          </span>
          <span class="small soft" dir="auto">
            {[hub?.name, event.details?.place].filter(Boolean).join(', ')}
          </span>
          <Tags occurrence={occurrence} event={event} />
        </span>
        <Icon name="next" turn />
      </a>
    </li>
  );
}

function Tags({ occurrence, event }: Shown) {
  const words = eventsWords();
  const capacity = event.details?.capacity ?? 0;
  const { mine } = occurrence;
  if (occurrence.cancelled)
    return (
      <span class="occasion__tags">
        <span class="tag tag--brick">{words.cancelled}</span>
      </span>
    );
  return (
    <span class="occasion__tags">
      {mine && <AnswerTag answer={mine.answer} waiting={mine.waiting} />}
      {capacity > 0 && occurrence.goingCount >= capacity && <span class="tag">{words.full}</span>}
    </span>
  );
}

function AnswerTag({ answer, waiting }: { answer: Answer; waiting: boolean }) {
  const { answerShort } = eventsWords();
  if (waiting) return <span class="tag tag--sun">{answerShort.waiting}</span>;
  if (answer === Answer.GOING)
    return (
      <span class="tag tag--moss">
        <Icon name="tick" small />
        {answerShort.going}
      </span>
    );
  return <span class="tag">{answer === Answer.MAYBE ? answerShort.maybe : answerShort.no}</span>;
}
