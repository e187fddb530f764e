import { HubRole } from '@ourplace/sdk';
import { useSession } from '../account.ts';
import { Icon } from '../parts/icon.tsx';
import { Title } from '../parts/title.tsx';
import { askWords } from '../words/asks.ts';
import { AskLists } from './ask_lists.tsx';
import { CareCards } from './care.tsx';
import { ConcernsLink } from './concerns_page.tsx';
import { Leave } from './leave.tsx';
import { useAsks } from './model.ts';
import { WhenLoaded } from './when_loaded.tsx';

/** Every Ask of the member: offered to them, theirs, with them, and done. */
export default function ListPage() {
  const { overview } = useSession();
  const asks = useAsks();
  const words = askWords();
  const organises = overview.hubs.value.some(({ myRole }) => myRole === HubRole.ORGANISER);
  const isEmpty = [asks.offered, asks.mine, asks.matched, asks.done].every((list) => list.value.length === 0);
  return (
    <>
      <Leave />
      <div class="page">
        <header class="row row--apart">
          <Title text={words.asks} />
          <a class="btn btn--go" href="/asks/new">
            <Icon name="asks" />
            {words.ask}
          </a>
        </header>
        <CareCards />
        {organises && (
          <a class="line boxed" href="/asks/board">
            <Icon name="key" />
            <span class="grow">{words.board}</span>
            {asks.escalated.value.length > 0 && <span class="count count--sun">{asks.escalated.value.length}</span>}
            <Icon name="next" turn />
          </a>
        )}
        <ConcernsLink />
        <WhenLoaded words={words.fetching}>
          {isEmpty ? (
            <div class="card empty">
              <Icon name="asks" />
              <p class="strong">{words.none}</p>
              <p class="soft">{words.noneHint}</p>
              <a class="btn btn--go" href="/asks/new">
                {words.ask}
              </a>
            </div>
          ) : (
            <div>
              <AskLists level={2} />
            </div>
          )}
        </WhenLoaded>
      </div>
    </>
  );
}
