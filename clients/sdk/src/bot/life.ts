import type { DescMessage, DescMethodUnary, MessageInitShape, MessageShape } from '@bufbuild/protobuf';
import { effect } from '@preact/signals-core';
import type { Adapters } from '../adapters.ts';
import { OurplaceError } from '../errors.ts';
import type { Member } from '../gen/ourplace/v1/accounts_pb.ts';
import { BotService } from '../gen/ourplace/v1/bots_pb.ts';
import type { Message } from '../gen/ourplace/v1/conversations_pb.ts';
import { Code } from '../gen/ourplace/v1/errors_pb.ts';
import type { Channel } from '../gen/ourplace/v1/hubs_pb.ts';
import type { Update } from '../gen/ourplace/v1/wire_pb.ts';
import { Session } from '../session.ts';
import { AtOnce } from './at_once.ts';
import { Giver } from './giver.ts';
import { HandledPlace } from './handled_place.ts';
import type { Handlers } from './handlers.ts';
import { type Posted, type PostOptions, toWire } from './happening.ts';
import { messageId, nextMessageId } from './message_id.ts';
import { StreamQueue } from './stream_queue.ts';
import { whoAmI } from './who_am_i.ts';

const longestPauseMs = 30_000;
const lastHandlersMs = 5000;
/** How often a handler may fail with something of its own before the bot goes on without it. */
const mostFailures = 3;

/** A bot from start() to stop(). */
export class Life {
  me!: Member;
  readonly #session: Session;
  readonly #giver: Giver;
  #place!: HandledPlace;
  #channels = new Map<string, Channel>();
  #queues = new Map<string, StreamQueue>();
  /** Of outbox entries of which somebody waits to hear: how they are told that the bot has stopped. */
  readonly #posting = new Map<string, (error: Error) => void>();
  /** Many fall due at one moment, and each is for somebody else. */
  readonly #reminders = new AtOnce(16);
  #hasBegun = false;
  #isEnding = false;
  #hasEnded = false;
  readonly #atEnd: (() => void)[] = [];

  constructor(
    private readonly adapters: Adapters,
    private readonly handlers: Handlers,
    private readonly options: { url: string; waitForServer: boolean },
  ) {
    this.#session = new Session(adapters);
    this.#giver = new Giver(handlers, this);
  }

