import { type Channel, ChannelVisibility, type Hub, HubRole, HubService } from '@ourplace/sdk';
import { useState } from 'preact/hooks';
import { useSession } from '../../account.ts';
import { Act } from '../../pages/parts/act.tsx';
import { BackTo } from '../../pages/parts/back_to.tsx';
import { Showing, useFetched } from '../../pages/parts/fetched.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Title } from '../../parts/title.tsx';
import { toast } from '../../parts/toast.tsx';
import { go } from '../../router.ts';
import { aboutWords } from '../../words/about.ts';
import { channelWords } from '../../words/channel.ts';
import { above } from '../unread.ts';
import { ChannelChange } from './channel_change.tsx';
import { ChannelPeople } from './channel_people.tsx';

/** What a channel is for, who reads it and who is in it; joining and leaving; what its organisers change. */
export default function ChannelAboutPage({ params }: { params: Record<string, string> }) {
  const session = useSession();
  const words = aboutWords();
  const channelId = params.channel ?? '';
  const fetched = useFetched(channelId, (current) =>
    current.connection.call(HubService.method.getChannel, { channelId }),
  );
  // What the log says is newer than what was fetched.
  const live = session.overview.channels.value.get(channelId)?.channel;
  const name = live?.name ?? fetched.data?.channel?.name;
  return (
    <div class="page">
      <header>
        <BackTo href={`/channel/${channelId}`} words={name ?? channelWords().chats} />
        <Title text={name ?? channelWords().about} />
      </header>
      <Showing fetched={fetched} loading={words.fetching}>
        {({ channel, hub }) =>
          channel &&
          hub && (
            <About
              channel={live ?? { ...channel, joined: false }}
              hub={session.overview.hub(hub.hubId) ?? hub}
              again={fetched.again}
            />
          )
        }
      </Showing>
    </div>
  );
}

function About({ channel, hub, again }: { channel: Channel; hub: Hub; again: () => void }) {
  const organises = hub.myRole === HubRole.ORGANISER;
  return (
    <>
      <Facts channel={channel} hub={hub} />
      <div class="actions">
        <a class="btn btn--go" href={`/channel/${channel.channelId}`}>
          <Icon name="chats" />
          {aboutWords().read}
        </a>
        <Joining channel={channel} />
      </div>
      <ChannelPeople channel={channel} organises={organises && !channel.forChampions} />
      {organises && <ChannelChange channel={channel} again={again} />}
    </>
  );
}

function Facts({ channel, hub }: { channel: Channel; hub: Hub }) {
  const words = aboutWords();
  return (
    <div class="card">
      {channel.purpose && <p dir="auto">{channel.purpose}</p>}
      {channel.archived && (
        <p class="row">
          <span class="tag">{words.archived}</span>
          <span class="soft small">{words.archivedHint}</span>
        </p>
      )}
      <dl class="facts">
        <dt>
          <Icon name={channel.visibility === ChannelVisibility.PRIVATE ? 'lock' : 'people'} small />
          {words.whoReads}
        </dt>
        <dd>{whoReads(channel)}</dd>
        <dt>
          <Icon name="hubs" small />
          {words.hub}
        </dt>
        <dd dir="auto">
          <a href={`/hub/${hub.hubId}`}>{hub.name}</a>
        </dd>
      </dl>
    </div>
  );
}

function whoReads(channel: Channel): string {
  const { canRead } = aboutWords();
  if (channel.forChampions) return canRead.champions;
  if (channel.visibility === ChannelVisibility.PRIVATE) return canRead.private;
  if (above(channel)) return canRead.thread;
  return channel.visibility === ChannelVisibility.OPEN ? canRead.open : canRead.hub;
}

function Joining({ channel }: { channel: Channel }) {
  const session = useSession();
  const words = aboutWords();
  const [asking, ask] = useState(false);
  const { channelId, name } = channel;
  const join = async () => {
    await session.connection.call(HubService.method.joinChannel, { channelId });
    await session.refresh();
  };
  const leave = async () => {
    await session.connection.call(HubService.method.leaveChannel, { channelId });
    const isOpen = channel.visibility < ChannelVisibility.PRIVATE;
    toast({
      words: words.left(name),
      ...(isOpen && { action: { words: words.undo, run: () => void join().catch(() => {}) } }),
    });
    go('/chats');
  };
  if (channel.forChampions) return null;
  if (!channel.joined)
    return (
      <Act
        words={words.join}
        busy={words.joining}
        run={async () => {
          await join();
          toast({ words: words.joined });
        }}
      />
    );
  if (channel.visibility !== ChannelVisibility.PRIVATE)
    return <Act icon="leave" words={words.leave} busy={words.leaving} run={leave} />;
  return (
    <>
      <button type="button" class="btn" onClick={() => ask(true)}>
        <Icon name="leave" />
        {words.leave}
      </button>
      {asking && (
        <Dialog title={words.leaveTitle(name)} onClose={() => ask(false)}>
          <p>{words.leaveHint}</p>
          <div class="actions">
            <Act kind="harm" words={words.leaveYes} busy={words.leaving} run={leave} />
            <button type="button" class="btn" onClick={() => ask(false)}>
              {words.stay}
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}
