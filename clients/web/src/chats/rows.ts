import { hex, type Message, type Pending } from '@ourplace/sdk';
import { startOfDay } from '../words/times.ts';

/** What stands in the list, from above. `head` is false where the author just wrote before. */
export type Row =
  | { kind: 'day'; key: string; at: Date }
  | { kind: 'new'; key: string; count: number }
  | { kind: 'lost'; key: string; at: Date }
  | { kind: 'message'; key: string; message: Message; head: boolean; newestOwn: boolean }
  | { kind: 'pending'; key: string; pending: Pending; head: boolean };

export interface RowsInput {
  messages: readonly Message[];
  /** Those of this channel, in the order of writing. */
  pending: readonly Pending[];
  me: string;
  /** Where the member had read to when they came, and how many were new then; undefined: no divider. */
  news: { after: bigint; count: number } | undefined;
  /** There are earlier messages: if all of these are new, the first new one is not among them. */
  hasOlder: boolean;
  /** Since when there is no line; undefined: there is one. */
  lostAtMs: number | undefined;
}

const sameBreathMs = 5 * 60_000;

/** Messages with the lines between them: days, and where the new ones start. */
export function rowsOf({ messages, pending, me, news, hasOlder, lostAtMs }: RowsInput): Row[] {
  const rows: Row[] = [];
  const stored = new Set<string>();
  const newestOwn = messages.findLast((message) => message.author?.memberId === me && !message.tombstone)?.seq;
  let divided = news === undefined || (hasOlder && (messages[0]?.seq ?? 0n) > news.after);
  let lastDay = 0;
  let last: { author: string; atMs: number } | undefined;

  const startDay = (at: Date) => {
    if (startOfDay(at) === lastDay) return;
    lastDay = startOfDay(at);
    rows.push({ kind: 'day', key: `day-${lastDay}`, at });
    last = undefined;
  };
  const needsHead = (author: string, atMs: number) =>
    last?.author !== author || atMs - last.atMs >= sameBreathMs || atMs < last.atMs;

  for (const message of messages) {
    const author = message.author?.memberId ?? '';
    const atMs = Number(message.sentAtUs / 1000n);
    const id = hex(message.clientMessageId);
    if (author === me) stored.add(id);
    startDay(new Date(atMs));
    if (!divided && news && message.seq > news.after && author !== me) {
      divided = true;
      rows.push({ kind: 'new', key: 'new', count: news.count });
      last = undefined;
    }
    // An own message keeps its place in the document when it turns from waiting to sent.
    const key = author === me && id ? id : String(message.seq);
    const head = needsHead(author, atMs);
    rows.push({ kind: 'message', key, message, head, newestOwn: message.seq === newestOwn });
    last = message.tombstone ? undefined : { author, atMs };
  }
  let lost = lostAtMs;
  for (const one of pending) {
    const id = hex(one.request.clientMessageId);
    if (stored.has(id)) continue;
    startDay(new Date(one.writtenAtMs));
    if (lost !== undefined && one.writtenAtMs >= lost) {
      rows.push({ kind: 'lost', key: 'lost', at: new Date(lost) });
      last = lost = undefined;
    }
    rows.push({ kind: 'pending', key: id, pending: one, head: needsHead(me, one.writtenAtMs) });
    last = { author: me, atMs: one.writtenAtMs };
  }
  return rows;
}
