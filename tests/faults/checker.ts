/**
 * Reads histories and says what is wrong with them. It knows nothing of the server or the SDK: a client's history is what
 * it applied, in order; an acknowledgement is what it was told was sent. Every message of a run has words of its own.
 */

/** One message as somebody holds it. */
export interface Held {
  seq: number;
  /** Hex of the client's id. */
  clientMessageId: string;
  body: string;
}

export interface ClientHistory {
  client: string;
  /** In the order in which the client applied them. */
  applied: Held[];
  /** What the client was told was sent. */
  acknowledged: Held[];
  /** Bodies of what the client was told is kept and goes by itself. */
  kept: string[];
}

export interface Finding {
  kind: 'lost' | 'doubled' | 'reordered' | 'differs' | 'hole' | 'invented';
  detail: string;
}

/**
 * @param truth the server's log of the stream: every number from 1, with the message that it posted if it posted one
 * @param clients everybody who follows the stream, after all are caught up
 */
export function check(truth: { seq: number; message?: Held }[], clients: ClientHistory[]): Finding[] {
  const findings: Finding[] = [];
  truth.forEach((entry, index) => {
    if (entry.seq !== index + 1)
      findings.push({ kind: 'hole', detail: `the log has ${entry.seq} at place ${index + 1}` });
  });
  const messages = truth.flatMap((entry) => (entry.message ? [entry.message] : []));
  const bySeq = new Map(messages.map((message) => [message.seq, message]));
  const timesOfBody = new Map<string, number>();
  const countById = new Map<string, number>();
  for (const message of messages) {
    timesOfBody.set(message.body, (timesOfBody.get(message.body) ?? 0) + 1);
    const count = (countById.get(message.clientMessageId) ?? 0) + 1;
    countById.set(message.clientMessageId, count);
    if (count > 1) findings.push({ kind: 'doubled', detail: `the log has ${message.clientMessageId} ${count} times` });
  }

  for (const { client, applied, acknowledged, kept } of clients) {
    for (const body of kept) {
      const times = timesOfBody.get(body) ?? 0;
      if (times === 0)
        findings.push({ kind: 'lost', detail: `${client} wrote "${body}", and the log does not have it` });
      if (times > 1) findings.push({ kind: 'doubled', detail: `the log has "${body}" of ${client} ${times} times` });
    }
    for (const message of acknowledged) {
      const stored = bySeq.get(message.seq);
      if (!stored || stored.clientMessageId !== message.clientMessageId) {
        findings.push({
          kind: 'lost',
          detail: `${client} was told that ${message.clientMessageId} is number ${message.seq}`,
        });
      } else if (stored.body !== message.body) {
        findings.push({ kind: 'differs', detail: `number ${message.seq} is not what ${client} sent` });
      }
    }
    const seen = new Set<number>();
    let last = 0;
    for (const message of applied) {
      if (seen.has(message.seq)) findings.push({ kind: 'doubled', detail: `${client} applied ${message.seq} twice` });
      else if (message.seq < last)
        findings.push({ kind: 'reordered', detail: `${client} applied ${message.seq} after ${last}` });
      seen.add(message.seq);
      last = Math.max(last, message.seq);
      const stored = bySeq.get(message.seq);
      if (!stored)
        findings.push({ kind: 'invented', detail: `${client} has a number ${message.seq} that the log does not` });
      else if (stored.clientMessageId !== message.clientMessageId || stored.body !== message.body) {
        findings.push({ kind: 'differs', detail: `${client} holds something else under ${message.seq}` });
      }
    }
    for (const seq of bySeq.keys()) {
      if (!seen.has(seq)) findings.push({ kind: 'lost', detail: `${client} never received ${seq}` });
    }
  }
  return findings;
}
