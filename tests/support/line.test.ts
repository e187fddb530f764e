import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Line } from './line.ts';

let server: Server;
let line: Line;
let atServer: Promise<Socket>;

beforeEach(async () => {
  server = createServer();
  atServer = once(server, 'connection').then(([socket]) => socket as Socket);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  line = await Line.open(() => (server.address() as AddressInfo).port);
});

afterEach(async () => {
  await line.close();
  server.close();
});

const opened = async (): Promise<Socket> => {
  const client = connect(line.port, '127.0.0.1');
  client.on('error', () => {});
  await once(client, 'connect');
  return client;
};

it('brings what was on the way when the other side closed', async () => {
  line.quality = { bitsPerSecond: 64_000, delayMs: 50 };
  const client = await opened();
  let received = 0;
  client.on('data', (bytes) => {
    received += bytes.length;
  });
  (await atServer).end(Buffer.alloc(2000));
  await once(client, 'end');
  expect(received).toBe(2000);
});

it('holds everything back while it is dead, an end too', async () => {
  const client = await opened();
  line.goDead();
  const heard: string[] = [];
  client.on('data', (bytes) => heard.push(String(bytes)));
  client.on('end', () => heard.push('end'));
  const sender = await atServer;
  sender.end('late');
  await once(sender, 'finish');
  expect(heard).toEqual([]);
  line.mend();
  await once(client, 'end');
  expect(heard).toEqual(['late', 'end']);
});

it('resets who is connected and refuses who comes while it is cut', async () => {
  const client = await opened();
  await atServer;
  const closed = new Promise((resolve) => client.once('close', resolve));
  line.cut();
  expect(await closed).toBe(true);
  const refused = connect(line.port, '127.0.0.1');
  const [error] = (await once(refused, 'error')) as [NodeJS.ErrnoException];
  expect(error.code).toBe('ECONNRESET');
});

it('takes the time that its bits need', async () => {
  line.quality = { bitsPerSecond: 80_000, delayMs: 100 };
  const client = await opened();
  const begun = performance.now();
  (await atServer).end(Buffer.alloc(2000));
  client.resume();
  await once(client, 'end');
  expect(performance.now() - begun).toBeGreaterThan(290);
});

it('lets connections share its bits where they are one phone’s', async () => {
  line.quality = { bitsPerSecond: 80_000, delayMs: 0, shared: true };
  server.on('connection', (socket) => socket.end(Buffer.alloc(1000)));
  const begun = performance.now();
  const ends = [await opened(), await opened()].map((client) => once(client.resume(), 'end'));
  await Promise.all(ends);
  expect(performance.now() - begun).toBeGreaterThan(190);
});

it('takes a way there and back before anything is said on a new connection', async () => {
  line.quality = { bitsPerSecond: Number.POSITIVE_INFINITY, delayMs: 50 };
  server.on('connection', (socket) => socket.pipe(socket));
  const begun = performance.now();
  const client = await opened();
  client.write('hello');
  await once(client, 'data');
  expect(performance.now() - begun).toBeGreaterThan(195);
});
