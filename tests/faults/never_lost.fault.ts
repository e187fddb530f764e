/**
 * Never lost, never twice: clients talk in one channel over a bad line that goes dead again and again, some of them
 * die and come back, and the server is killed at random. Afterwards the histories of all and the store must agree.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as elapse } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { HubService, Session } from '../../clients/sdk/src/index.ts';
import { badLine, Line, perfect } from '../support/line.ts';
import { NodeWorld } from '../support/node_world.ts';
import { TestProgramme } from '../support/programme.ts';
import { Random } from '../support/random.ts';
import { binary, TestServer } from '../support/server.ts';
import { check } from './checker.ts';
import { FaultClient } from './client.ts';
import { readLog, readMessages } from './store.ts';

const long = Boolean(process.env.TESTS_LONG);
const clientCount = 20;
const mortals = 6;
const messagesEach = long ? 1000 : 50;
const leastKills = long ? 400 : 20;
/** What each waits before it writes again, so that all of them write as long as the kills go on. */
const writeEveryMs = 1800;
const killEveryMs = [1500, 5000] as const;
const dieEveryMs = [4000, 12_000] as const;
const deadMs = 5000;
const aliveMs = 15_000;
const settleMs = 60_000;

const random = Random.seeded();
const server = new TestServer();
const clientFolder = mkdtempSync(join(tmpdir(), 'ourplace-clients-'));
let line: Line;
let channelId: string;
let clients: FaultClient[];
let organiser: Session;
let kills = 0;

beforeAll(async () => {
  const programme = new TestProgramme(server.dataFolder);
  channelId = programme.channel('Talk');
  const names = Array.from({ length: clientCount }, (_, index) => `Member ${index + 1}`);
  const tokens = names.map((name) => programme.program(name));
  const organiserToken = programme.program('Aisha', 'organiser');
  await server.start();
  line = await Line.open(() => server.port);
  const origin = `http://127.0.0.1:${line.port}`;
  clients = names.map((name, index) => {
    const place = { origin, token: tokens[index] ?? '', folder: join(clientFolder, String(index)), channelId };
    return new FaultClient(place, name);
  });
  await Promise.all(clients.map((client) => client.open()));
  organiser = new Session(new NodeWorld(origin, organiserToken, join(clientFolder, 'organiser')));
  await organiser.start();
}, 60_000);

afterAll(async () => {
  for (const client of clients ?? []) client.close();
  organiser?.connection.stop(false);
  await line?.close();
  await server.remove();
  rmSync(clientFolder, { recursive: true, force: true });
});

it('loses nothing and doubles nothing, whatever is switched off in between', async () => {
  console.log(`seed ${random.seed} (TESTS_SEED=${random.seed} makes the same choices)`);
  const writing = Promise.all(clients.map(writeAll)).then(() => {
    written = true;
  });
  let written = false;
  const goesOn = () => !written || kills < leastKills;
  line.quality = badLine;
  const trouble = [killServer(goesOn), goDeadAgainAndAgain(goesOn), makeChannels(goesOn)];
  for (const client of clients.slice(0, mortals)) trouble.push(dieAgainAndAgain(client, goesOn));
  await Promise.all([writing, ...trouble]);

  line.quality = perfect;
  const kept = new Set(clients.flatMap((client) => client.history.kept));
  // Who has not everything by then never will, and the checker says what is missing.
  const settled = clients.map((client) => client.everythingSent().then(() => client.caughtUp(kept)));
  await Promise.race([Promise.all(settled), elapse(settleMs)]);
  const deaths = clients.reduce((sum, client) => sum + client.deaths, 0);
  console.log(`${kept.size} messages kept, ${kills} kills of the server, ${deaths} deaths of clients`);

  expect(await server.stop()).toBe(0);
  const log = readLog(server.storeFile, channelId);
  const messages = log.flatMap((entry) => (entry.message ? [entry.message] : []));
  const findings = check(
    log,
    clients.map((client) => client.history),
  );
  expect(findings.length, JSON.stringify(findings.slice(0, 20), undefined, 1)).toBe(0);
  expect(readMessages(server.storeFile, channelId)).toEqual(messages);
  for (const client of clients) {
    const { onScreen } = client;
    expect(onScreen.length).toBeGreaterThan(0);
    expect(onScreen).toEqual(messages.slice(-onScreen.length));
  }
  expect(kept.size).toBe(clientCount * messagesEach);
  expect(kills).toBeGreaterThanOrEqual(leastKills);
  expect(deaths).toBeGreaterThan(mortals);
  execFileSync(binary, ['check', '--data', server.dataFolder], { stdio: 'pipe' });
});

async function writeAll(client: FaultClient): Promise<void> {
  for (let number = 1; number <= messagesEach; ) {
    await elapse(random.between(0, 2 * writeEveryMs));
    await client.alive;
    if (await client.write(`${number} of ${client.history.client}, life ${client.deaths}`)) number++;
  }
}

async function killServer(goesOn: () => boolean): Promise<void> {
  while (goesOn()) {
    await elapse(random.between(...killEveryMs));
    await server.kill();
    kills++;
    await server.start();
  }
}

async function goDeadAgainAndAgain(goesOn: () => boolean): Promise<void> {
  while (goesOn()) {
    await elapse(aliveMs);
    line.goDead();
    await elapse(deadMs);
    line.mend();
  }
}

async function dieAgainAndAgain(client: FaultClient, goesOn: () => boolean): Promise<void> {
  while (goesOn()) {
    await elapse(random.between(...dieEveryMs));
    client.die();
    await elapse(random.between(0, 2000));
    await client.comeBack();
  }
}

/** What makes every client ask for its overview again while messages arrive. */
async function makeChannels(goesOn: () => boolean): Promise<void> {
  const hubId = organiser.overview.hubs.value[0]?.hubId ?? '';
  for (let number = 1; goesOn(); number++) {
    await elapse(random.between(2000, 6000));
    const request = { hubId, name: `Channel ${number}`, visibility: 2 };
    await organiser.connection.call(HubService.method.createChannel, request).catch(() => {});
  }
}
