/** The examples welcome and feed-to-channel, as processes that are killed. */
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { call } from '../support/call.ts';
import { Program } from '../support/program.ts';
import { TestProgramme } from '../support/programme.ts';
import { TestServer } from '../support/server.ts';
import { untilAsked } from '../support/until.ts';

const bots = resolve(import.meta.dirname, '../../clients/bots');
const server = new TestServer(['--unlimited']);
let programme: TestProgramme;
let channelId: string;
let ana: string;
let token: string;
let folder: string;
let running: Program[] = [];

beforeAll(async () => {
  programme = new TestProgramme(server.dataFolder);
  ana = programme.program('Ana', 'organiser');
  token = programme.program('Robin');
  await server.start();
});
afterAll(() => server.remove());

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ourplace-bot-'));
  const made = await call(server, ana, 'HubService/CreateChannel', {
    hubId: programme.hubId,
    name: `News ${folder.slice(-6)}`,
    visibility: 'CHANNEL_VISIBILITY_HUB',
  });
  channelId = made.channel.channelId;
});
afterEach(async () => {
  await Promise.all(running.map((program) => program.kill()));
  running = [];
  rmSync(folder, { recursive: true, force: true });
});

async function start(script: string, ...options: string[]): Promise<Program> {
  const env = { OURPLACE_URL: server.url, OURPLACE_TOKEN: token, OURPLACE_FOLDER: folder };
  const program = new Program([process.execPath, join(bots, script), '--channel', channelId, ...options], env);
  running.push(program);
  await program.says('Robin is connected.');
  return program;
}

const posted = async (): Promise<string[]> => {
  const { messages } = await call(server, ana, 'ConversationService/ListMessages', { channelId, pageSize: 200 });
  return messages.map(({ body }: { body: string }) => body.split('\n')[0]);
};
const seesPosted = (bodies: string[]) =>
  untilAsked(20_000, `posted: ${bodies}`, posted, (now) => now.length >= bodies.length).then((now) =>
    expect(now).toEqual(bodies),
  );

const item = (name: string) => `<item><guid>${name}</guid><title>${name}</title></item>`;
const rss = (...names: string[]) => `<rss version="2.0"><channel>${names.map(item).join('')}</channel></rss>`;

it('greets who joins, once, also those who came while the bot was dead', async () => {
  const first = await start('welcome/welcome.js', '--text', 'Welcome, {name}!');
  const cerys = new URL(programme.invite('Ana')).hash.slice(1);
  const join = (inviteToken: string, name: string) =>
    call(server, '', 'HubService/AcceptInvite', { inviteToken, name, passphrase: 'three damp umbrellas' });
  await join(cerys, 'Cerys');
  await seesPosted(['Welcome, @Cerys!']);
  await first.kill();
  await join(new URL(programme.invite('Ana')).hash.slice(1), 'Dilwyn');
  const second = await start('welcome/welcome.js', '--text', 'Welcome, {name}!');
  await seesPosted(['Welcome, @Cerys!', 'Welcome, @Dilwyn!']);
  expect(await second.stop()).toBe(0);
});

it('posts what is new in a file, once, over kills and starts', async () => {
  const file = join(folder, 'news.xml');
  const options = ['--feed', file, '--every', '0.01'];
  writeFileSync(file, rss('second', 'first'));
  const first = await start('feed-to-channel/feed_to_channel.js', ...options);
  await seesPosted(['**second**']);
  writeFileSync(file, rss('fourth', 'third', 'second'));
  await seesPosted(['**second**', '**third**', '**fourth**']);
  await first.kill();
  writeFileSync(file, rss('fifth', 'fourth', 'third'));
  // Two at once, as when somebody starts it again by mistake, without what the first kept.
  rmSync(join(folder, 'feed'), { recursive: true, force: true });
  const both = await Promise.all([1, 2].map(() => start('feed-to-channel/feed_to_channel.js', ...options)));
  await seesPosted(['**second**', '**third**', '**fourth**', '**fifth**']);
  expect(await Promise.all(both.map((program) => program.stop()))).toEqual([0, 0]);
  expect(await posted()).toHaveLength(4);
});

it('reads a feed on the web, asks for it only when it has changed, and outlives its failures', async () => {
  let body = rss('first');
  const asked: number[] = [];
  const web: Server = createServer((request, reply) => {
    const tag = `"${body.length}"`;
    const status = body === '' ? 500 : request.headers['if-none-match'] === tag ? 304 : 200;
    asked.push(status);
    reply.writeHead(status, { etag: tag }).end(status === 200 ? body : '');
  });
  web.listen(0, '127.0.0.1');
  await once(web, 'listening');
  const address = `http://127.0.0.1:${(web.address() as AddressInfo).port}/news`;
  const program = await start('feed-to-channel/feed_to_channel.js', '--feed', address, '--every', '0.01');
  const seesAsked = (status: number) =>
    untilAsked(
      20_000,
      `an answer ${status}`,
      async () => asked,
      (all) => all.includes(status),
    );
  await seesPosted(['**first**']);
  await seesAsked(304);
  body = '';
  await program.says('answered 500.');
  body = rss('second', 'first');
  await seesPosted(['**first**', '**second**']);
  await program.stop();
  web.close();
});

it('says how it is used when something is missing', async () => {
  const program = new Program([process.execPath, join(bots, 'feed-to-channel/feed_to_channel.js')], {});
  expect(await program.ended()).toBe(2);
  expect(program.output).toContain('--feed is missing.');
});
