import { type Ask, AskPart, AskState } from '@ourplace/sdk';
import { useSession } from '../account.ts';
import { UnreadCount } from '../chats/channel_line.tsx';
import { path } from '../router.ts';
import { askWords } from '../words/asks.ts';
import { fromMicros, moment } from '../words/times.ts';
import { AskMark } from './mark.tsx';
import { useAsks } from './model.ts';

/** The conversation for those who are in it; a page about it for everybody else. */
export function addressOf(ask: Ask): string {
  return ask.channelId ? `/asks/talk/${ask.channelId}` : `/asks/${ask.askId}`;
}

/** Where it stands, in a line, for whoever looks. */
export function standing(ask: Ask): string {
  const words = askWords();
  const changed = moment(fromMicros(ask.changedAtUs));
  if (ask.offer) return words.answerBy(moment(fromMicros(ask.offer.answerByUs)));
  if (ask.state === AskState.CLOSED) return words.answered(changed);
  if (ask.state === AskState.WITHDRAWN) return words.withdrawnOn(changed);
  if (ask.myPart === AskPart.CHAMPION) return words.from(ask.asker?.name ?? '');
  if (ask.handover) return words.handoverAsks;
  if (ask.state === AskState.WAITING_FOR_ASKER && ask.myPart === AskPart.ASKER) return words.asksYou;
  if (ask.match) return words.sharedWith(ask.match.champion?.name ?? '');
  return words.state[ask.state];
}

/** New, Mine, Waiting and Done; those in which there is nothing are left out. */
export function AskLists({ level }: { level: 2 | 3 }) {
  const asks = useAsks();
  const words = askWords();
  const groups = [
    { id: 'new', name: words.isNew, hint: words.newHint, of: asks.offered.value },
    { id: 'mine', name: words.mine, hint: words.mineHint, of: asks.mine.value },
    { id: 'waiting', name: words.waiting, hint: words.waitingHint, of: asks.matched.value },
    { id: 'done', name: words.done, hint: '', of: asks.done.value },
  ];
  const Heading = level === 2 ? 'h2' : 'h3';
  return (
    <>
      {groups
        .filter(({ of }) => of.length > 0)
        .map(({ id, name, hint, of }) => (
          <section key={id} aria-labelledby={`asks-${id}-${level}`}>
            <Heading class="group" id={`asks-${id}-${level}`}>
              <span>
                {name}
                {hint && <span class="soft small"> {hint}</span>}
              </span>
            </Heading>
            <ul class={`list${level === 2 ? ' boxed' : ''}`}>
              {of.map((ask) => (
                <AskLine key={ask.askId} ask={ask} />
              ))}
            </ul>
          </section>
        ))}
    </>
  );
}

function AskLine({ ask }: { ask: Ask }) {
  const { overview } = useSession();
  const href = addressOf(ask);
  const state = overview.channel(ask.channelId);
  const fresh = ask.offer !== undefined || (state?.unread ?? 0) > 0;
  return (
    <li>
      <a class={`line${fresh ? ' line--new' : ''}`} href={href} aria-current={path.value === href ? 'page' : undefined}>
        <AskMark ask={ask} />
        <span class="grow">
          <span class="name" dir="auto">
            {ask.title || askWords().unsaid}
          </span>
          <span class="what" dir="auto">
            {standing(ask)}
          </span>
        </span>
        {state && <UnreadCount state={state} />}
      </a>
    </li>
  );
}

/** The same list beside an open Ask. */
export function AsksBeside() {
  const words = askWords();
  return (
    <aside class="side" aria-label={words.yourAsks}>
      <h2 class="side__title">{words.asks}</h2>
      <div class="line">
        <a class="btn btn--s btn--go" href="/asks/new">
          {words.ask}
        </a>
      </div>
      <AskLists level={3} />
    </aside>
  );
}
