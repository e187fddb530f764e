import type { MessageInitShape } from '@bufbuild/protobuf';
import { signal } from '@preact/signals-core';
import type { Adapters } from './adapters.ts';
import type { Companion } from './companion.ts';
import type { Connection } from './connection.ts';
import { OurplaceError } from './errors.ts';
import {
  BotService,
  type InvokeCommandRequestSchema,
  type PressButtonRequestSchema,
} from './gen/ourplace/v1/bots_pb.ts';
import type { Update } from './gen/ourplace/v1/wire_pb.ts';
import { hex } from './outbox.ts';

/** What the member has asked of a bot and what came of it. */
export interface Invocation {
  readonly key: string;
  readonly channelId: string;
  /** The message with the button; 0: a command. */
  readonly messageSeq: bigint;
  /** "/weather", or the id of the button. */
  readonly what: string;
  /** `notice`: an answer that nobody else sees. `unanswered`: the bot said nothing in time. `refused`: it was not asked. */
  readonly state: 'asked' | 'notice' | 'unanswered' | 'refused';
  readonly botName: string;
  readonly notice: string;
  readonly error?: OurplaceError;
}

/** The server says so after 3 s; this is for a line that breaks meanwhile. */
const longestWaitMs = 15_000;

/** Commands and buttons, as the member of this tab has used them. An answer in the channel is a message like any other. */
export class Invocations implements Companion {
  /** Oldest first; what was answered for everybody, or dismissed, is gone. */
  readonly shown = signal<readonly Invocation[]>([]);

  constructor(
    private readonly adapters: Pick<Adapters, 'clock' | 'random'>,
    private readonly connection: Connection,
  ) {}

  /** @param command without the slash */
  async command(channelId: string, command: string, text: string): Promise<void> {
    const request = (id: Uint8Array): MessageInitShape<typeof InvokeCommandRequestSchema> => ({
      channelId,
      command,
      text,
      clientInvocationId: id,
    });
    await this.#ask({ channelId, messageSeq: 0n, what: `/${command}` }, (id) =>
      this.connection.call(BotService.method.invokeCommand, request(id)),
    );
  }

  async press(channelId: string, messageSeq: bigint, buttonId: string): Promise<void> {
    const request = (id: Uint8Array): MessageInitShape<typeof PressButtonRequestSchema> => ({
      channelId,
      messageSeq,
      buttonId,
      clientInvocationId: id,
    });
    await this.#ask({ channelId, messageSeq, what: buttonId }, (id) =>
      this.connection.call(BotService.method.pressButton, request(id)),
    );
  }

  dismiss(key: string): void {
    this.shown.value = this.shown.value.filter((one) => one.key !== key);
  }

  async open(): Promise<void> {}

  /** Whose answer was missed is told by the clock. */
  async refresh(): Promise<void> {}

  apply({ change }: Update): void {
    if (change.case === 'invocationAnswered') {
      const { clientInvocationId, messageSeq, botName, notice } = change.value;
      const key = hex(clientInvocationId);
      if (messageSeq > 0n) this.dismiss(key);
      else this.#change(key, { state: 'notice', botName, notice });
    } else if (change.case === 'invocationUnanswered') {
      this.#change(hex(change.value.clientInvocationId), { state: 'unanswered', botName: change.value.botName });
    }
  }

  async #ask(
    about: Pick<Invocation, 'channelId' | 'messageSeq' | 'what'>,
    ask: (id: Uint8Array) => Promise<unknown>,
  ): Promise<void> {
    const id = this.adapters.random(16);
    const key = hex(id);
    // Asking the same again takes the place of what came of it before.
    const others = this.shown.value.filter(
      (one) =>
        one.state === 'asked' ||
        one.channelId !== about.channelId ||
        one.messageSeq !== about.messageSeq ||
        one.what !== about.what,
    );
    this.shown.value = [...others, { ...about, key, state: 'asked', botName: '', notice: '' }];
    try {
      await ask(id);
      this.adapters.clock.after(longestWaitMs, () => {
        if (this.shown.value.some((one) => one.key === key && one.state === 'asked'))
          this.#change(key, { state: 'unanswered' });
      });
    } catch (caught) {
      if (!(caught instanceof OurplaceError)) throw caught;
      this.#change(key, { state: 'refused', error: caught });
    }
  }

  #change(key: string, changed: Partial<Invocation>): void {
    this.shown.value = this.shown.value.map((one) => (one.key === key ? { ...one, ...changed } : one));
  }
}
