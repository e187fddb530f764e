import { useSession } from '../account.ts';
import { Icon } from '../parts/icon.tsx';
import { Loading } from '../parts/loading.tsx';
import { Door } from '../parts/shapes.tsx';
import { Title } from '../parts/title.tsx';
import { chatsWords } from '../words/chats.ts';
import { ChannelLine } from './channel_line.tsx';
import { channelsOf, directConversations, isAskThread, isDirect, unreadOfHub } from './unread.ts';

/** Every channel that the member has joined, hub by hub. */
export function Chats() {
  const session = useSession();
  const words = chatsWords();
  return (
    <div class="page">
      <Title text={words.chats} />
      {session.overview.loaded.value ? <ChannelsByHub level={2} /> : <Loading words={words.fetching} />}
    </div>
  );
}

/** The same list beside an open channel. */
export function ChatsBeside() {
  const words = chatsWords();
  return (
    <aside class="side" aria-label={words.yourChats}>
      <h2 class="side__title">{words.chats}</h2>
      <ChannelsByHub level={3} />
    </aside>
  );
}

function ChannelsByHub({ level }: { level: 2 | 3 }) {
  const { overview } = useSession();
  const words = chatsWords();
  const Heading = level === 2 ? 'h2' : 'h3';
  if (overview.hubs.value.length === 0 && overview.channels.value.size === 0) return <NoHubs />;
  const hubIds = new Set(overview.hubs.value.map((hub) => hub.hubId));
  const elsewhere = [...overview.channels.value.values()].filter(
    ({ channel }) => !isDirect(channel) && !isAskThread(channel) && !hubIds.has(channel?.hubId ?? ''),
  );
  const direct = directConversations(overview);
  return (
    <div>
      {direct.length > 0 && (
        <section aria-labelledby={`direct-${level}`}>
          <Heading class="group" id={`direct-${level}`}>
            <Icon name="lock" />
            <span>{words.direct}</span>
          </Heading>
          <ul class="list">
            {direct.map((state) => (
              <ChannelLine key={state.channel?.channelId} state={state} />
            ))}
          </ul>
        </section>
      )}
      {overview.hubs.value.map((hub) => {
        const channels = channelsOf(overview, hub.hubId);
        return (
          <section key={hub.hubId} aria-labelledby={`hub-${level}-${hub.hubId}`}>
            <Heading class="group" id={`hub-${level}-${hub.hubId}`}>
              <Door hub={hub} size="s" lit={unreadOfHub(overview, hub) > 0} />
              <span dir="auto">{hub.name}</span>
            </Heading>
            <ul class="list">
              {channels.map((state) => (
                <ChannelLine key={state.channel?.channelId} state={state} />
              ))}
            </ul>
            {channels.length === 0 && <p class="soft small line">{words.noChannels}</p>}
          </section>
        );
      })}
      {elsewhere.length > 0 && (
        <ul class="list">
          {elsewhere.map((state) => (
            <ChannelLine key={state.channel?.channelId} state={state} />
          ))}
        </ul>
      )}
    </div>
  );
}

/** Somebody who belongs nowhere yet. */
export function NoHubs() {
  const words = chatsWords();
  return (
    <div class="card empty">
      <Icon name="hubs" />
      <p class="strong">{words.noHubs}</p>
      <p class="soft">{words.noHubsHint}</p>
      <a class="btn btn--go" href="/hubs">
        {words.findHub}
      </a>
    </div>
  );
}
