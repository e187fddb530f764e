import { batch, effect, signal } from '@preact/signals-core';
import type { Adapters } from './adapters.ts';
import { Companions } from './companion.ts';
import { Connection } from './connection.ts';
import { Cursors, type Place } from './cursors.ts';
import { OurplaceError } from './errors.ts';
import {
  ConversationService,
  type Cursor,
  type ListMessagesRequest,
  type Message,
} from './gen/ourplace/v1/conversations_pb.ts';
import { Code } from './gen/ourplace/v1/errors_pb.ts';
import type { Channel } from './gen/ourplace/v1/hubs_pb.ts';
import { type Hello, type ServerItem, StreamState_Kind, type Update } from './gen/ourplace/v1/wire_pb.ts';
import { accountMethods, hubMethods } from './late_methods.ts';
import { Outbox } from './outbox.ts';
import { Overview } from './overview.ts';
import { ReadMarkers } from './read_markers.ts';
import { Snapshots } from './snapshots.ts';
import { Timeline } from './timeline.ts';
import { TypingMembers } from './typing.ts';

const snapshotDelayMs = 1500;
/** When the server was too busy to answer. */
const askAgainMs = 2000;
const pageSize = 50;
/** So many streams at most in one frame. */
const cursorsInFrame = 500;

/** Everything one signed-in member has open: the line, the state, the outbox. One for each tab or program. */
export class Session {
  readonly connection: Connection;
  readonly overview = new Overview();
  readonly outbox: Outbox;
  /** What is kept up beside the session. */
  readonly companions = new Companions();
  /** Members who are here, as far as is known. */
  readonly present = signal<ReadonlySet<string>>(new Set());
  /** By channel, who is writing: member id to name. */
  readonly typing: TypingMembers['byChannel'];
  readonly #writers: TypingMembers;
  /** Called for each Update once, in the order of its stream, after the state has changed. */
  onUpdate: (update: Update) => void = () => {};

  /**
   * A program that keeps its own place goes on from there and gets no snapshots. This tells it from where it follows which streams.
   */
  onFollowed: (cursors: readonly Cursor[], epoch: string) => void = () => {};
  #place: Place | undefined;

  readonly #cursors = new Cursors();
  readonly #timelines = new Map<string, Timeline>();
  readonly #snapshots: Snapshots;
  /** Streams of which something is missing that was asked for. */
  readonly #fetching = new Set<string>();
  /** The newest number of each stream that onUpdate was told of: after a refresh some come again. */
  readonly #told = new Map<string, bigint>();
  #refreshing: Promise<void> | undefined;
  /** Only the server can tell what an Update brought, and it has not been heard yet. */
  #overviewIsDue = false;
  /** Open channels that were looked at without having joined. */
  readonly visited = signal<ReadonlyMap<string, Channel>>(new Map());
  #stopSnapshot = () => {};
  #snapshotIsDue = false;
  readonly #marks: ReadMarkers;

  constructor(private readonly adapters: Adapters) {
    this.connection = new Connection(adapters);
    this.#writers = new TypingMembers(adapters.clock);
    this.typing = this.#writers.byChannel;
    this.#marks = new ReadMarkers(this.connection);
    this.#snapshots = new Snapshots(adapters.storage);
    this.outbox = new Outbox(
      adapters,
      (request) =>
        this.connection
          .call(ConversationService.method.postMessage, request)
          .then((response) => response.message as Message),
      (message) => this.#timelines.get(message.channelId)?.put(message),
    );
    this.connection.onHello = (hello) => void this.#hello(hello);
    this.connection.onItem = (item) => this.#receive(item);
    this.connection.onRefused = () => void this.#askWhetherSignedIn();
    effect(() => {
      const line = this.connection.state.value;
      if (line.kind === 'online') return;
      if (line.kind === 'stopped' && line.signedOut) void this.forget().catch(() => {});
      this.outbox.setOnline(false);
      // Who came and went meanwhile is not known.
      this.present.value = new Set();
    });
  }

  /** Shows what was there the last time, or goes on from the place where a program was; then connects. */
  async start(place?: Place): Promise<void> {
    this.#place = place;
    for (const { streamId, seq } of place?.cursors ?? []) this.#cursors.set(streamId, seq);
    const saved = place ? undefined : await this.#snapshots.overview().catch(() => undefined);
    if (saved) await this.#restore(saved);
    this.connection.start();
  }

  /** Forgets everything that is kept on this device about the member, but what they wrote and is not sent. */
  async forget(): Promise<void> {
    this.#stopSnapshot();
    await this.#snapshots.forget();
  }

