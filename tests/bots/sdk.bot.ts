/** Bots on the SDK against the real server: they hear everything, post once, and go on after whatever happens. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { Bot, type IncomingMessage, type Message, type OurplaceError } from '../../clients/sdk/src/bot/index.ts';
import { call, post } from '../support/call.ts';
import { Line } from '../support/line.ts';
import { NodeWorld } from '../support/node_world.ts';
import { TestProgramme } from '../support/programme.ts';
import { freePort, TestServer } from '../support/server.ts';
import { untilAsked, within } from '../support/until.ts';
import { Heard } from './heard.ts';

const server = new TestServer(['--unlimited']);
let folder: string;
let line: Line;
let channelId: string;
let ana: string;
let token: string;
let bots: Bot[] = [];
let worlds: NodeWorld[] = [];

beforeAll(async () => {
  const programme = new TestProgramme(server.dataFolder);
  channelId = programme.channel('Talk');
  programme.channel('Repairs');
  ana = programme.program('Ana');
  token = programme.program('Robin');
  await server.start();
  line = await Line.open(() => server.port);
});
afterAll(async () => {
  await line?.close();
  await server.remove();
});

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ourplace-bot-'));
});
afterEach(async () => {
  for (const world of worlds) await world.unplug();
  await Promise.all(bots.map((bot) => bot.stop()));
  bots = [];
  worlds = [];
  rmSync(folder, { recursive: true, force: true });
});

function newBot(options: { url?: string; token?: string } = {}): Bot {
  const bot = new Bot({ url: `http://127.0.0.1:${line.port}`, token, folder, ...options });
  bots.push(bot);
  return bot;
}

/** One that can die as a process does. */
function mortalBot(): { bot: Bot; die: () => Promise<void> } {
  const url = `http://127.0.0.1:${line.port}`;
  const world = new NodeWorld(url, token, folder);
  worlds.push(world);
  return { bot: new Bot({ url, token }, world), die: () => world.unplug() };
}

const say = (body: string) => post(server, ana, channelId, body);
const bodies = async (): Promise<string[]> => {
  const page = await call(server, ana, 'ConversationService/ListMessages', { channelId, pageSize: 200 });
  return page.messages.map(({ body }: { body: string }) => body);
};
const timesPosted = async (body: string) => (await bodies()).filter((other) => other === body).length;

function hears(bot: Bot): Heard<string> {
  const heard = new Heard<string>();
  bot.on('message', ({ body }) => heard.add(body));
  return heard;
}

it('hears what people say, not itself, and answers with a quote', async () => {
  const bot = newBot();
  const heard = new Heard<IncomingMessage>();
  const replied = new Heard<Message | undefined>();
  bot.on('message', async (message) => {
    heard.add(message);
    replied.add(await message.reply(`You said: ${message.body}`));
  });
  await bot.start();
  const seq = await say('hello');
  const [reply] = await replied.count(1);
  expect(reply?.body).toBe('You said: hello');
  expect(reply?.quotedSeq).toBe(BigInt(seq));
  await say('and once more');
  await replied.count(2);
  expect(heard.all.map(({ body }) => body)).toEqual(['hello', 'and once more']);
  expect(heard.all[0]?.author.name).toBe('Ana');
});

it('posts by the name of a channel, edits and deletes, twice as well as once', async () => {
  const bot = newBot();
  await bot.start();
  const posted = (await bot.post('repairs', 'The kettle is mended.')) as Message;
  expect(posted.channelId).not.toBe(channelId);
  expect((await bot.edit(posted, 'The kettle and the toaster are.')).body).toBe('The kettle and the toaster are.');
  await bot.delete(posted);
  await bot.delete(posted);
  await expect(bot.post('Nowhere', 'x')).rejects.toThrow('has the name "Nowhere". It is in: Repairs, Talk.');
  await expect(bot.post('Talk', ' ')).rejects.toThrow(/body|characters/);
});

it('posts once under one id, whatever is said the second time', async () => {
  const bot = newBot();
  await bot.start();
  const first = await bot.post(channelId, 'Once only', { id: 'feed-entry-1' });
  expect((await bot.post(channelId, 'Once only', { id: 'feed-entry-1' }))?.seq).toBe(first?.seq);
  expect(await bot.post(channelId, 'Once, in other words', { id: 'feed-entry-1' })).toBeUndefined();
  expect(await timesPosted('Once only')).toBe(1);
  expect(await timesPosted('Once, in other words')).toBe(0);
});

it('says of a post that it was stopped before, and posts it at the next start', async () => {
  const bot = newBot();
  await bot.start();
  line.cut();
  const posted = bot.post(channelId, 'Stopped before it went');
  const refused = expect(posted).rejects.toThrow('The bot was stopped before the server had this.');
  await bot.stop();
  await refused;
  line.mend();
  await newBot().start();
  await untilAsked(
    20_000,
    'the post',
    () => timesPosted('Stopped before it went'),
    (times) => times === 1,
  );
});

