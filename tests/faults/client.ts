/** A member's program that writes down what happened to it. It may die at any time and come back from its files. */
import type { DescMessage, DescMethodUnary, MessageInitShape } from '@bufbuild/protobuf';
import { fromBinary } from '@bufbuild/protobuf';
import { effect } from '@preact/signals-core';
import { ServerFrameSchema } from '../../clients/sdk/src/gen/ourplace/v1/wire_pb.ts';
import {
  ConversationService,
  GetOverviewResponseSchema,
  hex,
  type Message,
  type PostMessageResponse,
  type Reaction,
  Session,
  type Update,
} from '../../clients/sdk/src/index.ts';
import { NodeWorld } from '../support/node_world.ts';
import { until } from '../support/until.ts';
import type { ClientHistory, Held } from './checker.ts';

export class FaultClient {
  readonly history: ClientHistory;
  deaths = 0;
  /** Own messages by number, as they read after the last edit; an edit whose outcome is not known makes it unsure. */
  readonly edited = new Map<number, { body: string; sure: boolean }>();
  /** What the outbox said it will not send. */
  readonly refusals: string[] = [];
  /** By stream, the newest number that was applied. */
  readonly #reached = new Map<string, number>();
  #world: NodeWorld;
  #session: Session;
  /** Resolves when it lives, again. */
  alive = Promise.resolve();
  #died: () => void = () => {};
  #death = new Promise<void>(() => {});
  #reborn: () => void = () => {};
  #lastWrites = Promise.resolve();
  #waiting: { holds: () => boolean; resolve: () => void }[] = [];

