import { type Ask, AskState } from '@ourplace/sdk';
import { BackTo } from '../pages/parts/back_to.tsx';
import { Icon } from '../parts/icon.tsx';
import { Title } from '../parts/title.tsx';
import { offerWords } from '../words/ask_offers.ts';
import { askWords } from '../words/asks.ts';
import { fromMicros, moment } from '../words/times.ts';
import { standing } from './ask_lists.tsx';
import { Leave } from './leave.tsx';
import { AskMark } from './mark.tsx';
import { useAsks } from './model.ts';
import { HowOffered, OrganiserActs } from './organiser_card.tsx';
import { WhenLoaded } from './when_loaded.tsx';

/** What the Hubs that the member organises were asked, by what has to be done: theirs first. */
export default function BoardPage() {
  const { organising } = useAsks();
  const words = askWords();
  const board = offerWords();
  const all = organising.value;
  const of = (...states: AskState[]) => all.filter(({ state }) => states.includes(state));
  const columns = [
    { id: 'need', name: board.need, asks: of(AskState.ESCALATED) },
    { id: 'looking', name: board.looking, asks: of(AskState.OPEN, AskState.OFFERED) },
    { id: 'helped', name: board.helped, asks: of(AskState.MATCHED, AskState.WAITING_FOR_ASKER) },
  ];
  return (
    <>
      <Leave />
      <div class="page page--wide">
        <header class="stack stack--s">
          <BackTo href="/asks" words={words.allAsks} />
          <Title text={words.board} />
        </header>
        <WhenLoaded words={words.fetching}>
          {all.length === 0 ? (
            <div class="card empty">
              <Icon name="tick" />
              <p class="strong">{board.empty}</p>
              <p class="soft">{board.emptyHint}</p>
            </div>
          ) : (
            <div class="board">
              {columns.map(({ id, name, asks }) => (
                <section key={id} aria-labelledby={`board-${id}`}>
                  <h2 class="card__title" id={`board-${id}`}>
                    {name}{' '}
                    <span class={`count${id === 'need' && asks.length > 0 ? ' count--sun' : ''}`}>{asks.length}</span>
                  </h2>
                  {asks.length === 0 && <p class="soft small">{board.noneHere}</p>}
                  {asks.map((ask) => (
                    <BoardCard key={ask.askId} ask={ask} />
                  ))}
                </section>
              ))}
            </div>
          )}
        </WhenLoaded>
      </div>
    </>
  );
}

function BoardCard({ ask }: { ask: Ask }) {
  const words = askWords();
  const { asker, offers, match, state } = ask;
  const board = offerWords();
  const waiting = offers?.waiting ?? 0;
  const status =
    state === AskState.OFFERED && waiting > 0
      ? board.offeredTo(waiting)
      : state === AskState.ESCALATED && !match
        ? board.nobodyYet
        : standing(ask);
  return (
    <article class={`card${state === AskState.ESCALATED ? ' card--need' : ''}`}>
      <p class="kind">
        <AskMark ask={ask} />
        <b dir="auto">{status}</b>
        <span class="push">{moment(fromMicros(ask.openedAtUs))}</span>
      </p>
      <h3 class="card__title" dir="auto">
        <a href={`/asks/${ask.askId}`}>{ask.title || words.unsaid}</a>
      </h3>
      <p class="small soft" dir="auto">
        {asker?.name}
        {asker?.isPseudonym && `. ${words.privateName}`}. {ask.hub?.name}
      </p>
      <HowOffered ask={ask} />
      {state === AskState.ESCALATED && <OrganiserActs ask={ask} />}
    </article>
  );
}
