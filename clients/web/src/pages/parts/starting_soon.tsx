import './event_styles.ts';
import { Answer } from '@ourplace/sdk';
import { eventsWords } from '../../words/pages/events.ts';
import { EventRow } from './event_row.tsx';
import { dayName } from './event_times.ts';
import { useFetched } from './fetched.tsx';
import { listOccurrences, useEventsChanged } from './occurrences.ts';

const most = 3;
const hoursAhead = 48;

/** What begins within two days and the member has not said no to. Nothing at all where there is nothing. */
export default function StartingSoon() {
  const words = eventsWords();
  const fetched = useFetched('soon', (session) => {
    const now = new Date();
    return listOccurrences(session, {
      from: now,
      until: new Date(now.getTime() + hoursAhead * 3_600_000),
      pageSize: 20,
    });
  });
  useEventsChanged(fetched.again);
  const shown = (fetched.data?.items ?? []).filter(({ occurrence }) => occurrence.mine?.answer !== Answer.NO);
  if (shown.length === 0) return null;
  return (
    <section class="stack stack--s" aria-labelledby="soon">
      <h2 id="soon">{words.startingSoon}</h2>
      <ul class="list boxed">
        {shown.slice(0, most).map((one) => (
          <EventRow key={one.occurrence.occurrenceId} {...one} day={dayName(one.occurrence.start)} />
        ))}
      </ul>
      <a href="/events" class="small">
        {words.allEvents}
      </a>
    </section>
  );
}
