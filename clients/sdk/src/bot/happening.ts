import type { Language, Member } from '../gen/ourplace/v1/accounts_pb.ts';
import { type AnswerInvocationRequest, AnswerTo } from '../gen/ourplace/v1/bots_pb.ts';
import type { Author, Message } from '../gen/ourplace/v1/conversations_pb.ts';
import type { ReminderDue } from '../gen/ourplace/v1/events_pb.ts';
import type { Channel, HubMember } from '../gen/ourplace/v1/hubs_pb.ts';
import type { Update } from '../gen/ourplace/v1/wire_pb.ts';

/** A choice below a message; see Bot.button. */
export interface BotButton {
  /** What the bot is told when it is pressed: "rsvp", or "rsvp:tuesday" for Bot.button('rsvp', …). */
  id: string;
  /** What people read, 1 to 40 characters. */
  label: string;
}

export interface PostOptions {
  /**
   * Names the post: with the same id nothing is posted a second time, by this bot, in this life or another. Inside of
   * handlers every post has one by itself.
   */
  id?: string | Uint8Array;
  /** The number of the message that is quoted, in the same channel. */
  quote?: bigint;
  /** Ids of members whose "@Name" stands in the text. */
  mention?: readonly string[];
  buttons?: readonly BotButton[];
}

/** Resolves when the server has it; with nothing if something else was posted under the same id before. */
export type Posted = Promise<Message | undefined>;

/** A message of a person. */
export interface IncomingMessage {
  readonly body: string;
  readonly author: Author;
  readonly channelId: string;
  readonly seq: bigint;
  readonly sentAt: Date;
  /** Whether it is for the bot: in a Direct conversation, or because it mentions it. */
  readonly isForMe: boolean;
  /** All that the server says about it. */
  readonly message: Message;
  /** Posts in the same channel, with the message as quote. */
  reply(text: string, options?: Omit<PostOptions, 'quote'>): Posted;
}

/** Somebody has come to a hub of the bot. */
export interface Joined {
  readonly member: Member;
  readonly hubMember: HubMember;
  readonly hubId: string;
}

/** What people ask of a bot, with a command or a button. It has 3 seconds. */
export interface BotInvocation {
  readonly invoker: Member;
  /** That the invoker reads. */
  readonly language: Language;
  readonly channelId: string;
  /** For everybody in the channel. */
  reply(text: string, buttons?: readonly BotButton[]): Promise<void>;
  /** For the invoker only; it is kept nowhere. */
  tell(text: string): Promise<void>;
}

export interface CommandInvocation extends BotInvocation {
  /** What stands behind the command. */
  readonly text: string;
}

export interface ButtonInvocation extends BotInvocation {
  readonly id: string;
  /** What stands behind the colon of the id. */
  readonly data: string;
  /** The number of the message with the button. */
  readonly messageSeq: bigint;
}

/** What a bot can wait for with Bot.on, and what its handlers are given. */
export interface Happenings {
  /** Somebody, not a bot, has posted in a channel that the bot reads. */
  message: IncomingMessage;
  joined: Joined;
  /** Somebody is to be reminded of an event now; post it with reminder.reminderId as id. */
  reminder: ReminderDue;
  /** Every Update, of which the others are made. */
  update: Update;
}

/** What is told about the bot itself; nothing is handled again because of it. */
export interface Notices {
  /** A handler failed, or the bot is not let in any more. Written to the console if nobody listens. */
  error: unknown;
  /** It has ended by itself: the token is not valid any more, or the server does not want it. */
  ended: Error;
}

export type InvocationAnswer = Pick<AnswerInvocationRequest, 'to' | 'body' | 'buttons'>;

export function incomingMessage(
  message: Message,
  me: string,
  channel: Channel | undefined,
  post: (channelId: string, text: string, options: PostOptions) => Posted,
): IncomingMessage {
  const { channelId, seq, body } = message;
  return {
    body,
    author: message.author ?? unknownAuthor,
    channelId,
    seq,
    sentAt: new Date(Number(message.sentAtUs / 1000n)),
    isForMe: Boolean(channel?.directMemberId) || message.mentions.some(({ memberId }) => memberId === me),
    message,
    reply: (text, options) => post(channelId, text, { ...options, quote: seq }),
  };
}

const unknownAuthor = {
  $typeName: 'ourplace.v1.Author',
  memberId: '',
  name: '',
  isChampion: false,
  isBot: false,
  role: 0,
} as const;

export function answers(answer: (answer: InvocationAnswer) => Promise<void>): Pick<BotInvocation, 'reply' | 'tell'> {
  return {
    reply: (body, buttons = []) => answer({ to: AnswerTo.CHANNEL, body, buttons: toWire(buttons) }),
    tell: (body) => answer({ to: AnswerTo.INVOKER, body, buttons: [] }),
  };
}

export function toWire(buttons: readonly BotButton[]) {
  return buttons.map(({ id, label }) => ({ $typeName: 'ourplace.v1.Button' as const, buttonId: id, label }));
}
