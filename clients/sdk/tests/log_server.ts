import { create, type DescMessage, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { AnnouncementService } from '../src/gen/ourplace/v1/announcements_pb.ts';
import {
  type ChannelState,
  ConversationService,
  GetOverviewResponseSchema,
  ListMessagesRequestSchema,
  ListMessagesResponseSchema,
  type Message,
  PostMessageRequestSchema,
  PostMessageResponseSchema,
} from '../src/gen/ourplace/v1/conversations_pb.ts';
import { Code } from '../src/gen/ourplace/v1/errors_pb.ts';
import { GetChannelResponseSchema, HubService } from '../src/gen/ourplace/v1/hubs_pb.ts';
import {
  type ClientFrame,
  type ServerItemSchema,
  StreamState_Kind,
  type Update,
  UpdateSchema,
} from '../src/gen/ourplace/v1/wire_pb.ts';
import { hex } from '../src/outbox.ts';
import { Timeline } from '../src/timeline.ts';
import type { RecordingSocket, World } from './world.ts';

type Item = MessageInitShape<typeof ServerItemSchema>['kind'];
type Change = MessageInitShape<typeof UpdateSchema>['change'];

/** One end of the wire: numbered logs, and what the wire's contract says about them. For the member "ana". */
export class LogServer {
  epoch = 'e1';
  readonly logs = new Map<string, Update[]>();
  /** Channels that Ana has joined, and others that she may read. */
  joined: string[] = [];
  open: string[] = [];
  readonly read = new Map<string, bigint>();
  marks = 0;
  /** A cursor that is further behind than this gets a gap. */
  longestReplay = 1000;
  memberId = 'ana';
  overviews = 0;
  /** Sees every item that goes out, and decides what becomes of it; normally it arrives. */
  deliver: (socket: RecordingSocket, ...items: Item[]) => void = (socket, ...items) => socket.receive(...items);
  #live = new Map<RecordingSocket, Set<string>>();

  /** Answers all sockets that this tab opens from now on. */
  serve(world: World): void {
    world.onSocket = (socket) => {
      socket.onSent = (frame) => this.#frame(socket, frame);
      queueMicrotask(() => this.#accept(socket));
    };
  }

  #accept(socket: RecordingSocket): void {
    if (socket.closed) return;
    this.#live.set(socket, new Set());
    socket.hello(this.memberId, this.epoch);
  }

  cut(socket: RecordingSocket): void {
    this.#live.delete(socket);
    socket.onClose(1006);
  }

  log(streamId: string): Update[] {
    const log = this.logs.get(streamId) ?? [];
    this.logs.set(streamId, log);
    return log;
  }

  append(streamId: string, change: Change): Update {
    const log = this.log(streamId);
    const seq = BigInt(log.length + 1);
    const update = create(UpdateSchema, { streamId, seq, ...(change && { change }) });
    log.push(update);
    for (const [socket, streams] of this.#live)
      if (streams.has(streamId)) this.deliver(socket, { case: 'update', value: update });
    return update;
  }

  post(channelId: string, body: string, memberId = 'ben', clientMessageId: Uint8Array = new Uint8Array(16)): Update {
    const seq = BigInt(this.log(`c.${channelId}`).length + 1);
    const author = { memberId, name: memberId };
    return this.append(`c.${channelId}`, {
      case: 'messagePosted',
      value: { message: { channelId, seq, author, body, clientMessageId } },
    });
  }

  /** Ends Ana's access to a stream on all her connections. */
  refuse(streamId: string): void {
    this.joined = this.joined.filter((id) => `c.${id}` !== streamId);
    for (const [socket, streams] of this.#live) {
      if (streams.delete(streamId))
        socket.receive({ case: 'streamState', value: { streamId, kind: StreamState_Kind.REFUSED } });
    }
  }

  /** What the log comes to, by the same reducer but without any wire. */
  truth(channelId: string): Message[] {
    const timeline = new Timeline(channelId);
    timeline.addPage(create(ListMessagesResponseSchema), 'replace');
    for (const update of this.log(`c.${channelId}`)) timeline.apply(update);
    return timeline.messages.value;
  }

  #frame(socket: RecordingSocket, { id, kind }: ClientFrame): void {
    if (!this.#live.has(socket)) return;
    if (kind.case === 'subscribe') {
      const otherLife = kind.value.epoch !== '' && kind.value.epoch !== this.epoch;
      for (const { streamId, seq } of kind.value.cursors) this.#follow(socket, streamId, seq, otherLife);
      this.deliver(socket, { case: 'subscribed', value: { id } });
    } else if (kind.case === 'call') {
      const { method, request } = kind.value;
      // An answer takes a turn, as over any line.
      queueMicrotask(() => this.#live.has(socket) && this.#answer(socket, id, method, request));
    }
  }

  #follow(socket: RecordingSocket, streamId: string, seq: bigint, otherLife: boolean): void {
    const log = this.logs.get(streamId);
    const mayRead = !streamId.startsWith('c.') || [...this.joined, ...this.open].includes(streamId.slice(2));
    const state = (kind: StreamState_Kind, nextSeq: bigint) =>
      this.deliver(socket, { case: 'streamState', value: { streamId, kind, nextSeq } });
    if (!log || !mayRead) {
      state(StreamState_Kind.REFUSED, 0n);
      return;
    }
    const head = BigInt(log.length);
    let from = seq;
    if (otherLife || seq > head) {
      state(StreamState_Kind.RESET, head + 1n);
      from = head;
    } else if (head - seq > this.longestReplay) {
      state(StreamState_Kind.GAP, head + 1n);
      from = head;
    }
    this.#live.get(socket)?.add(streamId);
    for (const update of log.slice(Number(from))) this.deliver(socket, { case: 'update', value: update });
  }

  #answer(socket: RecordingSocket, id: number, method: string, request: Uint8Array): void {
    const reply = <T extends DescMessage>(schema: T, value: MessageInitShape<T>) => {
      const response = toBinary(schema, create(schema, value));
      this.deliver(socket, { case: 'reply', value: { id, result: { case: 'response', value: response } } });
    };
    const name = (service: { typeName: string }, { name }: { name: string }) => `${service.typeName}/${name}`;
    const { getOverview, listMessages, postMessage, markRead } = ConversationService.method;
    switch (method) {
      case name(ConversationService, getOverview):
        this.overviews++;
        reply(GetOverviewResponseSchema, this.overview());
        break;
      case name(ConversationService, listMessages): {
        const { channelId, position, pageSize } = fromBinary(ListMessagesRequestSchema, request);
        const all = this.truth(channelId);
        const size = Number(pageSize);
        const older = position.case === 'beforeSeq' ? all.filter(({ seq }) => seq < position.value) : all;
        const messages =
          position.case === 'afterSeq'
            ? all.filter(({ seq }) => seq > position.value).slice(0, size)
            : older.slice(-size);
        const first = messages[0]?.seq ?? 0n;
        const last = messages.at(-1)?.seq ?? 0n;
        reply(ListMessagesResponseSchema, {
          messages,
          asOfSeq: BigInt(this.log(`c.${channelId}`).length),
          hasOlder: all.some(({ seq }) => seq < first),
          hasNewer: messages.length > 0 && all.some(({ seq }) => seq > last),
        });
        break;
      }
      case name(ConversationService, postMessage): {
        const { channelId, body, clientMessageId } = fromBinary(PostMessageRequestSchema, request);
        const mine = (update: Update) =>
          update.change.case === 'messagePosted' &&
          hex(update.change.value.message?.clientMessageId ?? new Uint8Array()) === hex(clientMessageId);
        const { change } =
          this.log(`c.${channelId}`).find(mine) ?? this.post(channelId, body, this.memberId, clientMessageId);
        const message = change.case === 'messagePosted' ? change.value.message : undefined;
        reply(PostMessageResponseSchema, message ? { message } : {});
        break;
      }
      case name(ConversationService, markRead):
        this.marks++;
        reply(ConversationService.method.markRead.output, {});
        break;
      case name(AnnouncementService, AnnouncementService.method.listPinned):
        reply(AnnouncementService.method.listPinned.output, {});
        break;
      case name(HubService, HubService.method.getChannel):
        reply(GetChannelResponseSchema, { channel: { channelId: this.open[0] ?? '', name: 'open' } });
        break;
      default: {
        const error = { code: Code.UNIMPLEMENTED, message: method };
        this.deliver(socket, { case: 'reply', value: { id, result: { case: 'error', value: error } } });
      }
    }
  }

  overview(): MessageInitShape<typeof GetOverviewResponseSchema> {
    const channels = this.joined.map((channelId): Partial<ChannelState> & object => {
      const messages = this.truth(channelId);
      const readSeq = this.read.get(channelId) ?? 0n;
      const lastMessage = messages.at(-1);
      const unread = messages.filter(({ seq, author }) => seq > readSeq && author?.memberId !== this.memberId).length;
      return {
        channel: { channelId, hubId: 'h1', name: channelId } as never,
        unread: Math.min(unread, 100),
        readSeq,
        ...(lastMessage && { lastMessage }),
      };
    });
    const streams = [`m.${this.memberId}`, 'h.h1', ...this.joined.map((id) => `c.${id}`)];
    return {
      epoch: this.epoch,
      me: { member: { memberId: this.memberId, name: this.memberId } },
      hubs: [{ hubId: 'h1', name: 'Hub' }],
      channels: channels as never,
      cursors: streams.map((streamId) => ({ streamId, seq: BigInt(this.log(streamId).length) })),
    };
  }
}
