import { Code, type OurplaceError } from '@ourplace/sdk';
import type { ComponentType } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useSession } from '../account.ts';
import { Icon } from '../parts/icon.tsx';
import { Loading } from '../parts/loading.tsx';
import { Door, Face, painted } from '../parts/shapes.tsx';
import { Title } from '../parts/title.tsx';
import { toast } from '../parts/toast.tsx';
import { go } from '../router.ts';
import { LineBanner } from '../shell/line_banner.tsx';
import { channelWords } from '../words/channel.ts';
import { whyWords } from '../words/errors.ts';
import { ChannelModel, stillReadable } from './channel_model.ts';
import { Composer } from './composer.tsx';
import { MessageList } from './message_list.tsx';
import { TypingLine } from './typing_line.tsx';
import { above, isAskThread, isDirect, isPrivate } from './unread.ts';

export function ChannelPage({ params }: { params: Record<string, string> }) {
  const channelId = params.channel ?? '';
  const thread = isAskThread(useSession().overview.channel(channelId)?.channel);
  useEffect(() => {
    if (thread) go(`/asks/talk/${channelId}`, 'replace');
  }, [thread]);
  return thread ? null : <Conversation params={params} head={ChannelHead} />;
}

/** A conversation: its head, its messages, and where one writes. */
export function Conversation(props: { params: Record<string, string>; head: ComponentType<{ model: ChannelModel }> }) {
  const { params, head: Head } = props;
  const session = useSession();
  const channelId = params.channel ?? '';
  const linkedSeq = useMemo(() => parseSeq(params.seq), [params.seq]);
  const model = useMemo(() => new ChannelModel(session, channelId), [session, channelId]);
  const closing = useClosing(model);
  const online = session.connection.state.value.kind === 'online';
  const known = session.overview.loaded.value;
  const kept = model.timeline.loaded.value;
  useEffect(() => {
    // What this device has kept shows at once; the rest comes as soon as there is a line.
    if (known && (online || kept)) void model.open(linkedSeq);
  }, [online, known, kept, model]);
  useEffect(() => {
    const hubId = model.hub.value?.hubId;
    if (online && hubId) session.refreshPresence(hubId).catch(() => {});
  }, [online, model.hub.value?.hubId]);

  useEffect(() => () => session.endVisit(channelId), [session, channelId]);
  if (closing === 'closed') return <Closed />;
  if (closing === 'closing') return null;
  const { loading } = model;
  if (loading.value.kind === 'failed' && isGone(loading.value.error)) return <NoChannel />;
  return (
    <div class={`channel${isPrivate(model.channel.value) ? ' private' : ''}`}>
      <Head model={model} />
      {model.mayPost.value && (
        <button
          type="button"
          class="skip"
          onClick={() => {
            model.insert.value = { text: '' };
          }}
        >
          {channelWords().write}
        </button>
      )}
      <LineBanner />
      <ChannelContent model={model} linkedSeq={linkedSeq} />
    </div>
  );
}

function ChannelHead({ model }: { model: ChannelModel }) {
  const words = channelWords();
  const channel = model.channel.value;
  const hub = model.hub.value;
  const other = isDirect(channel) ? channel?.directMemberId : undefined;
  const up = above(channel);
  const upWords = channel?.below.case === 'eventId' ? words.toEvent : words.toAnnouncement;
  return (
    <header class="top" style={painted(hub?.paint)}>
      <a class="btn btn--icon btn--quiet back" href={up ?? '/chats'}>
        <Icon name="back" turn />
        <span class="sr">{up ? upWords : words.chats}</span>
      </a>
      {hub && <Door hub={hub} size="s" />}
      {other && channel && <Face id={other} name={channel.name} />}
      <div class="grow">
        <Title text={channel?.name ?? ''} />
        <p class="soft" dir="auto">
          {up ? <a href={up}>{upWords}</a> : other ? words.betweenYou : hub?.name}
        </p>
      </div>
      {channel && (
        <a class="btn btn--icon btn--quiet" href={other ? `/member/${other}` : `/channel/${channel.channelId}/about`}>
          <Icon name="people" />
          <span class="sr">{other ? words.aboutPerson(channel.name) : words.about}</span>
        </a>
      )}
    </header>
  );
}

