import { Code, EventService, type GetGuestInvitationResponse, OurplaceError } from '@ourplace/sdk';
import { useEffect, useState } from 'preact/hooks';
import { useSession } from '../account.ts';
import { Icon } from '../parts/icon.tsx';
import { Loading } from '../parts/loading.tsx';
import { Title } from '../parts/title.tsx';
import { place } from '../router.ts';
import { whyWords } from '../words/errors.ts';
import { eventsWords } from '../words/pages/events.ts';
import { pagesWords } from '../words/pages/pages.ts';
import { Leaf } from './event.tsx';
import { Answers } from './parts/event_answers.tsx';
import { EventFacts } from './parts/event_facts.tsx';
import { inReadersLanguage, soonInWords, whenInWords } from './parts/event_times.ts';
import { WelcomeFrame } from './welcome_frame.tsx';

/** Somebody without an account answers, with the link that an organiser sent them. */
export default function InvitedPage() {
  const { connection } = useSession();
  const words = eventsWords();
  const guestToken = place.value.hash.slice(1);
  const [round, setRound] = useState(0);
  const [found, setFound] = useState<GetGuestInvitationResponse | OurplaceError>();
  useEffect(() => {
    connection.post(EventService.method.getGuestInvitation, { guestToken }).then(setFound, (error) => {
      if (!(error instanceof OurplaceError)) throw error;
      setFound(error);
    });
  }, [guestToken, round, connection]);
  const again = () => setRound((count) => count + 1);
  if (found === undefined)
    return (
      <WelcomeFrame>
        <Title text={words.event} />
        <Loading words={words.fetchingEvent} />
      </WelcomeFrame>
    );
  if (found instanceof OurplaceError)
    return (
      <WelcomeFrame>
        <div class="welcome__narrow stack">
          <Title text={words.event} />
          {found.code === Code.NOT_FOUND ? (
            <p>{words.linkOver}</p>
          ) : (
            <div class="note note--brick" role="alert">
              <Icon name="warn" />
              <div class="stack stack--s">
                <p>{whyWords(found)}</p>
                <button type="button" class="btn btn--s" onClick={again}>
                  {pagesWords().tryAgain}
                </button>
              </div>
            </div>
          )}
        </div>
      </WelcomeFrame>
    );
  return (
    <WelcomeFrame>
      <Invitation found={found} guestToken={guestToken} again={again} />
    </WelcomeFrame>
  );
}

function Invitation(props: { found: GetGuestInvitationResponse; guestToken: string; again: () => void }) {
  const { connection } = useSession();
  const words = eventsWords();
  const { event, occurrence, guestName, hubName, programmeName } = props.found;
  if (!event?.details || !occurrence) return null;
  const title = inReadersLanguage(event.details.title);
  return (
    <div class="stack stack--wide">
      <p class="soft">
        {words.hello(guestName)}. {words.invitedTo(hubName)}, {programmeName}.
      </p>
      <div class="when">
        <Leaf start={occurrence.start} />
        <div class="stack stack--s">
          <Title text={title.words} lang={title.lang} />
          <p class="soft">
            {whenInWords(occurrence)}. {!occurrence.cancelled && soonInWords(occurrence)}
          </p>
        </div>
      </div>
      {occurrence.cancelled ? (
        <div class="note note--brick">
          <Icon name="warn" />
          <div class="stack stack--s">
            <p>
              <b>{words.cancelledWhole}</b>
            </p>
            {occurrence.cancelReason && <p dir="auto">{occurrence.cancelReason}</p>}
          </div>
        </div>
      ) : (
        <Answers
          occurrence={occurrence}
          details={event.details}
          answered={props.again}
          answer={(answer, guests) =>
            connection.post(EventService.method.answerAsGuest, { guestToken: props.guestToken, answer, guests })
          }
        />
      )}
      <EventFacts details={event.details} occurrence={occurrence} />
    </div>
  );
}