  async signOut(everywhere: boolean): Promise<void> {
    const account = await accountMethods();
    if (everywhere) await this.connection.post(account.signOutEverywhere, {});
    else await this.connection.post(account.signOut, {});
    this.connection.stop(true);
    await this.forget();
  }

  /** The timeline of a channel, empty at first; see load(). */
  timeline(channelId: string): Timeline {
    let timeline = this.#timelines.get(channelId);
    if (!timeline) {
      timeline = new Timeline(channelId);
      this.#timelines.set(channelId, timeline);
    }
    return timeline;
  }

  /** Brings the newest page, or the one around a message. Rejects with an OurplaceError. */
  async load(channelId: string, around?: bigint): Promise<void> {
    if (!this.overview.channel(channelId)) await this.#visit(channelId);
    const position = around === undefined ? undefined : ({ case: 'aroundSeq', value: around } as const);
    await this.#page(channelId, position, 'replace');
  }

  /** Nobody looks any more at a channel that was only visited: it is followed no longer. */
  endVisit(channelId: string): void {
    const visited = new Map(this.visited.value);
    if (!visited.delete(channelId)) return;
    this.visited.value = visited;
    const streamId = `c.${channelId}`;
    this.#cursors.forget(streamId);
    this.#told.delete(streamId);
    this.#timelines.delete(channelId);
    if (this.connection.state.value.kind !== 'online') return;
    this.connection.send({
      case: 'unsubscribe',
      value: { $typeName: 'ourplace.v1.Unsubscribe', streamIds: [streamId] },
    });
  }

  async loadOlder(channelId: string): Promise<void> {
    const first = this.timeline(channelId).messages.value[0];
    if (first) await this.#page(channelId, { case: 'beforeSeq', value: first.seq }, 'older');
  }

  async loadNewer(channelId: string): Promise<void> {
    const last = this.timeline(channelId).messages.value.at(-1);
    if (last) await this.#page(channelId, { case: 'afterSeq', value: last.seq }, 'newer');
  }

  /** The marker goes when there is a line; the newest place wins. */
  markRead(channelId: string, seq: bigint): void {
    const state = this.overview.channel(channelId);
    if (!state || seq <= state.readSeq) return;
    this.overview.markRead(channelId, seq);
    this.#marks.set(channelId, seq);
  }

  /** Tells the others that the member is writing; call it as often as you like. */
  typingIn(channelId: string): void {
    if (this.connection.state.value.kind !== 'online' || !this.#writers.mayTell(channelId)) return;
    this.connection.send({ case: 'typing', value: { $typeName: 'ourplace.v1.Typing', channelId } });
  }

  async refreshPresence(hubId: string): Promise<void> {
    const { memberIds } = await this.connection.call(ConversationService.method.listPresent, { hubId });
    this.present.value = new Set([...this.present.value, ...memberIds]);
  }

  async #hello(hello: Hello): Promise<void> {
    this.#fetching.clear();
    try {
      const me = this.overview.me.value?.member?.memberId;
      // A device that keeps nothing can still be read on.
      await this.outbox.open(hello.memberId).catch(() => {});
      this.companions.open(hello.memberId);
      if (me === hello.memberId && this.overview.epoch === hello.epoch) {
        if (this.#overviewIsDue) await this.refresh();
        else this.#subscribe(this.#cursors.list());
        for (const timeline of this.#timelines.values()) if (timeline.hasHole) void this.#reload(timeline);
      } else {
        if (me !== undefined) await this.#startAfresh(me !== hello.memberId);
        else if (this.#place?.epoch && this.#place.epoch !== hello.epoch) this.#cursors.clear();
        await this.refresh();
      }
      this.outbox.setOnline(this.connection.state.value.kind === 'online');
      this.#marks.send();
    } catch (caught) {
      if (!(caught instanceof OurplaceError)) throw caught;
      // The line went, and #hello runs again when it is back; or the server is busy, and it is asked again.
      this.#laterIfOnline(() => void this.#hello(hello));
    }
  }

  /** Fetches the overview. Updates that it holds already, or that come again, change nothing twice. */
  refresh(): Promise<void> {
    // One at a time: what an answer under way does not hold yet comes again after its cursors, and asks again.
    this.#refreshing ??= this.#fetchOverview().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  /** Until it succeeds or the line goes; then it is done once the line is back. */
  #refreshUntilDone(): void {
    this.#overviewIsDue = true;
    void this.refresh().catch(() =>
      this.#laterIfOnline(() => {
        if (this.#overviewIsDue) this.#refreshUntilDone();
      }),
    );
  }

  #laterIfOnline(run: () => void): void {
    if (this.connection.state.value.kind === 'online') this.adapters.clock.after(askAgainMs, run);
  }

  async #fetchOverview(): Promise<void> {
    const response = await this.connection.call(ConversationService.method.getOverview, {});
    this.#overviewIsDue = false;
    batch(() => {
      this.overview.replace(response);
      // Never forward: what is still on its way belongs into the timelines, although the overview has it already.
      for (const { streamId, seq } of response.cursors) this.#cursors.goBackTo(streamId, seq);
    });
    const followed = new Set(response.cursors.map((cursor) => cursor.streamId));
    this.visited.value = new Map([...this.visited.value].filter(([id]) => !followed.has(`c.${id}`)));
    for (const { streamId } of this.#cursors.list()) {
      if (!followed.has(streamId) && !this.visited.value.has(streamId.slice(2))) this.#cursors.forget(streamId);
    }
    this.onFollowed(this.#cursors.list(), response.epoch);
    this.#subscribe(this.#cursors.list());
    this.#snapshotSoon();
  }

  /** The store has another life, or somebody else is signed in, who must not see what is held. */
  async #startAfresh(isSomebodyElse: boolean): Promise<void> {
    this.#cursors.clear();
    this.#told.clear();
    if (isSomebodyElse) {
      this.#timelines.clear();
      this.visited.value = new Map();
      this.#marks.clear();
    }
    await this.forget().catch(() => {});
    for (const timeline of this.#timelines.values())
      if (timeline.loaded.value) {
        timeline.hasHole = true;
        void this.#reload(timeline);
      }
  }

  #subscribe(cursors: Cursor[]): void {
    if (this.connection.state.value.kind !== 'online') return;
    const { epoch } = this.overview;
    for (let from = 0; from < cursors.length; from += cursorsInFrame) {
      const some = cursors.slice(from, from + cursorsInFrame);
      this.connection.send({ case: 'subscribe', value: { $typeName: 'ourplace.v1.Subscribe', epoch, cursors: some } });
    }
  }