it('goes on where it was when the line breaks and when the server starts anew', async () => {
  const bot = newBot();
  const heard = hears(bot);
  await bot.start();
  await say('before');
  await heard.count(1);
  line.cut();
  await say('without a line');
  const posted = bot.post(channelId, 'written without a line');
  line.mend();
  await heard.count(2);
  expect((await within(20_000, 'what was written without a line', posted))?.body).toBe('written without a line');
  await server.kill();
  await server.start();
  await say('after the server');
  expect((await heard.count(3)).slice(0, 3)).toEqual(['before', 'without a line', 'after the server']);
});

it('is given again what it was busy with when it died, and posts no answer twice', async () => {
  const first = mortalBot();
  const replied = new Heard<unknown>();
  first.bot.on('message', async (message) => {
    replied.add(await message.reply(`Answer to ${message.body}`));
    // Dies here, before it could say that it is done.
    await new Promise(() => {});
  });
  await first.bot.start();
  await say('the first question');
  await replied.count(1);
  await first.die();
  await say('the second question');

  const second = newBot();
  const heard = new Heard<string>();
  second.on('message', async (message) => {
    heard.add(message.body);
    await message.reply(`Answer to ${message.body}`);
    heard.add('answered');
  });
  await second.start();
  expect(await heard.count(4)).toEqual(['the first question', 'answered', 'the second question', 'answered']);
  await second.stop();
  expect(await timesPosted('Answer to the first question')).toBe(1);
  expect(await timesPosted('Answer to the second question')).toBe(1);

  const third = newBot();
  const again = hears(third);
  await third.start();
  await say('the third question');
  expect(await again.count(1)).toEqual(['the third question']);
});

it('hears every message it missed, however many, in their order', async () => {
  const first = newBot();
  const heard = hears(first);
  await first.start();
  await say('number 0');
  await heard.count(1);
  await first.stop();
  const numbers = Array.from({ length: 620 }, (_, index) => `number ${index + 1}`);
  await Promise.all(numbers.map(say));
  const second = newBot();
  const missed = new Heard<IncomingMessage>();
  second.on('message', (message) => missed.add(message));
  await second.start();
  await say('the last');
  const all = await missed.count(621);
  expect(new Set(all.map(({ body }) => body))).toEqual(new Set([...numbers, 'the last']));
  expect(all.map(({ seq }) => seq)).toEqual(all.map(({ seq }) => seq).sort((a, b) => Number(a - b)));
});

it('tries a handler again that fails, a few times, and goes on without it', async () => {
  const bot = newBot();
  const tried = new Heard<string>();
  const errors = new Heard<unknown>();
  bot.on('error', (error) => errors.add(error));
  bot.on('message', ({ body }) => {
    tried.add(body);
    if (body === 'poison' || (body === 'shy' && tried.all.filter((other) => other === 'shy').length < 2))
      throw new Error(`cannot: ${body}`);
  });
  await bot.start();
  await say('shy');
  await say('poison');
  await say('fine');
  expect(await tried.count(7)).toEqual(['shy', 'shy', ...Array(4).fill('poison'), 'fine']);
  expect(errors.all.map(String)).toEqual(['Error: cannot: poison']);
});

it('says what is wrong when it cannot start', async () => {
  const refused = (options: { url?: string; token?: string }) =>
    newBot(options)
      .start()
      .then(
        () => 'started',
        (error: OurplaceError) => error.message,
      );
  expect(await refused({ token: `op_${'x'.repeat(43)}` })).toContain('The server does not accept this token.');
  const nothing = `http://127.0.0.1:${await freePort()}`;
  expect(await refused({ url: nothing })).toContain(`Nothing answers at ${nothing} (ECONNREFUSED).`);
  expect(await refused({ url: `${server.url}/somewhere/else` })).toContain('There is no ourplace server at');
  expect(() => newBot({ url: 'hub.example.org' })).toThrow('url: "hub.example.org" is no address');
  expect(() => newBot({ token: 'secret' })).toThrow('token: it takes "op_"');
  const commanding = newBot().command('weather', 'What the weather will be', () => {});
  await expect(commanding.start()).rejects.toThrow('Only bots have commands');
});

it('waits for a server that is not there yet when it is told to', async () => {
  await server.stop();
  const bot = new Bot({ url: server.url, token, folder, waitForServer: true });
  bots.push(bot);
  const errors = new Heard<unknown>();
  bot.on('error', (error) => errors.add(error));
  const started = bot.start();
  await errors.count(1);
  await server.start();
  await within(20_000, 'the start', started);
  expect(bot.me.name).toBe('Robin');
});