  async begin(): Promise<void> {
    this.me = await this.#enter();
    if (!this.me.isBot && this.handlers.commands.size > 0)
      throw new Error('Only bots have commands, and this token is of a program of a person.');
    this.#place = new HandledPlace(this.adapters.storage, this.me.memberId, (error) => this.report(error));
    const session = this.#session;
    const followed = new Promise<void>((resolve, reject) => {
      session.onFollowed = (cursors, epoch) => {
        if (this.#place.follow(cursors, epoch)) this.#queues = new Map();
        for (const { channel } of session.overview.channels.value.values())
          if (channel) this.#channels.set(channel.channelId, channel);
        resolve();
      };
      this.#untilStopped(reject);
    });
    session.onUpdate = (update) => this.#arrived(update);
    this.#reportLeftRefusals();
    await session.start(await this.#place.read());
    await followed;
    await this.#place.kept();
    await this.#setCommands();
    this.#hasBegun = true;
  }

  async end(): Promise<void> {
    this.#isEnding = true;
    for (const tell of this.#atEnd.splice(0)) tell();
    const finished = Promise.all([...this.#queues.values()].map((queue) => queue.idle()));
    await Promise.race([finished, this.#elapse(lastHandlersMs)]);
    await this.#place?.kept();
    this.#session.connection.stop(false);
    this.#hasEnded = true;
    for (const tell of this.#posting.values()) tell(stoppedBefore());
  }

  get channels(): readonly Channel[] {
    return [...this.#channels.values()];
  }

  channel(idOrName: string): Channel {
    const known = this.#channels.get(idOrName);
    if (known) return known;
    const named = this.channels.filter(({ name }) => name.toLowerCase() === idOrName.toLowerCase());
    if (named.length === 1 && named[0]) return named[0];
    const names = this.channels.map(({ name }) => name).join(', ') || 'none';
    const what = named.length > 1 ? 'Several channels have' : 'No channel that the bot was invited to has';
    throw new OurplaceError(Code.NOT_FOUND, `${what} the name "${idOrName}". It is in: ${names}.`, 'channel');
  }

  /** A Direct conversation that was just opened is not among the channels yet. */
  #channelId(idOrName: string): string {
    return looksLikeId(idOrName) ? idOrName : this.channel(idOrName).channelId;
  }

  async post(channel: string, text: string, { id, quote, mention, buttons }: PostOptions): Posted {
    const { outbox } = this.#session;
    const draft = {
      channelId: this.#channelId(channel),
      body: text,
      quotedSeq: quote ?? 0n,
      mentionedMemberIds: [...(mention ?? [])],
      buttons: toWire(buttons ?? []),
    };
    const pending = await outbox.add(draft, id === undefined ? nextMessageId() : messageId(id));
    if (this.#hasEnded) throw stoppedBefore();
    const outcome = new Promise<Message>((resolve, reject) => {
      this.#posting.set(pending.key, reject);
      outbox.outcome(pending).then(resolve, reject);
    });
    try {
      return await outcome;
    } catch (error) {
      // It is kept, and goes at the next start.
      if (this.#isEnding) throw error;
      await outbox.discard(pending.key);
      if (error instanceof OurplaceError && error.code === Code.ALREADY_EXISTS) return undefined;
      throw error;
    } finally {
      this.#posting.delete(pending.key);
    }
  }

  /** Waits for the line, and asks once. */
  async call<I extends DescMessage, O extends DescMessage>(
    method: DescMethodUnary<I, O>,
    request: MessageInitShape<I>,
  ): Promise<MessageShape<O>> {
    await this.#untilOnline();
    return this.#session.connection.call(method, request);
  }

  /** For what may be asked twice: asks until there is an answer. */
  async callUntilAnswered<I extends DescMessage, O extends DescMessage>(
    method: DescMethodUnary<I, O>,
    request: MessageInitShape<I>,
  ): Promise<MessageShape<O>> {
    for (let failures = 0; ; failures++) {
      try {
        return await this.call(method, request);
      } catch (error) {
        if (!retryCanHelp(error) || this.#isEnding) throw error;
        await this.#pause(failures, error);
      }
    }
  }

  report(error: unknown): void {
    if (this.handlers.notify('error', error)) return;
    console.error(error instanceof OurplaceError ? `${this.me?.name ?? 'Bot'}: ${error.message}` : error);
  }

  async #enter(): Promise<Member> {
    for (let failures = 0; ; failures++) {
      try {
        return await whoAmI(this.adapters, this.options.url);
      } catch (error) {
        if (!this.options.waitForServer || !retryCanHelp(error) || this.#isEnding) throw error;
        if (failures === 0) this.report(error);
        await this.#pause(failures, error);
      }
    }
  }

  async #setCommands(): Promise<void> {
    if (this.handlers.commands.size === 0) return;
    const commands = [...this.handlers.commands].map(([name, { words }]) => ({
      name,
      descriptionEn: words.en,
      descriptionCy: words.cy ?? '',
    }));
    await this.callUntilAnswered(BotService.method.setCommands, { commands });
  }

  #arrived(update: Update): void {
    const name = this.#nameOf(update.streamId, update.seq);
    const give = () => this.#giver.update(update, name);
    const queue = this.#queue(update.streamId);
    switch (update.change.case) {
      case 'commandInvoked':
      case 'buttonPressed':
        queue.add(update.seq, () => this.#handleOnce(give), 'beside');
        break;
      case 'reminderDue':
        queue.add(update.seq, () => this.#reminders.run(() => this.#handle(give)), 'beside');
        break;
      default:
        queue.add(update.seq, () => this.#handle(give), 'in order');
    }
  }

  /** The same for the same Update, in every life of the bot; another one after a backup was restored. */
  #nameOf(streamId: string, seq: bigint): string {
    return `${this.#place.epoch}/${streamId}/${seq}`;
  }

  #queue(streamId: string): StreamQueue {
    let queue = this.#queues.get(streamId);
    if (!queue) {
      const made = new StreamQueue((seq) => {
        if (this.#queues.get(streamId) === made) this.#place.handled(streamId, seq);
      });
      this.#queues.set(streamId, made);
      queue = made;
    }
    return queue;
  }

  /** Again and again while waiting can help; what a handler throws of its own, a few times. */
  async #handle(give: () => Promise<void>): Promise<boolean> {
    for (let failures = 0; !this.#isEnding; failures++) {
      try {
        await give();
        return true;
      } catch (error) {
        if (!retryCanHelp(error) && failures >= mostFailures) {
          this.report(error);
          return true;
        }
        await this.#pause(failures, error);
      }
    }
    return false;
  }

  /** Somebody waits, for 3 seconds and no longer. */
  async #handleOnce(give: () => Promise<void>): Promise<boolean> {
    await give().catch((error) => this.report(error));
    return true;
  }

  #pause(failures: number, error: unknown): Promise<void> {
    const asked = error instanceof OurplaceError ? error.retryAfterMs : 0;
    return this.#elapse(Math.max(asked, Math.min(longestPauseMs, 1000 * 2 ** failures)));
  }

  /** Or until the end. */
  #elapse(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const stop = this.adapters.clock.after(ms, resolve);
      this.#atEnd.push(() => {
        stop();
        resolve();
      });
    });
  }

  #untilOnline(): Promise<void> {
    const { state } = this.#session.connection;
    return new Promise((resolve, reject) => {
      const stop = effect(() => {
        if (state.value.kind === 'stopped') reject(OurplaceError.noLine());
        else if (state.value.kind === 'online') resolve();
        else return;
        queueMicrotask(() => stop());
      });
    });
  }

  #untilStopped(reject: (error: Error) => void): void {
    const { state } = this.#session.connection;
    effect(() => {
      if (state.value.kind !== 'stopped' || this.#isEnding) return;
      const error = state.value.signedOut
        ? new OurplaceError(
            Code.UNAUTHENTICATED,
            'The token is not valid any more: it was replaced or the bot removed.',
          )
        : new OurplaceError(Code.FAILED_PRECONDITION, 'The server has closed the connection for good.');
      reject(error);
      if (this.#hasBegun && !this.handlers.notify('ended', error)) this.report(error);
    });
  }

  /** What an earlier life wrote and the server will not have: nobody waits to hear of it. */
  #reportLeftRefusals(): void {
    const { outbox } = this.#session;
    effect(() => {
      for (const { key, state, error } of outbox.pending.value) {
        if (state !== 'refused' || this.#posting.has(key)) continue;
        void outbox.discard(key);
        if (error?.code !== Code.ALREADY_EXISTS) this.report(error);
      }
    });
  }
}

const stoppedBefore = () =>
  new OurplaceError(Code.UNAVAILABLE, 'The bot was stopped before the server had this.', '', true);

function retryCanHelp(error: unknown): boolean {
  return error instanceof OurplaceError && error.retryCanHelp;
}

const looksLikeId = (text: string) => /^[a-z2-7]{13}$/.test(text);
