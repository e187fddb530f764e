/**
 * Asks on three nodes: of those who accept at the same moment one has it, whichever node they ask; and while the nodes are
 * killed one after the other, everybody who asks is answered or comes to the Organiser, and no acceptance is taken back.
 */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { setTimeout as elapse } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { call } from '../support/call.ts';
import { Cluster } from '../support/cluster.ts';
import type { TestProgramme } from '../support/programme.ts';
import { Random } from '../support/random.ts';
import { adminBeside, binary, storeFlags } from '../support/server.ts';
import { signedIn } from '../support/signed_in.ts';
import { untilAsked } from '../support/until.ts';

const champions = 50;
const askers = 8;
const asksOfEach = 4;
/** A node is killed so often, and is away for half of it. */
const killEveryMs = 6000;
/** The shortest times there are: an offer is open for a minute. */
const shortest = 'rounds_in_hub=1,rounds_in_neighbours=0,this_week_open_minutes=1,this_week_longest_minutes=1';

const random = Random.seeded();
let cluster: Cluster;
let programme: TestProgramme;
const tokens = new Map<string, string>();
const championNames = Array.from({ length: champions }, (_, number) => `Champion ${number}`);
const askerNames = Array.from({ length: askers }, (_, number) => `Asker ${number}`);

beforeAll(async () => {
  console.log(`seed ${random.seed}`);
  cluster = await Cluster.open(
    (furnished) => {
      programme = furnished;
      tokens.set('Ruth', programme.program('Ruth', 'organiser'));
      for (const name of [...championNames, ...askerNames]) tokens.set(name, programme.program(name));
    },
    { flags: ['--unlimited'] },
  );
  for (const name of championNames) {
    await ask('Ruth', 'HubService/SetChampion', {
      memberId: programme.memberId(name),
      champion: { themes: ['assets'], about: 'I have been there.' },
    });
    // Only a person may say when they are free, not a program for them.
    const person = await signedIn(cluster.node(1).server, await programme.signInLink(name));
    await person('ChampionService/SetAvailability', {
      availability: { zone: 'Europe/London', cap: 20 },
      profile: { languages: ['en'] },
    });
  }
}, 240_000);

afterAll(() => cluster?.remove());

const settings = (changes: string) => adminBeside(cluster.postgres.url, 'set-matching', '--settings', changes);

/** Of a node that runs, again if it is killed meanwhile. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into the reply
async function ask(name: string, method: string, request: object): Promise<any> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const { server } = random.oneOf(cluster.nodes.filter((node) => node.takesConnections));
    try {
      const reply = await call(server, tokens.get(name) ?? '', method, request);
      if (reply.code !== 'unavailable') return reply;
    } catch {
      // Its node has just ended.
    }
    if (Date.now() > deadline) throw new Error(`${method} is not answered`);
    await elapse(50);
  }
}

async function openAsk(name: string): Promise<string> {
  const { ask: made } = await ask(name, 'AskService/OpenAsk', {
    hubId: programme.hubId,
    clientAskId: randomBytes(16).toString('base64'),
    text: 'The roof of the hall leaks, and nobody answers the telephone.',
  });
  return made.askId;
}

// biome-ignore lint/suspicious/noExplicitAny: an Ask as JSON
async function list(name: string, view: string): Promise<any[]> {
  return (await ask(name, 'AskService/ListAsks', { view: `VIEW_${view}`, pageSize: 100 })).asks ?? [];
}

it('has one Match when fifty Champions accept at once through three nodes', async () => {
  await settings(`${shortest},offers_at_once=${champions}`);
  const askId = await openAsk('Asker 0');
  await untilAsked(
    60_000,
    'fifty offers',
    () => Promise.all(championNames.map((name) => list(name, 'OFFERED'))),
    (offered) => offered.every((asks) => asks.length === 1),
  );
  const replies = await Promise.all(
    championNames.map((name, number) => {
      const { server } = cluster.node(((number % 3) + 1) as 1 | 2 | 3);
      return call(server, tokens.get(name) ?? '', 'AskService/AcceptOffer', { askId });
    }),
  );
  const winners = championNames.filter((_, number) => replies[number].ask !== undefined);
  expect(winners).toHaveLength(1);
  const others = replies.filter((reply) => reply.ask === undefined).map(({ code }) => code);
  expect(others).toEqual(Array(champions - 1).fill('not_found'));
  for (const { server } of cluster.nodes) {
    const { ask: seen } = await call(server, tokens.get('Asker 0') ?? '', 'AskService/GetAsk', { askId });
    expect(seen.match.champion.name).toBe(winners[0]);
  }
  await ask('Asker 0', 'AskService/WithdrawAsk', { askId });
}, 120_000);

it('leaves nobody unanswered while its nodes are killed one after the other', async () => {
  await settings('offers_at_once=3');
  let going = true;
  const accepted = new Map<string, string>();
  // A third of them ignore everything.
  const awake = championNames.filter((_, number) => number % 3 !== 0);
  const helping = awake.map(async (name) => {
    while (going) {
      for (const { askId } of await list(name, 'OFFERED')) {
        const takesIt = random.next() < 0.4;
        const reply = await ask(name, `AskService/${takesIt ? 'AcceptOffer' : 'DeclineOffer'}`, { askId });
        if (!takesIt || !reply.ask) continue;
        expect(accepted.get(askId) ?? name).toBe(name);
        accepted.set(askId, name);
      }
      await elapse(random.between(200, 1500));
    }
  });
  const killing = (async () => {
    for (let turn = 0; going; turn++) {
      const node = cluster.node(((turn % 3) + 1) as 1 | 2 | 3);
      await node.kill();
      await elapse(killEveryMs / 2);
      await node.start();
      await elapse(killEveryMs / 2);
    }
  })();
  const asked: string[] = [];
  for (let round = 0; round < asksOfEach; round++) {
    asked.push(...(await Promise.all(askerNames.map((name) => openAsk(name)))));
    await elapse(killEveryMs);
  }
  const held = new Set(['ASK_STATE_MATCHED', 'ASK_STATE_ESCALATED']);
  const all = async () => (await Promise.all(askerNames.map((name) => list(name, 'MINE')))).flat();
  const ended = await untilAsked(180_000, 'somebody for each Ask', all, (asks) => {
    const live = asks.filter(({ state }) => state !== 'ASK_STATE_WITHDRAWN');
    return live.length === asked.length && live.every(({ state }) => held.has(state));
  });
  going = false;
  await Promise.all([...helping, killing]);
  const live = ended.filter(({ state }) => state !== 'ASK_STATE_WITHDRAWN');
  expect(live.map(({ askId }) => askId).sort()).toEqual([...asked].sort());
  for (const [askId, name] of accepted) {
    const { match } = live.find((one) => one.askId === askId);
    expect(match.champion.name).toBe(name);
  }
  const waiting = live.filter(({ state }) => state === 'ASK_STATE_ESCALATED').map(({ askId }) => askId);
  const shown = (await list('Ruth', 'ORGANISING')).map(({ askId }) => askId);
  expect(shown).toEqual(expect.arrayContaining(waiting));
  console.log(`${asked.length} Asks: ${accepted.size} accepted, ${waiting.length} came to the Organiser`);
  expect(accepted.size).toBeGreaterThan(0);
  expect(await cluster.drain()).toEqual([0, 0, 0]);
  execFileSync(binary, ['check', ...storeFlags(cluster.postgres.url)]);
}, 400_000);
