import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { beforeEach, describe, expect, it } from 'vitest';
import { ListMessagesResponseSchema, MessageSchema, Reaction } from './gen/ourplace/v1/conversations_pb.ts';
import { type UpdateSchema, UpdateSchema as Updates } from './gen/ourplace/v1/wire_pb.ts';
import { Timeline } from './timeline.ts';

let timeline: Timeline;

const message = (seq: bigint, body = `m${seq}`) => create(MessageSchema, { channelId: 'c1', seq, body });
const page = (from: number, to: number, more: MessageInitShape<typeof ListMessagesResponseSchema> = {}) => {
  const messages = Array.from({ length: to - from + 1 }, (_, index) => message(BigInt(from + index)));
  return create(ListMessagesResponseSchema, { messages, asOfSeq: BigInt(to), ...more });
};
const update = (seq: bigint, change: MessageInitShape<typeof UpdateSchema>['change']) =>
  timeline.apply(create(Updates, { streamId: 'c.c1', seq, ...(change && { change }) }));
const posted = (seq: bigint, body?: string) =>
  update(seq, { case: 'messagePosted', value: { message: message(seq, body) } });
const edited = (seq: bigint, messageSeq: bigint, body: string) =>
  update(seq, { case: 'messageEdited', value: { messageSeq, body, editedAtUs: 5n } });
const reacted = (seq: bigint, memberId: string, reaction: Reaction, on = true) =>
  update(seq, { case: 'reactionChanged', value: { messageSeq: 1n, memberId, reaction, on } });
const bodies = () => timeline.messages.value.map(({ body }) => body);
const span = () => `${timeline.messages.value[0]?.seq}–${timeline.messages.value.at(-1)?.seq}`;

beforeEach(() => {
  timeline = new Timeline('c1');
});

describe('A timeline', () => {
  it('shows nothing until its first page is there, and then what came after', () => {
    timeline.expectPage();
    posted(3n);
    expect(bodies()).toEqual([]);
    expect(timeline.loaded.value).toBe(false);
    timeline.addPage(page(1, 2), 'replace');
    expect(bodies()).toEqual(['m1', 'm2', 'm3']);
    expect(timeline.loaded.value).toBe(true);
  });

  it('is in the order of the numbers, whatever came first', () => {
    timeline.addPage(page(1, 1), 'replace');
    timeline.put(message(3n));
    posted(2n);
    expect(bodies()).toEqual(['m1', 'm2', 'm3']);
  });

  it('shows a message once, though the answer and the log bring it', () => {
    timeline.addPage(page(1, 1), 'replace');
    timeline.put(message(2n));
    posted(2n);
    expect(bodies()).toEqual(['m1', 'm2']);
  });

  it('does not take an older wording from a late answer', () => {
    timeline.addPage(page(1, 2), 'replace');
    edited(3n, 2n, 'better');
    timeline.put(message(2n));
    expect(bodies()).toEqual(['m1', 'better']);
  });

  it('has no hole when a retry is answered with a message from long before', () => {
    timeline.addPage(page(50, 60, { hasOlder: true }), 'replace');
    timeline.put(message(7n));
    expect(span()).toBe('50–60');
  });
});

describe('A page that races with Updates', () => {
  it('takes the edit that came while it was on its way', () => {
    timeline.expectPage();
    edited(3n, 2n, 'better');
    timeline.addPage(page(1, 2), 'replace');
    expect(bodies()).toEqual(['m1', 'better']);
  });

  it('is newer than what it was read after', () => {
    timeline.expectPage();
    edited(3n, 2n, 'stale');
    timeline.addPage(page(1, 2, { asOfSeq: 3n }), 'replace');
    expect(bodies()).toEqual(['m1', 'm2']);
  });

  it('loses nothing to another page that comes first', () => {
    timeline.addPage(page(10, 12, { hasOlder: true }), 'replace');
    timeline.expectPage();
    timeline.expectPage();
    edited(13n, 5n, 'better');
    timeline.addPage(page(10, 12), 'replace');
    timeline.addPage(page(5, 9, { asOfSeq: 12n }), 'older');
    expect(bodies()[0]).toBe('better');
  });

  it('that failed changes nothing', () => {
    timeline.addPage(page(1, 2), 'replace');
    timeline.expectPage();
    posted(3n);
    timeline.pageFailed();
    expect(bodies()).toEqual(['m1', 'm2', 'm3']);
    timeline.expectPage();
    timeline.addPage(page(1, 3), 'replace');
    expect(bodies()).toEqual(['m1', 'm2', 'm3']);
  });
});

