/** The reminder bot as its users run it: two at once, killed again and again, and each is reminded once. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { call } from '../support/call.ts';
import { Program } from '../support/program.ts';
import { TestProgramme } from '../support/programme.ts';
import { TestServer } from '../support/server.ts';
import { signedIn } from '../support/signed_in.ts';
import { untilAsked } from '../support/until.ts';

const script = resolve(import.meta.dirname, '../../clients/bots/reminder/reminder.js');
const people = 12;
const minutesBefore = 10;
const server = new TestServer(['--unlimited']);
const folder = mkdtempSync(join(tmpdir(), 'ourplace-reminder-'));
const running = new Set<Program>();
let programme: TestProgramme;
let organiser: Awaited<ReturnType<typeof signedIn>>;
let channelId: string;
let names: string[];
let tokens: string[];
let bot: { botId: string; token: string };

beforeAll(async () => {
  programme = new TestProgramme(server.dataFolder);
  channelId = programme.channel('What is on');
  programme.member('Aisha', 'organiser');
  names = Array.from({ length: people }, (_, index) => `Member ${index + 1}`);
  tokens = names.map((name) => programme.program(name));
  await server.start();
  organiser = await signedIn(server, await programme.signInLink('Aisha'));
  const made = await organiser('BotService/CreateBot', {
    hubId: programme.hubId,
    name: 'Parish Diary',
    scopes: ['BOT_SCOPE_POST', 'BOT_SCOPE_REMIND'],
    channelIds: [channelId],
  });
  bot = { botId: made.bot.botId, token: made.token };
}, 120_000);

afterAll(async () => {
  await Promise.all([...running].map((program) => program.kill()));
  await server.remove();
  rmSync(folder, { recursive: true, force: true });
});

async function start(place: string): Promise<Program> {
  const env = { OURPLACE_URL: server.url, OURPLACE_TOKEN: bot.token, OURPLACE_FOLDER: join(folder, place) };
  const program = new Program([process.execPath, script], env);
  running.add(program);
  await program.says('Parish Diary is connected.');
  return program;
}

/** What the bot has written to this member, and to nobody else. */
async function reminders(token: string): Promise<string[]> {
  const { channels } = await call(server, token, 'ConversationService/GetOverview', {});
  const direct = channels.find(
    ({ channel }: { channel: { directMemberId: string } }) => channel.directMemberId === bot.botId,
  );
  if (!direct) return [];
  const request = { channelId: direct.channel.channelId, pageSize: 200 };
  const { messages } = await call(server, token, 'ConversationService/ListMessages', request);
  return messages.map(({ body }: { body: string }) => body);
}

const wall = (atMs: number) =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/London', dateStyle: 'short', timeStyle: 'short' })
    .format(atMs)
    .replace(' ', 'T');

it('reminds each once: two bots at once, killed bots, a killed server, a lost folder', async () => {
  // The first minute that leaves time for all that is prepared.
  const dueMs = Math.ceil((Date.now() + 15_000) / 60_000) * 60_000;
  const startsMs = dueMs + minutesBefore * 60_000;
  const details = {
    title: { en: 'Litter pick', cy: 'Casglu sbwriel' },
    place: 'The pavilion',
    start: wall(startsMs),
    end: wall(startsMs + 3_600_000),
  };
  const { next } = await organiser('EventService/CreateEvent', { hubId: programme.hubId, details });
  for (const [index, token] of tokens.entries()) {
    await call(server, token, 'EventService/SetReminderChoice', { choice: { minutesBefore: [minutesBefore] } });
    const answer = { occurrenceId: next.occurrenceId, answer: index % 2 ? 'ANSWER_GOING' : 'ANSWER_MAYBE' };
    await call(server, token, 'EventService/AnswerEvent', answer);
  }
  const steady = await start('one');
  let mortal = await start('two');
  const everybodys = async () => {
    const all = await Promise.all(tokens.map(reminders));
    return all.filter((each) => each.length > 0).length;
  };
  await untilAsked(120_000, 'the first reminder', everybodys, (reached) => reached > 0);
  await steady.kill();
  await mortal.kill();
  rmSync(join(folder, 'one'), { recursive: true, force: true });
  await server.kill();
  await server.start();
  for (let kill = 0; kill < 3; kill++) {
    mortal = await start('two');
    await mortal.kill();
  }
  const both = await Promise.all([start('one'), start('two')]);
  await untilAsked(60_000, 'a reminder for everybody', everybodys, (reached) => reached === people);
  expect(await Promise.all(both.map((program) => program.stop()))).toEqual([0, 0]);

  for (const [index, token] of tokens.entries()) {
    const got = await reminders(token);
    expect(got).toHaveLength(1);
    expect(got[0]).toContain('**Litter pick** is today at');
    expect(got[0]).toContain(index % 2 ? 'You said that you are coming.' : 'You said that you might come.');
  }
}, 240_000);
