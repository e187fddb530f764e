import type { ChannelState } from '@ourplace/sdk';
import { useSession } from '../account.ts';
import { Icon } from '../parts/icon.tsx';
import { path } from '../router.ts';
import { chatsWords } from '../words/chats.ts';
import { upTo99 } from '../words/language.ts';
import { above, isAskThread, isPrivate, plainLine } from './unread.ts';

/** One channel in a list: its name, its last line, and how much is new. */
export function ChannelLine({ state }: { state: ChannelState }) {
  const { channel } = state;
  const words = chatsWords();
  if (!channel) return null;
  const href = `${isAskThread(channel) ? '/asks/talk' : '/channel'}/${channel.channelId}`;
  const current = path.value === href || path.value.startsWith(`${href}/`);
  return (
    <li>
      <a class={`line${state.unread > 0 ? ' line--new' : ''}`} href={href} aria-current={current ? 'page' : undefined}>
        <span class="grow">
          <span class="name" dir="auto">
            {channel.name}
            {(isPrivate(channel) || above(channel)) && (
              <>
                {' '}
                <Icon name={above(channel) ? 'reply' : 'lock'} small />
                <span class="sr">, {above(channel) ? words.thread : words.private}</span>
              </>
            )}
          </span>
          <span class="what" dir="auto">
            <LastLine state={state} />
          </span>
        </span>
        <UnreadCount state={state} />
      </a>
    </li>
  );
}

function LastLine({ state }: { state: ChannelState }) {
  const me = useSession().overview.memberIdIn(state.channel?.channelId ?? '');
  const words = chatsWords();
  const message = state.lastMessage;
  if (state.channel?.archived) return <>{words.archived}</>;
  if (!message) return <>{words.nothingSaid}</>;
  if (message.tombstone) return <>{words.deleted(message.tombstone.deletedByName)}</>;
  const name = message.author?.memberId === me ? words.you : (message.author?.name ?? '');
  return <>{words.lastLine(name, plainLine(message.body))}</>;
}

export function UnreadCount({ state }: { state: ChannelState }) {
  const words = chatsWords();
  if (state.unread === 0) return null;
  const count = upTo99(state.unread);
  if (state.unreadMentions === 0)
    return (
      <span class="count">
        <span aria-hidden="true">{count}</span>
        <span class="sr">{words.newCount(count)}</span>
      </span>
    );
  return (
    <span class="count count--sun">
      <span aria-hidden="true">@ {count}</span>
      <span class="sr">{words.mentionedAndNew(count)}</span>
    </span>
  );
}
