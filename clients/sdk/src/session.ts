import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { batch, effect, signal } from '@preact/signals-core';
import type { Adapters } from './adapters.ts';
import { Connection } from './connection.ts';
import { Cursors } from './cursors.ts';
import { OurplaceError } from './errors.ts';
import { AccountService } from './gen/ourplace/v1/accounts_pb.ts';
import {
  ConversationService,
  type Cursor,
  type ListMessagesRequest,
  ListMessagesResponseSchema,
  type Message,
} from './gen/ourplace/v1/conversations_pb.ts';
import { Code } from './gen/ourplace/v1/errors_pb.ts';
import { type Channel, HubService } from './gen/ourplace/v1/hubs_pb.ts';
import { type Hello, type ServerItem, StreamState_Kind, type Update } from './gen/ourplace/v1/wire_pb.ts';
import { Outbox } from './outbox.ts';
import { Overview } from './overview.ts';
import { Timeline } from './timeline.ts';

const snapshotDelayMs = 1500;
const snapshotTimelines = 8;
const typingIntervalMs = 3000;
const typingHoldsMs = 6000;
const pageSize = 50;

/** Everything one signed-in member has open: the line, the state, the outbox. One for each tab or program. */
export class Session {
  readonly connection: Connection;
  readonly overview = new Overview();
  readonly outbox: Outbox;
  /** Members who are here, as far as is known. */
  readonly present = signal<ReadonlySet<string>>(new Set());
  /** By channel, who is writing: member id to name. */
  readonly typing = signal<ReadonlyMap<string, ReadonlyMap<string, string>>>(new Map());
  /** Called for each Update once, in the order of its stream, after the state has changed. */
  onUpdate: (update: Update) => void = () => {};

  readonly #cursors = new Cursors();
  readonly #timelines = new Map<string, Timeline>();
  /** Open channels that were looked at without having joined. */
  readonly visited = signal<ReadonlyMap<string, Channel>>(new Map());
  #stopSnapshot = () => {};
  #typedAt = new Map<string, number>();
  #toMark = new Map<string, bigint>();

