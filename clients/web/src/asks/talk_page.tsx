import { AskPart } from '@ourplace/sdk';
import { useEffect, useState } from 'preact/hooks';
import { Conversation } from '../chats/channel.tsx';
import type { ChannelModel } from '../chats/channel_model.ts';
import { Icon } from '../parts/icon.tsx';
import { Menu, type MenuItem } from '../parts/menu.tsx';
import { Title } from '../parts/title.tsx';
import { go } from '../router.ts';
import { askWords } from '../words/asks.ts';
import { standing } from './ask_lists.tsx';
import { AskStateCard, mayClose, mayHandOver } from './ask_state_card.tsx';
import { Leave } from './leave.tsx';
import { AskMark } from './mark.tsx';
import { useAsks } from './model.ts';
import { Withdraw } from './withdraw.tsx';
import { Worried } from './worried.tsx';

/** The Ask's conversation: where it stands, and what can be done about it, above its messages. */
export default function TalkPage({ params }: { params: Record<string, string> }) {
  return <Conversation params={params} head={AskHead} />;
}

function AskHead({ model }: { model: ChannelModel }) {
  const asks = useAsks();
  const ask = asks.ofChannel(model.channelId);
  const words = askWords();
  const [withdrawing, withdraw] = useState(false);
  const isAsker = ask?.myPart === AskPart.ASKER;
  const other = isAsker ? ask.match?.champion : ask?.asker;
  const archived = model.channel.value?.archived ?? false;
  const readers = archived ? words.closedTalk : other ? words.readsBoth(other.name) : words.readsAlone;
  useEffect(() => {
    model.readers.value = readers;
  }, [model, readers]);
  const askId = ask?.askId ?? '';
  const items = (): MenuItem[] => [
    ...(ask && mayClose(ask)
      ? [{ words: words.close, icon: 'tick' as const, run: () => go(`/asks/${askId}/close`) }]
      : []),
    ...(ask && mayClose(ask)
      ? [{ words: words.withdraw, icon: 'close' as const, harm: true, run: () => withdraw(true) }]
      : []),
    ...(ask && mayHandOver(ask)
      ? [{ words: words.handover, icon: 'reply' as const, run: () => go(`/asks/${askId}/handover`) }]
      : []),
  ];
  return (
    <>
      <Leave>{ask && <Worried askId={ask.askId} />}</Leave>
      <header class="top" style={{ '--paint': 'var(--heather)' }}>
        <a class="btn btn--icon btn--quiet back" href="/asks">
          <Icon name="back" turn />
          <span class="sr">{words.asks}</span>
        </a>
        {ask && <AskMark ask={ask} />}
        <div class="grow">
          <Title text={ask?.title || model.channel.value?.name || words.asks} />
          <p class="soft" dir="auto">
            {ask && standing(ask)}
          </p>
        </div>
        {ask && items().length > 0 && (
          <Menu
            label={words.menu}
            buttonClass="btn btn--icon btn--quiet"
            button={
              <>
                <Icon name="dots" />
                <span class="sr">{words.menu}</span>
              </>
            }
            items={items}
          />
        )}
      </header>
      {ask && <AskStateCard ask={ask} />}
      {withdrawing && ask && <Withdraw ask={ask} onClose={() => withdraw(false)} />}
    </>
  );
}
