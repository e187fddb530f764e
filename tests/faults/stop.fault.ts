/** A server that is asked to stop while people talk, and the next one on the same port. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TestProgramme } from '../support/programme.ts';
import { TestServer } from '../support/server.ts';
import { check } from './checker.ts';
import { FaultClient } from './client.ts';
import { readLog } from './store.ts';

const server = new TestServer();
const clientFolder = mkdtempSync(join(tmpdir(), 'ourplace-clients-'));
let channelId: string;
let clients: FaultClient[];

beforeAll(async () => {
  const programme = new TestProgramme(server.dataFolder);
  channelId = programme.channel('Talk');
  const tokens = ['Ana', 'Ben', 'Cerys', 'Dilwyn', 'Efua'].map((name) => [name, programme.program(name)] as const);
  await server.start();
  clients = tokens.map(
    ([name, token]) =>
      new FaultClient({ origin: server.url, token, folder: join(clientFolder, name), channelId }, name),
  );
  await Promise.all(clients.map((client) => client.open()));
});

afterAll(async () => {
  for (const client of clients ?? []) client.close();
  await server.remove();
  rmSync(clientFolder, { recursive: true, force: true });
});

it('tells the clients to come back, stops within 30 s, and nothing of their talk is lost', async () => {
  let talking = true;
  const talk = clients.map(async (client) => {
    for (let number = 1; talking; number++) {
      await client.write(`${number} of ${client.history.client}`);
      await client.everythingSent();
    }
  });
  await Promise.all(clients.map((client) => client.received(20)));
  const asked = performance.now();
  const goAways = clients.map((client) => client.toldToGoAway());
  expect(await server.stop()).toBe(0);
  expect(performance.now() - asked).toBeLessThan(30_000);
  await Promise.all(goAways);

  await server.start();
  const sofar = Math.max(...clients.map((client) => client.history.applied.length));
  await Promise.all(clients.map((client) => client.received(sofar + 20)));
  talking = false;
  await Promise.all(talk);
  const kept = new Set(clients.flatMap((client) => client.history.kept));
  await Promise.all(clients.map((client) => client.caughtUp(kept)));
  expect(await server.stop()).toBe(0);
  expect(
    check(
      readLog(server.storeFile, channelId),
      clients.map((client) => client.history),
    ),
  ).toEqual([]);
});
