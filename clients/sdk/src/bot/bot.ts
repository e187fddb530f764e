import type { DescMessage, DescMethodUnary, MessageInitShape, MessageShape } from '@bufbuild/protobuf';
import type { Adapters } from '../adapters.ts';
import type { Member } from '../gen/ourplace/v1/accounts_pb.ts';
import { ConversationService, type Message } from '../gen/ourplace/v1/conversations_pb.ts';
import type { Channel } from '../gen/ourplace/v1/hubs_pb.ts';
import { type CommandWords, Handlers } from './handlers.ts';
import {
  type BotButton,
  type ButtonInvocation,
  type CommandInvocation,
  type Happenings,
  type Notices,
  type Posted,
  type PostOptions,
  toWire,
} from './happening.ts';
import { Life } from './life.ts';
import { nodeAdapters } from './node_adapters.ts';
import { programToken, serverUrl } from './who_am_i.ts';

export interface BotOptions {
  /** The address of the server, "https://hub.example.org"; by default OURPLACE_URL of the environment. */
  url?: string | undefined;
  /** The bot's; by default OURPLACE_TOKEN of the environment. */
  token?: string | undefined;
  /** Where it keeps what must survive a crash, "ourplace-bot" by default. */
  folder?: string | undefined;
  /** Whether start() waits, for as long as it takes, for a server that does not answer. */
  waitForServer?: boolean;
}

/** Which message: one that was received or posted, or its channel and number. */
export type MessageRef = Pick<Message, 'channelId' | 'seq'>;

/**
 * A bot in Node. It connects, comes back after every failure, and is given everything that happens in its channels, each
 * thing once as long as it runs. Whatever it was busy with when it died it is given again, at least once; posts of handlers
 * have ids that follow from what they handle, so even then nothing is posted twice.
 */
export class Bot {
  readonly #options: { url: string; waitForServer: boolean };
  readonly #adapters: Adapters;
  readonly #handlers = new Handlers();
  #life: Life | undefined;

  /** @param adapters another world than Node's files and sockets, for tests */
  constructor(options: BotOptions = {}, adapters?: Adapters) {
    const url = serverUrl(options.url ?? process.env.OURPLACE_URL ?? missing('url', 'OURPLACE_URL'));
    const token = programToken(options.token ?? process.env.OURPLACE_TOKEN ?? missing('token', 'OURPLACE_TOKEN'));
    this.#options = { url, waitForServer: options.waitForServer ?? false };
    this.#adapters = adapters ?? nodeAdapters({ url, token, folder: options.folder ?? 'ourplace-bot' });
  }

  /**
   * Handlers are called one after the other, in the order of each stream; a promise that they return is waited for.
   * Reminders, commands and buttons do not wait for each other.
   */
  on<Name extends keyof Happenings>(name: Name, handler: (happening: Happenings[Name]) => unknown): this;
  on<Name extends keyof Notices>(name: Name, handler: (notice: Notices[Name]) => unknown): this;
  on(name: string, handler: (happening: never) => unknown): this {
    this.#handlers.on(name, handler);
    return this;
  }

  /** Answers "/name …". What it is for, 1 to 120 characters, is shown to people who begin to write it. */
  command(name: string, whatFor: string | CommandWords, handler: (command: CommandInvocation) => unknown): this {
    this.#handlers.command(name, typeof whatFor === 'string' ? { en: whatFor } : whatFor, handler);
    return this;
  }

  /** Answers presses of the bot's buttons whose id is the name, or begins with it and a colon. */
  button(name: string, handler: (press: ButtonInvocation) => unknown): this {
    this.#handlers.button(name, handler);
    return this;
  }

  /**
   * Resolves when the bot is connected and whatever happens from now on is its to handle. Rejects with an OurplaceError
   * that says what to do when the token is refused or there is no server.
   */
  async start(): Promise<void> {
    if (this.#life) throw new Error('This bot was started already.');
    const life = new Life(this.#adapters, this.#handlers, this.#options);
    this.#life = life;
    await life.begin().catch(async (error: unknown) => {
      this.#life = undefined;
      await life.end();
      throw error;
    });
  }

  /** Lets handlers finish, at most 5 s, and keeps the place. What is not handled then comes again at the next start. */
  async stop(): Promise<void> {
    const life = this.#life;
    this.#life = undefined;
    await life?.end();
  }

  /** Itself, as people see it. */
  get me(): Member {
    return this.#running.me;
  }

  get channels(): readonly Channel[] {
    return this.#running.channels;
  }

  /** By id, or by a name that only one of its channels has. */
  channel(idOrName: string): Channel {
    return this.#running.channel(idOrName);
  }

  /**
   * @param channel its id, or a name that only one of the bot's channels has
   * @param text light markup, 1 to 8,000 characters
   */
  post(channel: string, text: string, options: PostOptions = {}): Posted {
    return this.#running.post(channel, text, options);
  }

  /** The Direct conversation with a member, in which post() can write. */
  async direct(memberId: string): Promise<Channel> {
    const { channel } = await this.#running.callUntilAnswered(ConversationService.method.openDirect, { memberId });
    return channel as Channel;
  }

  /** Gives one of its own messages other words, and other buttons or none. */
  async edit({ channelId, seq }: MessageRef, text: string, buttons: readonly BotButton[] = []): Promise<Message> {
    const request = { channelId, seq, body: text, buttons: toWire(buttons) };
    const { message } = await this.#running.callUntilAnswered(ConversationService.method.editMessage, request);
    return message as Message;
  }

  /** Deletes one of its own messages; what is deleted already stays so. */
  async delete({ channelId, seq }: MessageRef): Promise<void> {
    await this.#running.callUntilAnswered(ConversationService.method.deleteMessage, { channelId, seq });
  }

  /** Any method of the API: bot.call(ConversationService.method.listMessages, { channelId }). Waits for the line. */
  call<I extends DescMessage, O extends DescMessage>(
    method: DescMethodUnary<I, O>,
    request: MessageInitShape<I>,
  ): Promise<MessageShape<O>> {
    return this.#running.call(method, request);
  }

  get #running(): Life {
    if (!this.#life) throw new Error('The bot is not started: await bot.start() first.');
    return this.#life;
  }
}

function missing(option: string, variable: string): never {
  throw new TypeError(`${option}: missing. Give it as new Bot({ ${option} }) or set ${variable} in the environment.`);
}