  constructor(private readonly adapters: Adapters) {
    this.connection = new Connection(adapters);
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
      if (this.connection.state.value.kind !== 'online') this.outbox.setOnline(false);
    });
  }

  /** Shows what was there the last time, then connects. */
  async start(): Promise<void> {
    const saved = await this.adapters.storage.get('snapshot/overview').catch(() => undefined);
    if (saved) await this.#restore(saved);
    this.connection.start();
  }

  /** Forgets everything that is kept on this device about the member, but what they wrote and is not sent. */
  async forget(): Promise<void> {
    this.#stopSnapshot();
    for (const [key] of await this.adapters.storage.entries('snapshot/')) await this.adapters.storage.remove(key);
  }

  async signOut(everywhere: boolean): Promise<void> {
    if (everywhere) await this.connection.post(AccountService.method.signOutEverywhere, {});
    else await this.connection.post(AccountService.method.signOut, {});
    await this.forget();
    this.connection.stop(true);
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
    this.#toMark.set(channelId, seq);
    this.#sendMarks();
  }

  /** Tells the others that the member is writing; call it as often as you like. */
  typingIn(channelId: string): void {
    const now = this.adapters.clock.now();
    if (this.connection.state.value.kind !== 'online' || now - (this.#typedAt.get(channelId) ?? 0) < typingIntervalMs)
      return;
    this.#typedAt.set(channelId, now);
    this.connection.send({ case: 'typing', value: { $typeName: 'ourplace.v1.Typing', channelId } });
  }

  async refreshPresence(hubId: string): Promise<void> {
    const { memberIds } = await this.connection.call(ConversationService.method.listPresent, { hubId });
    this.present.value = new Set([...this.present.value, ...memberIds]);
  }

  async #hello(hello: Hello): Promise<void> {
    try {
      const me = this.overview.me.value?.member?.memberId;
      await this.outbox.open(hello.memberId);
      if (me === hello.memberId && this.overview.epoch === hello.epoch) {
        this.#subscribe(this.#cursors.list());
      } else {
        if (me !== undefined) await this.#startAfresh();
        await this.refresh();
      }
      this.outbox.setOnline(this.connection.state.value.kind === 'online');
      this.#sendMarks();
    } catch (caught) {
      if (!(caught instanceof OurplaceError)) throw caught;
      // The line went, and #hello runs again when it is back; or the server is busy, and it is asked again.
      if (this.connection.state.value.kind === 'online') this.adapters.clock.after(2000, () => void this.#hello(hello));
    }
  }

  /** Fetches the overview and goes on from its cursors. Updates that come again change nothing twice. */
  async refresh(): Promise<void> {
    const response = await this.connection.call(ConversationService.method.getOverview, {});
    batch(() => {
      this.overview.replace(response);
      for (const cursor of response.cursors) this.#cursors.set(cursor.streamId, cursor.seq);
    });
    const followed = new Set(response.cursors.map((cursor) => cursor.streamId));
    for (const { streamId } of this.#cursors.list()) {
      if (!followed.has(streamId) && !this.visited.value.has(streamId.slice(2))) this.#cursors.forget(streamId);
    }
    this.#subscribe(this.#cursors.list());
    this.#snapshotSoon();
  }

  async #startAfresh(): Promise<void> {
    await this.forget();
    this.#cursors.clear();
    for (const timeline of this.#timelines.values()) if (timeline.loaded.value) void this.#reload(timeline);
  }

  #subscribe(cursors: Cursor[]): void {
    if (this.connection.state.value.kind !== 'online' || cursors.length === 0) return;
    this.connection.send({
      case: 'subscribe',
      value: { $typeName: 'ourplace.v1.Subscribe', epoch: this.overview.epoch, cursors },
    });
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
        if (memberId !== this.overview.me.value?.member?.memberId) this.#setTyping(channelId, memberId, name);
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
    if (verdict === 'fetch')
      this.#subscribe(this.#cursors.list().filter((cursor) => cursor.streamId === update.streamId));
    if (verdict !== 'apply') return;
    let incomplete = false;
    batch(() => {
      incomplete = this.overview.apply(update);
      this.#timelines.get(update.streamId.slice(2))?.apply(update);
      const { change } = update;
      if (change.case === 'messagePosted' && change.value.message) {
        this.outbox.confirm(change.value.message.clientMessageId);
        this.#setTyping(change.value.message.channelId, change.value.message.author?.memberId ?? '', undefined);
      }
      if (change.case === 'channelChanged' && change.value.channel) this.#revisit(change.value.channel);
    });
    if (incomplete) void this.refresh().catch(() => {});
    this.#snapshotSoon();
    this.onUpdate(update);
  }

  #streamState(streamId: string, kind: StreamState_Kind, nextSeq: bigint): void {
    const id = streamId.slice(2);
    if (kind === StreamState_Kind.REFUSED) {
      this.#cursors.forget(streamId);
      this.#timelines.delete(id);
      if (streamId.startsWith('h.')) this.overview.leaveHub(id);
      else this.overview.leaveChannel(id);
      const visited = new Map(this.visited.value);
      if (visited.delete(id)) this.visited.value = visited;
    } else {
      this.#cursors.set(streamId, nextSeq - 1n);
      const timeline = this.#timelines.get(id);
      if (timeline?.loaded.value) void this.#reload(timeline);
      if (!this.visited.value.has(id)) void this.refresh().catch(() => {});
    }
    this.#snapshotSoon();
  }

  async #reload(timeline: Timeline): Promise<void> {
    await this.#page(timeline.channelId, undefined, 'replace').catch(() => {});
  }

  async #page(
    channelId: string,
    position: ListMessagesRequest['position'] | undefined,
    join: 'replace' | 'older' | 'newer',
  ): Promise<void> {
    const timeline = this.timeline(channelId);
    timeline.expectPage();
    try {
      const page = await this.connection.call(ConversationService.method.listMessages, {
        channelId,
        pageSize,
        ...(position && { position }),
      });
      timeline.addPage(page, join);
      this.#snapshotSoon();
    } catch (caught) {
      timeline.pageFailed();
      throw caught;
    }
  }

  /** An open channel that the member has not joined can be read, and is followed while it is looked at. */
  async #visit(channelId: string): Promise<void> {
    const { channel } = await this.connection.call(HubService.method.getChannel, { channelId });
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

  #setTyping(channelId: string, memberId: string, name: string | undefined): void {
    const all = new Map(this.typing.value);
    const here = new Map(all.get(channelId));
    if (name === undefined) {
      if (!here.delete(memberId)) return;
    } else {
      here.set(memberId, name);
      this.adapters.clock.after(typingHoldsMs, () => this.#setTyping(channelId, memberId, undefined));
    }
    all.set(channelId, here);
    this.typing.value = all;
  }

  #sendMarks(): void {
    if (this.connection.state.value.kind !== 'online') return;
    for (const [channelId, seq] of this.#toMark) {
      this.#toMark.delete(channelId);
      this.connection.call(ConversationService.method.markRead, { channelId, seq }).catch((error: OurplaceError) => {
        if (error.retryCanHelp && !this.#toMark.has(channelId)) this.#toMark.set(channelId, seq);
      });
    }
  }

  async #askWhetherSignedIn(): Promise<void> {
    try {
      await this.connection.post(AccountService.method.getMe, {});
    } catch (caught) {
      if (caught instanceof OurplaceError && caught.code === Code.UNAUTHENTICATED) {
        await this.forget();
        this.connection.stop(true);
      }
    }
  }

  async #restore(overview: Uint8Array): Promise<void> {
    try {
      for (const cursor of this.overview.restore(overview)) this.#cursors.set(cursor.streamId, cursor.seq);
      for (const [key, bytes] of await this.adapters.storage.entries('snapshot/timeline/')) {
        this.timeline(key.slice('snapshot/timeline/'.length)).addPage(
          fromBinary(ListMessagesResponseSchema, bytes),
          'replace',
        );
      }
      const me = this.overview.me.value?.member?.memberId;
      if (me) await this.outbox.open(me);
    } catch {
      // Written by another version: the server has it all.
      await this.forget();
      this.#cursors.clear();
      this.#timelines.clear();
    }
  }

  #snapshotSoon(): void {
    this.#stopSnapshot();
    this.#stopSnapshot = this.adapters.clock.after(snapshotDelayMs, () => void this.#snapshot().catch(() => {}));
  }

  /** Timelines first: a cursor that is older than a timeline only brings Updates that change nothing. */
  async #snapshot(): Promise<void> {
    if (!this.overview.loaded.value) return;
    const overview = this.overview.save(
      this.#cursors.list().filter((cursor) => !this.visited.value.has(cursor.streamId.slice(2))),
    );
    const recent = [...this.#timelines.values()].filter(
      (timeline) => timeline.loaded.value && !timeline.hasNewer.value,
    );
    const pages = recent.slice(-snapshotTimelines).map((timeline) => {
      const messages = timeline.messages.value.slice(-pageSize);
      const hasOlder = timeline.hasOlder.value || messages.length < timeline.messages.value.length;
      const page = {
        $typeName: 'ourplace.v1.ListMessagesResponse' as const,
        messages,
        hasOlder,
        hasNewer: false,
        asOfSeq: 0n,
        quoted: [],
      };
      return [timeline.channelId, toBinary(ListMessagesResponseSchema, page)] as const;
    });
    for (const [channelId, bytes] of pages) await this.adapters.storage.set(`snapshot/timeline/${channelId}`, bytes);
    await this.adapters.storage.set('snapshot/overview', overview);
  }
}
