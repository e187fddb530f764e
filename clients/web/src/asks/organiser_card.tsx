import { type Ask, AskService, AskState } from '@ourplace/sdk';
import { useSession } from '../account.ts';
import { Act } from '../pages/parts/act.tsx';
import { go } from '../router.ts';
import { offerWords } from '../words/ask_offers.ts';
import { askWords } from '../words/asks.ts';
import { fromMicros, moment } from '../words/times.ts';
import { addressOf, standing } from './ask_lists.tsx';
import { WhatIsAsked } from './ask_page.tsx';
import { useAsks } from './model.ts';

/** What an Organiser sees of an Ask of their Hub, and what they can do about it. */
export function OrganiserCard({ ask }: { ask: Ask }) {
  const words = offerWords();
  return (
    <article class={`card${ask.state === AskState.ESCALATED ? ' card--need' : ''}`}>
      <WhatIsAsked ask={ask} />
      <p>
        <b dir="auto">{standing(ask)}</b>
      </p>
      <p class="small soft">{words.since(moment(fromMicros(ask.openedAtUs)))}</p>
      <HowOffered ask={ask} />
      <OrganiserActs ask={ask} />
    </article>
  );
}

/** How many were asked so far, and what comes next. */
export function HowOffered({ ask }: { ask: Ask }) {
  const words = offerWords();
  const { offers, nextStepAtUs } = ask;
  return (
    <>
      {offers && offers.offered > 0 && (
        <p class="small soft">
          {words.tally(offers.offered, offers.declined, offers.expired)}. {offers.widened && words.widened}
        </p>
      )}
      {nextStepAtUs > 0n && fromMicros(nextStepAtUs) > new Date() && (
        <p class="small soft">{words.nextStep(moment(fromMicros(nextStepAtUs)))}</p>
      )}
    </>
  );
}

/** Only what the Ask's state allows. */
export function OrganiserActs({ ask }: { ask: Ask }) {
  const { connection } = useSession();
  const asks = useAsks();
  const words = offerWords();
  const { askId, match, state } = ask;
  const hasCome = state === AskState.ESCALATED;
  const accept = async () => {
    const done = await connection.call(AskService.method.acceptOffer, { askId });
    if (!done.ask) return;
    asks.put(done.ask);
    go(addressOf(done.ask));
  };
  const letGoOn = async () => {
    const done = await connection.call(AskService.method.continueAsk, { askId });
    if (done.ask) asks.put(done.ask);
  };
  const about = ask.title || askWords().unsaid;
  const mayOffer = hasCome || state === AskState.OPEN || state === AskState.OFFERED;
  if (!mayOffer) return null;
  return (
    <div class="actions">
      {hasCome && <Act kind="go" words={words.answerMyself} busy={words.yesBusy} about={about} run={accept} />}
      {hasCome && match && (
        <Act words={words.letGoOn(match.champion?.name ?? '')} busy={askWords().goingOn} about={about} run={letGoOn} />
      )}
      <a class="btn" href={`/asks/${askId}/offer`}>
        {words.choose}
        <span class="sr"> {about}</span>
      </a>
      {hasCome && (
        <a class="btn btn--quiet" href={`/asks/${askId}/close`}>
          {words.closeFor}
          <span class="sr"> {about}</span>
        </a>
      )}
    </div>
  );
}
