import { Answer, type Attendee, EventService, type Occurrence } from '@ourplace/sdk';
import { useSession } from '../../account.ts';
import { Face } from '../../parts/shapes.tsx';
import { toast } from '../../parts/toast.tsx';
import { eventsWords } from '../../words/pages/events.ts';
import { pagesWords } from '../../words/pages/pages.ts';
import { Act } from './act.tsx';
import { Showing, useFetched } from './fetched.tsx';
import { useEventsChanged } from './occurrences.ts';

/** Who comes, who is not sure and who waits; organisers also see invited guests and who cannot. */
export function Attendees({ occurrence, mayOrganise }: { occurrence: Occurrence; mayOrganise: boolean }) {
  const { connection } = useSession();
  const words = eventsWords();
  const { occurrenceId } = occurrence;
  const fetched = useFetched(`attendees ${occurrenceId}`, () =>
    connection.call(EventService.method.listAnswers, { occurrenceId }),
  );
  useEventsChanged(fetched.again);
  return (
    <section class="card" aria-labelledby="who">
      <h2 id="who" class="card__title">
        {words.whoComes}
      </h2>
      <Showing fetched={fetched} loading={pagesWords().fetching}>
        {({ attendees }) => {
          const of = (test: (one: Attendee) => boolean) => attendees.filter(test);
          const going = of(({ rsvp }) => rsvp?.answer === Answer.GOING && !rsvp.waiting);
          const groups: [string, Attendee[]][] = [
            [words.waitingList, of(({ rsvp }) => rsvp?.waiting ?? false)],
            [words.notSure, of(({ rsvp }) => rsvp?.answer === Answer.MAYBE)],
            [words.cannotList, of(({ rsvp }) => rsvp?.answer === Answer.NO)],
            [words.notAnswered, of(({ rsvp }) => !rsvp)],
          ];
          const list = (people: Attendee[]) => (
            <ul class="list">
              {people.map((one) => (
                <Person key={one.memberId || one.guestId} attendee={one} mayOrganise={mayOrganise} />
              ))}
            </ul>
          );
          return (
            <>
              {going.length > 0 ? list(going) : <p class="soft small">{words.nobodyYet}</p>}
              {groups.map(
                ([name, people]) =>
                  people.length > 0 && (
                    <div key={name} class="stack stack--s">
                      <h3 class="small">{name}</h3>
                      {list(people)}
                    </div>
                  ),
              )}
            </>
          );
        }}
      </Showing>
      <hr />
      <p class="small soft num">{words.sums(occurrence.goingCount, occurrence.maybeCount, occurrence.waitingCount)}</p>
    </section>
  );
}

function Person({ attendee, mayOrganise }: { attendee: Attendee; mayOrganise: boolean }) {
  const { connection } = useSession();
  const words = eventsWords();
  const { memberId, guestId, name, rsvp } = attendee;
  return (
    <li class="row attendee">
      <Face id={memberId || guestId} name={name} />
      <span class="grow">
        {memberId ? (
          <a href={`/member/${memberId}`} dir="auto">
            {name}
          </a>
        ) : (
          <span dir="auto">{name}</span>
        )}{' '}
        {rsvp && rsvp.guests > 0 && <span class="small soft">{words.withGuests(rsvp.guests)}</span>}
        {guestId && <span class="small soft"> {words.invitedGuest}</span>}
      </span>
      {guestId && mayOrganise && (
        <Act
          small
          kind="quiet"
          words={words.removeGuest}
          busy={words.removing}
          about={name}
          run={async () => {
            await connection.call(EventService.method.removeGuest, { guestId });
            toast({ words: `${name}: ${words.removeGuest}` });
          }}
        />
      )}
    </li>
  );
}
