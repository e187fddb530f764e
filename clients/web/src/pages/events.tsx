import { HubRole } from '@ourplace/sdk';
import { useSession } from '../account.ts';
import { Icon } from '../parts/icon.tsx';
import { Title } from '../parts/title.tsx';
import { eventsWords } from '../words/pages/events.ts';
import { EventRow, type Shown } from './parts/event_row.tsx';
import { dayName, dayOf } from './parts/event_times.ts';
import { Showing, usePaged } from './parts/fetched.tsx';
import { MoreButton } from './parts/more_button.tsx';
import { listOccurrences, useEventsChanged } from './parts/occurrences.ts';

/** What is on in the member's Hubs, day by day. */
export default function EventsPage() {
  const words = eventsWords();
  const paged = usePaged('agenda', (session, pageToken) =>
    listOccurrences(session, { from: new Date(), pageSize: 50, pageToken }),
  );
  useEventsChanged(paged.again);
  return (
    <div class="page">
      <EventsHead at="agenda" />
      <Showing fetched={paged} loading={words.fetching}>
        {({ items }) => (items.length === 0 ? <Nothing /> : <Agenda items={items} />)}
      </Showing>
      <MoreButton paged={paged} />
    </div>
  );
}

export function EventsHead({ at }: { at: 'agenda' | 'month' }) {
  const words = eventsWords();
  const hubs = useOrganised();
  return (
    <header class="stack stack--s">
      <Title text={words.events} />
      <div class="row row--apart">
        <nav aria-label={words.views} class="actions">
          <a class="btn btn--s" href="/events" aria-current={at === 'agenda' ? 'page' : undefined}>
            {words.agenda}
          </a>
          <a class="btn btn--s" href="/events/month" aria-current={at === 'month' ? 'page' : undefined}>
            {words.month}
          </a>
        </nav>
        {hubs[0] && (
          <a class="btn btn--s" href={`/hub/${hubs[0].hubId}/new-event`}>
            <Icon name="plus" small />
            {words.newEvent}
          </a>
        )}
      </div>
    </header>
  );
}

/** The Hubs in which the member may plan something. */
export function useOrganised() {
  return useSession().overview.hubs.value.filter(({ myRole }) => myRole === HubRole.ORGANISER);
}

function Agenda({ items }: { items: readonly Shown[] }) {
  const days = new Map<string, Shown[]>();
  for (const one of items) {
    const day = dayOf(one.occurrence.start);
    days.set(day, [...(days.get(day) ?? []), one]);
  }
  return (
    <div class="stack">
      {[...days].map(([day, shown]) => (
        <section key={day} class="stack stack--s" aria-labelledby={`day-${day}`}>
          <h2 id={`day-${day}`} class="agenda__day">
            {dayName(`${day}T00:00`)}
          </h2>
          <ul class="list boxed">
            {shown.map((one) => (
              <EventRow key={one.occurrence.occurrenceId} {...one} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function Nothing() {
  const words = eventsWords();
  const hubs = useOrganised();
  return (
    <div class="card empty">
      <Icon name="events" />
      <p class="strong">{words.none}</p>
      <p class="soft small">{hubs[0] ? words.noneOrganiser : words.noneHint}</p>
      {hubs[0] && (
        <a class="btn" href={`/hub/${hubs[0].hubId}/new-event`}>
          {words.newEvent}
        </a>
      )}
    </div>
  );
}
