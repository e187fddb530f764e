import './pages.ts';
import type { Ask } from '@ourplace/sdk';
import { Icon } from '../parts/icon.tsx';
import { offerWords } from '../words/ask_offers.ts';
import { askWords } from '../words/asks.ts';
import { concernWords } from '../words/concerns.ts';
import { fromMicros, moment } from '../words/times.ts';
import { addressOf, standing } from './ask_lists.tsx';
import { CareCards } from './care.tsx';
import { AskMark } from './mark.tsx';
import { useAsks } from './model.ts';
import { namesToConfirm } from './names_to_confirm.ts';
import { overdue } from './overdue.ts';

/** What needs the member, as cards on Home; and the way to ask. */
export default function AsksForMe() {
  const asks = useAsks();
  const words = offerWords();
  const all = [
    ...asks.offered.value.map((ask) => ({ ask, what: words.offered, go: words.seeAsk, tag: standing(ask) })),
    ...asks.waitingForMe.value.map((ask) => ({ ask, what: askWords().yourAsk, go: words.seeIt, tag: standing(ask) })),
    ...asks.escalated.value.map((ask) => ({ ask, what: words.comesToYou, go: words.seeIt, tag: '' })),
  ];
  return (
    <>
      <CareCards />
      <NamesToConfirm />
      <WaitTooLong asks={overdue(asks.organising.value, new Date())} />
      {all.length > 0 && (
        <section class="stack" aria-labelledby="asks-for-me">
          <h2 id="asks-for-me">{askWords().asks}</h2>
          {all.map(({ ask, what, go, tag }) => (
            <article key={ask.askId} class="card card--need">
              <p class="kind">
                <AskMark ask={ask} />
                <b>{what}</b> <span dir="auto">{ask.hub?.name}</span>
              </p>
              <h3 class="card__title" dir="auto">
                <a href={addressOf(ask)}>{ask.title || askWords().unsaid}</a>
              </h3>
              <div class="actions">
                <a class="btn" href={addressOf(ask)}>
                  {go}
                  <span class="sr"> {ask.title}</span>
                </a>
                {tag && (
                  <span class="tag tag--sun">
                    <Icon name="clock" small />
                    {tag}
                  </span>
                )}
              </div>
            </article>
          ))}
        </section>
      )}
      <a class="btn" href="/asks/new">
        <Icon name="asks" />
        {askWords().ask}
      </a>
    </>
  );
}

/** For whoever confirms that a private name is opened. */
function NamesToConfirm() {
  const waiting = namesToConfirm.value;
  if (waiting === 0) return null;
  const words = concernWords();
  return (
    <article class="card card--need" aria-labelledby="names-to-confirm">
      <p class="kind">
        <Icon name="lock" />
        <b>{words.names}</b>
      </p>
      <h2 class="card__title" id="names-to-confirm">
        {words.toConfirm(waiting)}
      </h2>
      <div class="actions">
        <a class="btn" href="/asks/names">
          {words.lookAtIt}
        </a>
      </div>
    </article>
  );
}

/** For Organisers: before the Ask comes to them by itself. */
function WaitTooLong({ asks }: { asks: readonly Ask[] }) {
  const [longest] = asks;
  if (!longest) return null;
  const words = offerWords();
  return (
    <article class="card" aria-labelledby="wait-too-long">
      <p class="kind">
        <Icon name="clock" />
        <span class="soft">{askWords().board}</span>
      </p>
      <h2 class="card__title" id="wait-too-long">
        {words.waitTooLong(asks.length)}
      </h2>
      <p>{words.waitTooLongHint(moment(fromMicros(longest.openedAtUs)))}</p>
      <div class="actions">
        <a class="btn" href="/asks/board">
          {words.seeBoard}
        </a>
      </div>
    </article>
  );
}
