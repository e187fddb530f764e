import { useSession } from '../account.ts';
import { UnreadCount } from '../chats/channel_line.tsx';
import { Icon } from '../parts/icon.tsx';
import { threadWords } from '../words/threads.ts';

/**
 * The way to the Thread below an Announcement or Event: how much is said there, and how much of it is new. Whoever is in it
 * goes there without asking the server, so also without a line. `href`: where it is opened for the first time.
 */
export function ThreadLink(props: { href: string; words: string; below: string; messages: number | undefined }) {
  const { href, below, messages } = props;
  const words = threadWords();
  const states = [...useSession().overview.channels.value.values()];
  const state = states.find(({ channel }) => channel?.below.value === below);
  return (
    <a class="btn" href={state ? `/channel/${state.channel?.channelId}` : href}>
      <Icon name="reply" />
      <span>
        {props.words}
        {messages !== undefined && <span class="soft small"> {words.messages(messages)}</span>}
      </span>
      {state && <UnreadCount state={state} />}
    </a>
  );
}
