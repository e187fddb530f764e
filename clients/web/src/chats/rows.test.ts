import { create } from '@bufbuild/protobuf';
import { type Message, MessageSchema, type Pending } from '@ourplace/sdk';
import { describe, expect, it } from 'vitest';
import { type RowsInput, rowsOf } from './rows.ts';

const noon = new Date(2026, 10, 22, 12, 0).getTime();
const minute = 60_000;

let nextId = 0;
function message(author: string, seq: number, atMs = noon, more: Partial<Message> = {}): Message {
  const id = new Uint8Array(16);
  id[0] = ++nextId;
  return {
    ...create(MessageSchema, {
      seq: BigInt(seq),
      author: { memberId: author, name: author },
      body: `${author} ${seq}`,
      sentAtUs: BigInt(atMs) * 1000n,
      clientMessageId: id,
    }),
    ...more,
  };
}
function waiting(message: Message, writtenAtMs = noon): Pending {
  const request = { ...message, $typeName: 'ourplace.v1.PostMessageRequest', mentionedMemberIds: [] };
  return { key: 'k', request: request as unknown as Pending['request'], writtenAtMs, state: 'waiting' };
}
const show = (input: Partial<RowsInput>) =>
  rowsOf({
    messages: [],
    pending: [],
    me: 'me',
    news: undefined,
    hasOlder: false,
    lostAtMs: undefined,
    ...input,
  }).map((row) => {
    if (row.kind === 'message') return `${row.head ? 'head ' : ''}${row.message.seq}${row.newestOwn ? ' sent' : ''}`;
    if (row.kind === 'pending') return `${row.head ? 'head ' : ''}pending`;
    return row.kind === 'new' ? `new ${row.count}` : row.kind;
  });

describe('Rows of a channel', () => {
  it('drop the head of what the same person wrote within five minutes', () => {
    const messages = [
      message('ann', 1),
      message('ann', 2, noon + 4 * minute),
      message('ann', 3, noon + 9 * minute),
      message('bob', 4, noon + 9 * minute),
    ];
    expect(show({ messages })).toEqual(['day', 'head 1', '2', 'head 3', 'head 4']);
  });

  it('start each day with its name and with a head', () => {
    const messages = [message('ann', 1, noon), message('ann', 2, noon + 12 * 60 * minute)];
    expect(show({ messages })).toEqual(['day', 'head 1', 'day', 'head 2']);
  });

  it('say who wrote after a message that was deleted', () => {
    const gone = message('ann', 1, noon, {
      tombstone: { $typeName: 'ourplace.v1.Tombstone' } as Message['tombstone'] & {},
    });
    expect(show({ messages: [gone, message('ann', 2)] })).toEqual(['day', 'head 1', 'head 2']);
  });

  it('mark the newest own message that was not deleted as sent', () => {
    expect(show({ messages: [message('me', 1), message('ann', 2), message('me', 3)] })).toEqual([
      'day',
      'head 1',
      'head 2',
      'head 3 sent',
    ]);
  });
});

describe('The line above what is new', () => {
  const messages = [message('ann', 1), message('me', 2), message('bob', 3), message('bob', 4)];

  it('stands before the first message by somebody else behind the marker', () => {
    expect(show({ messages, news: { after: 1n, count: 2 } })).toEqual([
      'day',
      'head 1',
      'head 2 sent',
      'new 2',
      'head 3',
      '4',
    ]);
  });

  it('gives the message below it a head', () => {
    expect(show({ messages, news: { after: 3n, count: 1 } }).slice(-2)).toEqual(['new 1', 'head 4']);
  });

  it('is not drawn when the first new message may be earlier than what is shown', () => {
    expect(show({ messages, news: { after: 0n, count: 99 }, hasOlder: true })).not.toContain('new 99');
    expect(show({ messages, news: { after: 0n, count: 99 }, hasOlder: false })).toContain('new 99');
  });
});

describe('What waits to be sent', () => {
  it('stands at the end, and keeps its key when it is sent', () => {
    const own = message('me', 2);
    const before = rowsOf({ ...input, messages: [message('ann', 1)], pending: [waiting(own)] });
    const after = rowsOf({ ...input, messages: [message('ann', 1), own], pending: [] });
    expect(before.at(-1)?.kind).toBe('pending');
    expect(after.at(-1)).toMatchObject({ kind: 'message', key: before.at(-1)?.key });
  });

  it('is not shown twice while the log has it and the reply is under way', () => {
    const own = message('me', 2);
    expect(show({ messages: [own], pending: [waiting(own)] })).toEqual(['day', 'head 2 sent']);
  });

  it('stands below the time at which the line was lost', () => {
    const pending = [waiting(message('me', 2), noon + minute), waiting(message('me', 3), noon + 3 * minute)];
    expect(show({ messages: [message('me', 1)], pending, lostAtMs: noon + 2 * minute })).toEqual([
      'day',
      'head 1 sent',
      'pending',
      'lost',
      'head pending',
    ]);
  });
});

const input: RowsInput = {
  messages: [],
  pending: [],
  me: 'me',
  news: undefined,
  hasOlder: false,
  lostAtMs: undefined,
};