  #receive(item: ServerItem): void {
    switch (item.kind.case) {
      case 'update':
        this.#update(item.kind.value);
        break;
      case 'streamState':
        this.#streamState(item.kind.value.streamId, item.kind.value.kind, item.kind.value.nextSeq);
        break;
      case 'memberTyping': {
        const { channelId, memberId, name } = item.kind.value;
        if (memberId !== this.overview.memberIdIn(channelId)) this.#writers.typed(channelId, memberId, name);
        break;
      }
      case 'presenceChanged': {
        const present = new Set(this.present.value);
        if (item.kind.value.present) present.add(item.kind.value.memberId);
        else present.delete(item.kind.value.memberId);
        this.present.value = present;
        break;
      }
    }
  }

  #update(update: Update): void {
    const verdict = this.#cursors.judge(update);
    if (verdict === 'fetch' && !this.#fetching.has(update.streamId)) {
      this.#fetching.add(update.streamId);
      this.#subscribe(this.#cursors.list().filter((cursor) => cursor.streamId === update.streamId));
    }
    if (verdict !== 'apply') return;
    this.#fetching.delete(update.streamId);
    let incomplete = false;
    batch(() => {
      incomplete = this.overview.apply(update);
      this.companions.apply(update);
      this.#timelines.get(update.streamId.slice(2))?.apply(update);
      const { change } = update;
      if (change.case === 'messagePosted' && change.value.message) {
        const { message } = change.value;
        this.outbox.confirm(message, this.overview.memberIdIn(message.channelId));
        this.#writers.stopped(change.value.message.channelId, change.value.message.author?.memberId ?? '');
      }
      if (change.case === 'channelChanged' && change.value.channel) this.#revisit(change.value.channel);
    });
    if (incomplete) this.#refreshUntilDone();
    this.#snapshotSoon();
    if (update.seq <= (this.#told.get(update.streamId) ?? 0n)) return;
    this.#told.set(update.streamId, update.seq);
    this.onUpdate(update);
  }

  #streamState(streamId: string, kind: StreamState_Kind, nextSeq: bigint): void {
    const id = streamId.slice(2);
    if (kind === StreamState_Kind.REFUSED) {
      this.#cursors.forget(streamId);
      this.#timelines.delete(id);
      // At once: what a person may not read any more is not kept until the next snapshot.
      void this.#snapshots.forgetTimeline(id).catch(() => {});
      if (streamId.startsWith('h.')) this.overview.leaveHub(id);
      else this.overview.leaveChannel(id);
      const visited = new Map(this.visited.value);
      if (visited.delete(id)) this.visited.value = visited;
    } else {
      this.#cursors.set(streamId, nextSeq - 1n);
      if (kind === StreamState_Kind.RESET) this.#told.delete(streamId);
      const timeline = this.#timelines.get(id);
      if (timeline?.loaded.value) {
        timeline.hasHole = true;
        void this.#reload(timeline);
      }
      if (!this.visited.value.has(id)) this.#refreshUntilDone();
      if (streamId.startsWith('m.')) this.companions.refresh();
    }
    this.#snapshotSoon();
  }

  async #reload(timeline: Timeline): Promise<void> {
    await this.#page(timeline.channelId, undefined, 'replace').catch((error: OurplaceError) => {
      if (!error.retryCanHelp) return;
      this.#laterIfOnline(() => {
        if (timeline.hasHole && this.#timelines.get(timeline.channelId) === timeline) void this.#reload(timeline);
      });
    });
  }

  async #page(
    channelId: string,
    position: ListMessagesRequest['position'] | undefined,
    join: 'replace' | 'older' | 'newer',
  ): Promise<void> {
    const timeline = this.timeline(channelId);
    const edge = () => timeline.messages.value.at(join === 'older' ? 0 : -1)?.seq;
    const before = edge();
    timeline.expectPage();
    try {
      const page = await this.connection.call(ConversationService.method.listMessages, {
        channelId,
        pageSize,
        ...(position && { position }),
      });
      // The window has moved on meanwhile: the page would leave a hole.
      if (join !== 'replace' && edge() !== before) return timeline.pageFailed();
      timeline.addPage(page, join);
      this.#snapshotSoon();
    } catch (caught) {
      timeline.pageFailed();
      throw caught;
    }
  }

  /** An open channel that the member has not joined can be read, and is followed while it is looked at. */
  async #visit(channelId: string): Promise<void> {
    const { channel } = await this.connection.call((await hubMethods()).getChannel, { channelId });
    if (!channel) return;
    this.visited.value = new Map(this.visited.value).set(channelId, channel);
    const streamId = `c.${channelId}`;
    if (this.#cursors.has(streamId)) return;
    const page = await this.connection.call(ConversationService.method.listMessages, { channelId, pageSize: 1 });
    this.#cursors.set(streamId, page.asOfSeq);
    this.#subscribe(this.#cursors.list().filter((cursor) => cursor.streamId === streamId));
  }

  #revisit(channel: Channel): void {
    const before = this.visited.value.get(channel.channelId);
    if (before)
      this.visited.value = new Map(this.visited.value).set(channel.channelId, { ...channel, joined: before.joined });
  }

  async #askWhetherSignedIn(): Promise<void> {
    try {
      await this.connection.post((await accountMethods()).getMe, {});
    } catch (caught) {
      if (caught instanceof OurplaceError && caught.code === Code.UNAUTHENTICATED) this.connection.stop(true);
    }
  }

  async #restore(overview: Uint8Array): Promise<void> {
    try {
      for (const cursor of this.overview.restore(overview)) this.#cursors.set(cursor.streamId, cursor.seq);
      for (const [channelId, page] of await this.#snapshots.timelines())
        this.timeline(channelId).addPage(page, 'replace');
      const me = this.overview.me.value?.member?.memberId;
      if (!me) return;
      this.companions.open(me);
      await this.outbox.open(me);
    } catch {
      // Written by another version, or the disk is gone: the server has it all.
      await this.forget().catch(() => {});
      this.overview.clear();
      this.#cursors.clear();
      this.#timelines.clear();
    }
  }

  /** Not later for what happens meanwhile: in a channel that is never quiet a tab may die too. */
  #snapshotSoon(): void {
    if (this.#snapshotIsDue || this.#place) return;
    this.#snapshotIsDue = true;
    const stop = this.adapters.clock.after(snapshotDelayMs, () => {
      this.#snapshotIsDue = false;
      void this.#snapshot().catch(() => {});
    });
    this.#stopSnapshot = () => {
      this.#snapshotIsDue = false;
      stop();
    };
  }

  async #snapshot(): Promise<void> {
    if (!this.overview.loaded.value || this.connection.state.value.kind === 'stopped') return;
    // Or who dies now would have the cursor and not what the Update brought.
    if (this.#overviewIsDue) return;
    const cursors = this.#cursors.list().filter((cursor) => !this.visited.value.has(cursor.streamId.slice(2)));
    if (this.overview.isAheadOf(cursors)) return this.#snapshotSoon();
    await this.#snapshots.save(this.overview.save(cursors), [...this.#timelines.values()]);
  }
}