function ChannelContent({ model, linkedSeq }: { model: ChannelModel; linkedSeq: bigint | undefined }) {
  const words = channelWords();
  const loading = model.loading.value;
  if (loading.kind === 'failed')
    return (
      <div class="page">
        <p class="note note--brick" role="alert">
          <Icon name="warn" />
          <span>
            {words.failed} {whyWords(loading.error)}
          </span>
        </p>
        <div class="actions">
          <button type="button" class="btn btn--go" onClick={() => void model.load(linkedSeq)}>
            {words.tryAgain}
          </button>
        </div>
      </div>
    );
  if (loading.kind === 'loading')
    return (
      <div class="page">
        <Loading words={words.fetching} />
      </div>
    );
  return (
    <>
      <MessageList model={model} linkedSeq={linkedSeq} />
      <TypingLine model={model} />
      {model.invoking.value?.notices(model)}
      <Foot model={model} />
    </>
  );
}

function Foot({ model }: { model: ChannelModel }) {
  const words = channelWords();
  const [busy, setBusy] = useState(false);
  if (model.mayPost.value) return <Composer model={model} />;
  if (model.channel.value?.archived) return <p class="composer audience">{model.readers.value || words.archived}</p>;
  const join = async () => {
    setBusy(true);
    await model.join().catch((error: OurplaceError) => toast({ words: `${words.notJoined} ${whyWords(error)}` }));
    setBusy(false);
  };
  return (
    <div class="composer row row--apart">
      <p>{words.joinToWrite}</p>
      <button type="button" class="btn btn--go" aria-busy={busy} onClick={() => !busy && void join()}>
        {busy ? words.joining : words.join}
      </button>
    </div>
  );
}

/** Whether the member was put out while they looked. What they may read otherwise stays open. */
function useClosing(model: ChannelModel): 'open' | 'closing' | 'closed' {
  const last = useRef(model.channel.value);
  const joined = model.state.value !== undefined;
  const was = useRef(joined);
  const [closed, close] = useState(false);
  if (model.channel.value) last.current = model.channel.value;
  useEffect(() => {
    if (joined) {
      close(false);
    } else if (was.current && model.session.overview.loaded.value) {
      const hub = model.session.overview.hub(last.current?.hubId ?? '');
      if (last.current && stillReadable(last.current, hub !== undefined)) void model.load();
      else close(true);
    }
    was.current = joined;
  }, [joined]);
  if (closed) return 'closed';
  // In the very drawing in which it happens nothing is shown any more.
  return was.current && !joined ? 'closing' : 'open';
}

function Closed() {
  const words = channelWords();
  return (
    <div class="page">
      <Title text={words.closedTitle} focus />
      <p>{words.closedHint}</p>
      <div class="actions">
        <a class="btn btn--go" href="/chats">
          {words.toChats}
        </a>
      </div>
    </div>
  );
}

function NoChannel() {
  const words = channelWords();
  return (
    <div class="page">
      <Title text={words.noChannelTitle} focus />
      <p>{words.noChannelHint}</p>
      <div class="actions">
        <a class="btn btn--go" href="/chats">
          {words.toChats}
        </a>
      </div>
    </div>
  );
}

function isGone(error: OurplaceError): boolean {
  return error.code === Code.NOT_FOUND || error.code === Code.PERMISSION_DENIED || error.code === Code.INVALID_ARGUMENT;
}

function parseSeq(given: string | undefined): bigint | undefined {
  return given && /^\d{1,18}$/.test(given) ? BigInt(given) : undefined;
}