  constructor(
    private readonly place: { origin: string; token: string; folder: string; channelId: string },
    name: string,
  ) {
    this.history = { client: name, applied: [], acknowledged: [], kept: [] };
    [this.#world, this.#session] = this.#wake();
  }

  /** The channel on the screen and on the disk, ready to write. */
  async open(): Promise<void> {
    const saved = this.#firstSnapshot();
    await this.#session.start();
    await until(() => this.#session.overview.loaded.value && this.#session.connection.state.value.kind === 'online');
    await this.#session.load(this.place.channelId);
    await saved;
  }

  /** Resolves with whether the message is kept; a client that dies before that does not know. */
  async write(body: string): Promise<boolean> {
    const draft = {
      channelId: this.place.channelId,
      body,
      quotedSeq: 0n,
      mentionedMemberIds: [],
      mentionsChannel: false,
    };
    const kept = this.#session.outbox.add(draft).then(() => true);
    const known = await Promise.race([kept, this.#death.then(() => false)]);
    if (known) this.history.kept.push(body);
    return known;
  }

  /** One of its own messages gets other words, once; whether that was done is noted. */
  async edit({ seq, body }: Held, suffix: string): Promise<void> {
    if (this.edited.has(seq)) return;
    const changed = { body: body + suffix, sure: false };
    this.edited.set(seq, changed);
    const request = { channelId: this.place.channelId, seq: BigInt(seq), body: changed.body };
    changed.sure = await this.#call(ConversationService.method.editMessage, request);
  }

  async react(seq: number, reaction: Reaction, on: boolean): Promise<void> {
    await this.#call(ConversationService.method.setReaction, {
      channelId: this.place.channelId,
      seq: BigInt(seq),
      reaction,
      on,
    });
  }

  /** Thrown away as it is: nothing is said, nothing more is written. */
  die(): void {
    this.deaths++;
    this.alive = new Promise((resolve) => {
      this.#reborn = resolve;
    });
    this.#lastWrites = this.#world.unplug();
    this.#died();
  }

  /** What the dead one had applied and not saved is applied again: its history goes on from what it saved. */
  async comeBack(): Promise<void> {
    await this.#lastWrites;
    [this.#world, this.#session] = this.#wake();
    const saved = await this.#world.storage.get('snapshot/overview');
    const cursors = saved ? fromBinary(GetOverviewResponseSchema, saved).cursors : [];
    const cursor = cursors.find(({ streamId }) => streamId === `c.${this.place.channelId}`);
    this.history.applied = this.history.applied.filter(({ seq }) => seq <= Number(cursor?.seq ?? 0n));
    this.#reached.clear();
    for (const { streamId, seq } of cursors) this.#reached.set(streamId, Number(seq));
    await this.#session.start();
    this.#reborn();
  }

  async everythingSent(): Promise<void> {
    await until(() => this.#session.outbox.pending.value.length === 0);
  }

  /** Resolves when so many messages have arrived. */
  received(count: number): Promise<void> {
    return this.#onceApplied(() => this.history.applied.length >= count);
  }

  caughtUp(bodies: ReadonlySet<string>): Promise<void> {
    return this.#onceApplied(() => {
      const applied = new Set(this.history.applied.map(({ body }) => body));
      return [...bodies].every((body) => applied.has(body));
    });
  }

  /** Resolves when the stream's Updates have been applied up to this number. */
  caughtUpTo(streamId: string, seq: number): Promise<void> {
    return this.#onceApplied(() => this.reached(streamId) >= seq);
  }

  reached(streamId: string): number {
    return this.#reached.get(streamId) ?? 0;
  }

  /** Resolves when the server says that it is about to close. */
  toldToGoAway(): Promise<void> {
    return new Promise((resolve) => {
      this.#world.onReceived = (bytes) => {
        if (fromBinary(ServerFrameSchema, bytes).items.some(({ kind }) => kind.case === 'goAway')) resolve();
      };
    });
  }

  /** What the person sees: the newest messages, as many as are held. */
  get screen(): readonly Message[] {
    return this.#session.timeline(this.place.channelId).messages.value;
  }

  get onScreen(): Held[] {
    return this.screen.map(held);
  }

  close(): void {
    this.#session.connection.stop(false);
    void this.#world.unplug();
  }

  #wake(): [NodeWorld, Session] {
    const world = new NodeWorld(this.place.origin, this.place.token, this.place.folder);
    const session = new Session(world);
    session.onUpdate = (update) => this.#applied(update);
    const { connection } = session;
    const call = connection.call.bind(connection);
    // Where the sender is told: the reply to the post.
    connection.call = async (method, request) => {
      const response = await call(method, request);
      const posts = method.name === ConversationService.method.postMessage.name;
      const { message } = posts ? (response as unknown as PostMessageResponse) : {};
      if (message) this.history.acknowledged.push(held(message));
      return response;
    };
    effect(() => {
      for (const { state, error } of session.outbox.pending.value)
        if (state === 'refused') this.refusals.push(error?.message ?? '');
    });
    this.#death = new Promise((resolve) => {
      this.#died = resolve;
    });
    return [world, session];
  }

  /** Resolves with whether the server said that it is done; otherwise nobody knows. */
  #call<I extends DescMessage, O extends DescMessage>(
    method: DescMethodUnary<I, O>,
    request: MessageInitShape<I>,
  ): Promise<boolean> {
    const done = this.#session.connection.call(method, request);
    return Promise.race([
      done.then(
        () => true,
        () => false,
      ),
      this.#death.then(() => false),
    ]);
  }

  #applied({ streamId, seq, change }: Update): void {
    this.#reached.set(streamId, Number(seq));
    const isHere = streamId === `c.${this.place.channelId}`;
    if (isHere && change.case === 'messagePosted' && change.value.message)
      this.history.applied.push(held(change.value.message));
    const ready = this.#waiting.filter(({ holds }) => holds());
    this.#waiting = this.#waiting.filter((waiting) => !ready.includes(waiting));
    for (const { resolve } of ready) resolve();
  }

  #onceApplied(holds: () => boolean): Promise<void> {
    if (holds()) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ holds, resolve }));
  }

  async #firstSnapshot(): Promise<void> {
    const { storage } = this.#world;
    const set = storage.set.bind(storage);
    await new Promise<void>((resolve) => {
      storage.set = async (key, value) => {
        await set(key, value);
        if (key === 'snapshot/overview') resolve();
      };
    });
    storage.set = set;
  }
}

export function held(message: Message): Held {
  return { seq: Number(message.seq), clientMessageId: hex(message.clientMessageId), body: message.body };
}
