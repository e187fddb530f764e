import { BotService } from '../gen/ourplace/v1/bots_pb.ts';
import type { Message } from '../gen/ourplace/v1/conversations_pb.ts';
import type { Update } from '../gen/ourplace/v1/wire_pb.ts';
import type { Handlers } from './handlers.ts';
import { answers, type InvocationAnswer, incomingMessage } from './happening.ts';
import type { Life } from './life.ts';
import { because } from './message_id.ts';

/** An invocation so old is one of before the bot was there. Generous, since clocks differ. */
const staleMs = 60_000;

/** Makes of Updates what the handlers of a bot are given. */
export class Giver {
  constructor(
    private readonly handlers: Handlers,
    private readonly life: Life,
  ) {}

  /** Rejects with what a handler threw. */
  async update(update: Update, name: string): Promise<void> {
    await because(name, async () => {
      await this.handlers.give('update', update);
      await this.#change(update);
    });
  }

  async #change({ streamId, change }: Update): Promise<void> {
    switch (change.case) {
      case 'messagePosted':
        if (change.value.message) await this.#message(change.value.message);
        break;
      case 'hubMemberJoined': {
        const { member: hubMember } = change.value;
        const member = hubMember?.member;
        if (member && !member.isBot)
          await this.handlers.give('joined', { member, hubMember, hubId: streamId.slice(2) });
        break;
      }
      case 'reminderDue':
        await this.handlers.give('reminder', change.value);
        break;
      case 'commandInvoked': {
        const { command, text } = change.value;
        const handler = this.handlers.commands.get(command);
        const invocation = this.#invocation(change.value);
        if (handler && invocation) await handler.handle({ ...invocation, text });
        break;
      }
      case 'buttonPressed': {
        const { buttonId: id, messageSeq } = change.value;
        const [name = '', ...data] = id.split(':');
        const handle = this.handlers.buttons.get(name);
        const invocation = this.#invocation(change.value);
        if (handle && invocation) await handle({ ...invocation, id, data: data.join(':'), messageSeq });
        break;
      }
    }
  }

  /** Bots that answer each other would never stop. */
  async #message(message: Message): Promise<void> {
    const { me } = this.life;
    if (message.author?.isBot || message.author?.memberId === me.memberId) return;
    const channel = this.life.channels.find(({ channelId }) => channelId === message.channelId);
    const post = this.life.post.bind(this.life);
    await this.handlers.give('message', incomingMessage(message, me.memberId, channel, post));
  }

  #invocation(invoked: Invoked) {
    const { invocationId, channelId, invoker, language, answerByUs } = invoked;
    if (!invoker || Date.now() - Number(answerByUs / 1000n) > staleMs) return undefined;
    const answer = async (answer: InvocationAnswer) => {
      await this.life.callUntilAnswered(BotService.method.answerInvocation, { invocationId, ...answer });
    };
    return { channelId, invoker, language, ...answers(answer) };
  }
}

type Invoked = Extract<Update['change'], { case: 'commandInvoked' | 'buttonPressed' }>['value'];