describe('Pages', () => {
  it('join on both sides', () => {
    timeline.addPage(page(10, 12, { hasOlder: true, hasNewer: true }), 'replace');
    timeline.addPage(page(7, 9, { hasOlder: true }), 'older');
    expect(timeline.hasNewer.value).toBe(true);
    timeline.addPage(page(13, 15), 'newer');
    expect(span()).toBe('7–15');
    expect(timeline.hasOlder.value).toBe(true);
    expect(timeline.hasNewer.value).toBe(false);
  });

  it('that do not reach the newest message show no arrivals, or there would be a hole', () => {
    timeline.addPage(page(10, 12, { hasNewer: true }), 'replace');
    posted(40n);
    timeline.put(message(41n));
    expect(span()).toBe('10–12');
  });

  it('keep 300 rows: reading back lets the newest go, living on lets the oldest go', () => {
    timeline.addPage(page(301, 600, { hasOlder: true }), 'replace');
    timeline.addPage(page(251, 300, { hasOlder: true }), 'older');
    expect(span()).toBe('251–550');
    expect(timeline.hasNewer.value).toBe(true);
    timeline.addPage(page(301, 600), 'replace');
    expect(timeline.hasNewer.value).toBe(false);
    posted(601n);
    expect(span()).toBe('302–601');
    expect(timeline.hasOlder.value).toBe(true);
  });
});

describe('Changes', () => {
  beforeEach(() => timeline.addPage(page(1, 2), 'replace'));
  const first = () => timeline.messages.value[0];

  it('edit', () => {
    edited(3n, 1n, 'better');
    expect(first()).toMatchObject({ body: 'better', editedAtUs: 5n });
  });

  it('edit what a bot offers', () => {
    const buttons = [{ buttonId: 'yes', label: 'Yes' }];
    update(3n, { case: 'messageEdited', value: { messageSeq: 1n, body: 'Coming?', buttons } });
    expect(first()?.buttons).toMatchObject(buttons);
    edited(4n, 1n, 'Decided.');
    expect(first()?.buttons).toEqual([]);
  });

  it('delete, and leave a tombstone in its place', () => {
    reacted(3n, 'ben', Reaction.THANKS);
    const tombstone = { deletedByName: 'Ann', reason: 'spam' };
    update(4n, { case: 'messageDeleted', value: { messageSeq: 1n, tombstone } });
    expect(first()).toMatchObject({ body: '', mentions: [], reactions: [], tombstone });
    expect(timeline.messages.value).toHaveLength(2);
  });

  it('add and take back reactions, each person once and in the order in which they came', () => {
    reacted(3n, 'ben', Reaction.SAME_HERE);
    reacted(4n, 'cai', Reaction.THANKS);
    reacted(5n, 'ben', Reaction.THANKS);
    reacted(6n, 'ben', Reaction.THANKS);
    reacted(7n, 'ben', Reaction.SAME_HERE, false);
    reacted(8n, 'dee', Reaction.GOOD_IDEA, false);
    expect(first()?.reactions.map(({ reaction, memberIds }) => [reaction, memberIds])).toEqual([
      [Reaction.THANKS, ['cai', 'ben']],
    ]);
  });

  it('of a message that is not held change nothing', () => {
    const before = timeline.messages.value;
    edited(3n, 99n, 'better');
    expect(timeline.messages.value).toBe(before);
  });

  it('reach a quoted message that is not in the window', () => {
    timeline.addPage(page(10, 11, { quoted: [message(4n)] }), 'replace');
    expect(timeline.quoted(4n)?.body).toBe('m4');
    edited(12n, 4n, 'better');
    expect(timeline.quoted(4n)?.body).toBe('better');
    expect(timeline.quoted(10n)?.body).toBe('m10');
    expect(timeline.quoted(5n)).toBeUndefined();
  });
});
