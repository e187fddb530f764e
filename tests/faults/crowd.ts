/** Many clients that write, edit and react in one channel of a cluster, and what must be true of all of them afterwards. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as elapse } from 'node:timers/promises';
import { fromJson, type JsonValue, toJson } from '@bufbuild/protobuf';
import { expect } from 'vitest';
import { type Message, MessageSchema, type Reaction } from '../../clients/sdk/src/index.ts';
import { call } from '../support/call.ts';
import type { Cluster } from '../support/cluster.ts';
import type { TestProgramme } from '../support/programme.ts';
import type { Random } from '../support/random.ts';
import { binary, storeFlags } from '../support/server.ts';
import { within } from '../support/until.ts';
import { check, type Held } from './checker.ts';
import { FaultClient } from './client.ts';
import { readLog, readMessages } from './store.ts';

/** Between what was posted and what an edit adds. */
const editMark = ' — edited';
const pageSize = 200;
const settledMs = 60_000;
const reactions: readonly Reaction[] = [1, 2, 3, 4, 5];

export class Crowd {
  clients: FaultClient[] = [];
  channelId = '';
  readonly #tokens = new Map<string, string>();

  constructor(
    private readonly size: number,
    private readonly random: Random,
  ) {}

  /** Its people and its channel, before there is a server. */
  furnish(programme: TestProgramme): void {
    this.channelId = programme.channel('Talk');
    for (let number = 1; number <= this.size; number++)
      this.#tokens.set(`Member ${number}`, programme.program(`Member ${number}`));
  }

  async open(cluster: Cluster): Promise<void> {
    this.clients = [...this.#tokens].map(([name, token]) => {
      const place = { origin: cluster.origin, token, folder: cluster.folderFor(name), channelId: this.channelId };
      return new FaultClient(place, name);
    });
    await Promise.all(this.clients.map((client) => client.open()));
  }

  close(): void {
    for (const client of this.clients) client.close();
  }

  /** Each writes again and again, edits some of its messages and reacts to those of others, as long as it goes on. */
  async talk(everyMs: number, goesOn: () => boolean): Promise<void> {
    await Promise.all(this.clients.map((client) => this.#talk(client, everyMs, goesOn)));
  }

  async #talk(client: FaultClient, everyMs: number, goesOn: () => boolean): Promise<void> {
    for (let number = 1; goesOn(); ) {
      await elapse(this.random.between(0, 2 * everyMs));
      await client.alive;
      if (await client.write(`${number} of ${client.history.client}, life ${client.deaths}`)) number++;
      const { acknowledged, applied } = client.history;
      const own = acknowledged.at(-1);
      if (own && this.random.next() < 0.15) await client.edit(own, editMark);
      const seen = applied.at(-1);
      if (seen && this.random.next() < 0.15) await client.react(seen.seq, this.random.oneOf(reactions), true);
    }
  }

  get kept(): Set<string> {
    return new Set(this.clients.flatMap((client) => client.history.kept));
  }

  /** All that was written has been sent and has reached everybody. */
  async settle(cluster: Cluster): Promise<void> {
    const sent = Promise.all(this.clients.map((client) => client.everythingSent()));
    await within(settledMs, 'all messages sent', sent);
    const streamId = `c.${this.channelId}`;
    const head = await cluster.head(streamId);
    const caughtUp = Promise.all(this.clients.map((client) => client.caughtUpTo(streamId, head)));
    // Who has not everything by then never will, and the checker says what is missing.
    await Promise.race([caughtUp, elapse(settledMs)]);
  }

  /** Every screen shows what a node answers, edits and reactions as well. */
  async expectScreensAsServed(cluster: Cluster): Promise<void> {
    const [token = ''] = this.#tokens.values();
    const request = { channelId: this.channelId, pageSize };
    const { messages } = await call(cluster.node(1).server, token, 'ConversationService/ListMessages', request);
    const served = (messages as JsonValue[]).map((message) => inAnyOrder(fromJson(MessageSchema, message)));
    for (const { screen, history } of this.clients) {
      const shown = screen.slice(-pageSize).map(inAnyOrder);
      expect(shown.length).toBeGreaterThan(0);
      expect(shown, history.client).toEqual(served.slice(-shown.length));
    }
  }

  /** Once all nodes have stopped: the store is moved to SQLite, and both and all histories agree. */
  expectNothingLost(cluster: Cluster): void {
    const store = cluster.postgres.url;
    const copy = cluster.folderFor('copy');
    execFileSync(binary, ['admin', 'copy-store', '--from', store, '--to', copy], { stdio: 'pipe' });
    for (const place of [store, copy]) execFileSync(binary, ['check', ...storeFlags(place)], { stdio: 'pipe' });
    const file = join(copy, 'ourplace.db');
    const log = readLog(file, this.channelId);
    const messages = log.flatMap(({ message }) => (message ? [message] : []));
    expect(readMessages(file, this.channelId)).toEqual(messages);
    const findings = check(
      log.map(({ seq, message }) => (message ? { seq, message: asPosted(message) } : { seq })),
      this.clients.map(({ history }) => ({
        ...history,
        applied: history.applied.map(asPosted),
        acknowledged: history.acknowledged.map(asPosted),
      })),
    );
    expect(findings.length, JSON.stringify(findings.slice(0, 20), undefined, 1)).toBe(0);
    const bodies = new Map(messages.map(({ seq, body }) => [seq, body]));
    for (const { edited, history } of this.clients) {
      for (const [seq, { body, sure }] of edited)
        if (sure) expect(bodies.get(seq), `number ${seq} as ${history.client} edited it`).toBe(body);
    }
  }
}

/** Whoever catches up reads what was posted as it was edited since. */
function asPosted(message: Held): Held {
  return { ...message, body: message.body.split(editMark)[0] ?? '' };
}

/** Who reacted at the same moment on two nodes did so in no order. */
function inAnyOrder(message: Message): JsonValue {
  const reactions = message.reactions.map((each) => ({ ...each, memberIds: [...each.memberIds].sort() }));
  return toJson(MessageSchema, { ...message, reactions });
}
