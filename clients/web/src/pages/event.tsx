import { ChannelVisibility, EventService, type GetEventResponse } from '@ourplace/sdk';
import { useSession } from '../account.ts';
import { Icon } from '../parts/icon.tsx';
import { painted } from '../parts/shapes.tsx';
import { Title } from '../parts/title.tsx';
import { ThreadLink } from '../threads/thread_link.tsx';
import { eventsWords } from '../words/pages/events.ts';
import { threadWords } from '../words/threads.ts';
import { monthName } from '../words/times.ts';
import { Act } from './parts/act.tsx';
import { BackTo } from './parts/back_to.tsx';
import { Answers } from './parts/event_answers.tsx';
import { EventFacts } from './parts/event_facts.tsx';
import { Organise } from './parts/event_organise.tsx';
import { Attendees } from './parts/event_people.tsx';
import {
  dayName,
  hours,
  inReadersLanguage,
  onWall,
  soonInWords,
  titleOf,
  whenInWords,
  whereTheyAre,
} from './parts/event_times.ts';
import { Showing, useFetched } from './parts/fetched.tsx';
import { useEventsChanged } from './parts/occurrences.ts';
import { saveAs } from './parts/save_as.ts';

/** One date of an event: when and where it is, who comes, and the member's answer. */
export default function EventPage({ params }: { params: Record<string, string> }) {
  const words = eventsWords();
  const request = params.event ? { eventId: params.event } : { occurrenceId: params.occurrence ?? '' };
  const fetched = useFetched(`event ${params.event ?? params.occurrence}`, ({ connection }) =>
    connection.call(EventService.method.getEvent, request),
  );
  useEventsChanged(fetched.again);
  return (
    <Showing fetched={fetched} loading={words.fetchingEvent}>
      {(found) => <Found found={found} again={fetched.again} />}
    </Showing>
  );
}

function Found({ found, again }: { found: GetEventResponse; again: () => void }) {
  const { connection, overview } = useSession();
  const words = eventsWords();
  const { event, occurrence } = found;
  if (!event?.details || !occurrence) return null;
  const { details } = event;
  const hub = overview.hub(event.hubId);
  const title = inReadersLanguage(details.title);
  const when = whenInWords(occurrence);
  const elsewhere = whereTheyAre(occurrence, details.zone);
  return (
    <div class="painted" style={painted(hub?.paint)}>
      <div class="page page--aside">
        <div class="stack stack--wide">
          <header class="stack stack--s">
            <BackTo href="/events" words={words.events} />
            <div class="when">
              <Leaf start={occurrence.start} />
              <div class="stack stack--s">
                <Title text={titleOf(event)} lang={title.lang} />
                <p class="soft">
                  {when}. {!occurrence.cancelled && soonInWords(occurrence)}
                </p>
                {elsewhere && <p class="soft small">{elsewhere}</p>}
                {occurrence.moved && !occurrence.cancelled && (
                  <p class="small">
                    <span class="tag">
                      {words.moved(
                        whenInWords({ start: occurrence.plannedStart, end: occurrence.plannedStart }).split(',')[0] ??
                          '',
                      )}
                    </span>
                  </p>
                )}
                {hub && (
                  <a class="small" href={`/hub/${hub.hubId}`} dir="auto">
                    {hub.name}
                  </a>
                )}
              </div>
            </div>
          </header>
          {occurrence.cancelled ? (
            <div class="note note--brick">
              <Icon name="warn" />
              <div class="stack stack--s">
                <p>
                  <b>{event.cancelled ? words.cancelledWhole : words.cancelledThis}</b>
                </p>
                {occurrence.cancelReason && <p dir="auto">{occurrence.cancelReason}</p>}
              </div>
            </div>
          ) : (
            <Answers
              occurrence={occurrence}
              details={details}
              answered={again}
              answer={(answer, guests) =>
                connection.call(EventService.method.answerEvent, {
                  occurrenceId: occurrence.occurrenceId,
                  answer,
                  guests,
                })
              }
              remindsMe
            />
          )}
          {found.thread?.mayOpen && (
            <div class="actions">
              <ThreadLink
                href={`/events/of/${event.eventId}/talk`}
                words={threadWords().conversation}
                below={event.eventId}
                messages={found.thread.messageCount}
              />
            </div>
          )}
          <EventFacts details={details} occurrence={occurrence} />
          <OtherDates found={found} />
          {found.mayOrganise && <Organise event={event} occurrence={occurrence} changed={again} />}
        </div>
        <aside class="stack" aria-label={words.whoComes}>
          <Attendees occurrence={occurrence} mayOrganise={found.mayOrganise} />
          <div class="actions">
            <Act
              icon="events"
              words={words.addToCalendar}
              busy={words.preparing}
              run={async () => {
                const file = await connection.call(EventService.method.getEventCalendar, { eventId: event.eventId });
                saveAs(file.fileName, 'text/calendar', file.calendar);
              }}
            />
          </div>
          <a href="/settings/reminders" class="small">
            {words.subscribe}
          </a>
        </aside>
      </div>
    </div>
  );
}

/** The leaf of a calendar. What it says is said in words beside it. */
export function Leaf({ start }: { start: string }) {
  const { weekdays } = eventsWords();
  const day = onWall(start);
  return (
    <time class="leaf" dateTime={start} aria-hidden="true">
      {weekdays[(day.getDay() + 6) % 7]}
      <b>{day.getDate()}</b>
      {monthName(day).slice(0, 3)}
    </time>
  );
}

const mostOthers = 6;

function OtherDates({ found }: { found: GetEventResponse }) {
  const words = eventsWords();
  const others = found.coming.filter(({ occurrenceId }) => occurrenceId !== found.occurrence?.occurrenceId);
  if (others.length === 0) return null;
  return (
    <section class="stack stack--s" aria-labelledby="others">
      <h2 id="others">{words.otherDates}</h2>
      <ul class="list boxed">
        {others.slice(0, mostOthers).map((one) => (
          <li key={one.occurrenceId}>
            <a class="line" href={`/events/${one.occurrenceId}`}>
              <span class="grow">
                <span class="name">{dayName(one.start)}</span>
                <span class="small soft">{hours(one)}</span>
              </span>
              {one.cancelled && <span class="tag tag--brick">{words.cancelled}</span>}
              <Icon name="next" turn />
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The channels of a Hub to which a reminder for all can go. */
export function useOpenChannels(hubId: string): { id: string; name: string }[] {
  const { overview } = useSession();
  return [...overview.channels.value.values()].flatMap(({ channel }) =>
    channel?.hubId === hubId &&
    (channel.visibility === ChannelVisibility.OPEN || channel.visibility === ChannelVisibility.HUB)
      ? [{ id: channel.channelId, name: channel.name }]
      : [],
  );
}
