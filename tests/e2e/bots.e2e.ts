/** Bots of a hub: made and looked after in the browser, marked in talk, invoked by commands and buttons. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { Bot } from '../../clients/sdk/src/bot/index.ts';
import { Person } from './person.ts';
import { desktop, Stage } from './stage.ts';

const run = promisify(execFile);
let stage: Stage;
let channelId: string;
let aisha: BrowserContext;
let folder: string;
let bots: Bot[] = [];

beforeAll(async () => {
  stage = await Stage.open((programme) => {
    programme.member('Aisha', 'organiser');
    programme.member('Denise');
    channelId = programme.channel('Talk');
  });
  aisha = await stage.deviceOf('Aisha', { viewport: desktop });
  await aisha.grantPermissions(['clipboard-read', 'clipboard-write']);
});
afterAll(() => stage?.close());

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ourplace-bot-'));
});
afterEach(async () => {
  await Promise.all(bots.map((bot) => bot.stop()));
  bots = [];
  rmSync(folder, { recursive: true, force: true });
});

const hubBots = () => `/hub/${stage.programme.hubId}/bots`;
const terminal = async (command: string) => (await run('bash', ['-c', command])).stdout;

/** Made by API, in the channel. */
async function make(name: string): Promise<{ botId: string; token: string }> {
  const { bot, token } = await stage.call(aisha, 'BotService/CreateBot', {
    hubId: stage.programme.hubId,
    name,
    scopes: ['BOT_SCOPE_POST', 'BOT_SCOPE_READ'],
    channelIds: [channelId],
  });
  return { botId: bot.botId, token };
}

function program(token: string): Bot {
  const bot = new Bot({ url: stage.server.url, token, folder });
  bots.push(bot);
  return bot;
}

const copied = (page: Page) => page.evaluate(() => navigator.clipboard.readText());

it('makes one whose token works at once, in the line that is shown', async () => {
  const { page } = await Person.at(aisha, hubBots());
  await page.getByRole('textbox', { name: 'Its name' }).fill('Robin');
  await page.getByRole('checkbox', { name: 'Talk' }).check();
  await page.getByRole('button', { name: 'Make the Bot' }).click();
  await page.getByRole('heading', { name: 'The token of Robin' }).waitFor();
  const token = await page.getByRole('textbox', { name: 'The token of Robin' }).inputValue();
  expect(token).toMatch(/^op_[\w-]{43}$/);
  await page.getByRole('button', { name: /^Copy Try it/ }).click();
  await page.getByText('Copied.').first().waitFor();
  const answer = JSON.parse(await terminal(await copied(page)));
  expect(answer.message.author).toMatchObject({ name: 'Robin', isBot: true });
  await page.goto(`/channel/${answer.message.channelId}`);
  const message = page.getByRole('article').filter({ hasText: 'Hello from a terminal' });
  await message.getByText('Bot', { exact: true }).waitFor();
  await page.close();
});

it('says what is wrong before it is made', async () => {
  const { page } = await Person.at(aisha, hubBots());
  await page.getByRole('textbox', { name: 'Its name' }).waitFor();
  for (const scope of ['Write', /^Read/]) await page.getByRole('checkbox', { name: scope }).uncheck();
  await page.getByRole('button', { name: 'Make the Bot' }).click();
  await page.getByRole('alert').getByText('2 things to put right').waitFor();
  await page.getByRole('alert').getByRole('link', { name: 'Choose at least one thing' }).click();
  await page.close();
});

it('makes an address for another tool, and takes it back', async () => {
  const { botId } = await make('Wren');
  const { page } = await Person.at(aisha, `${hubBots()}/${botId}`);
  await page.getByRole('textbox', { name: 'Which tool posts with it' }).fill('Council news');
  await page.getByRole('radio', { name: 'Talk' }).check();
  await page.getByRole('button', { name: 'Make the address' }).click();
  await page.getByRole('heading', { name: 'The address', exact: true }).waitFor();
  await page.getByRole('button', { name: /^Copy Try it/ }).click();
  await page.getByText('Copied.').first().waitFor();
  const command = await copied(page);
  expect(await terminal(command)).toBe('ok');
  const reader = await Person.in(await stage.deviceOf('Denise'), channelId);
  await reader.messages('Hello from a terminal').filter({ hasText: 'Wren' }).waitFor();
  await reader.page.context().close();
  await page.getByRole('button', { name: 'Remove Council news' }).click();
  await page.getByText('No tool posts as this Bot yet.').waitFor();
  expect(await terminal(command)).not.toBe('ok');
  await page.close();
});

it('gives it a new token, pauses it, changes and removes it', async () => {
  const { botId, token } = await make('Finch');
  const { page } = await Person.at(aisha, `${hubBots()}/${botId}`);
  await page.getByRole('button', { name: 'Make a new token' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Make a new token' }).click();
  await page.getByRole('heading', { name: 'The token of Finch' }).waitFor();
  await expect(program(token).start()).rejects.toThrow('does not accept this token');
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByText('Paused', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Let it go on' }).click();
  await page.getByRole('button', { name: 'Pause' }).waitFor();
  await page.getByRole('textbox', { name: 'Its name' }).fill('Goldfinch');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { name: 'Goldfinch', level: 1 }).waitFor();
  await page.getByRole('textbox', { name: 'Your address' }).fill('https://diary.example.org/hook');
  await page.getByRole('button', { name: 'Send to this address' }).click();
  await page.getByRole('heading', { name: 'The secret that signs' }).waitFor();
  await page.getByRole('button', { name: 'Stop sending' }).click();
  await page.getByText('Nothing is sent any longer.').first().waitFor();
  await page.getByRole('button', { name: 'Remove this Bot' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await page.waitForURL(`**${hubBots()}`);
  expect(await page.getByRole('link', { name: /Goldfinch/ }).count()).toBe(0);
  await page.close();
});

it('shows members of the hub which Bots there are, and nothing to change', async () => {
  await make('Thrush');
  const { page } = await Person.at(await stage.deviceOf('Denise'), hubBots());
  await page.getByText('Thrush').waitFor();
  expect(await page.getByRole('button', { name: 'Make the Bot' }).count()).toBe(0);
  expect(await page.getByRole('link', { name: /Thrush/ }).count()).toBe(0);
  await page.context().close();
});

it('completes commands by keyboard, and shows answers for everybody and for oneself', async () => {
  const bot = program((await make('Heron')).token);
  bot.command('weather', { en: 'Says what the weather will be', cy: 'Dweud sut bydd y tywydd' }, (command) =>
    command.reply(`${command.text}: rain, ${command.invoker.name}.`),
  );
  bot.command('secret', 'Tells you alone', (command) => command.tell('Only **you** know.'));
  await bot.start();
  const denise = await Person.in(await stage.deviceOf('Denise', { viewport: desktop }), channelId);
  const { page } = denise;
  await denise.field.focus();
  await page.keyboard.type('/we');
  await page.getByRole('option', { name: /weather Says what the weather will be Heron, Bot/ }).waitFor();
  await page.keyboard.press('Enter');
  await page.keyboard.type('tomorrow');
  await page.keyboard.press('Enter');
  await denise.messages('tomorrow: rain, Denise.').waitFor();
  expect(await denise.messages('/weather').count()).toBe(0);
  await denise.write('/secret');
  const notice = page.getByRole('status', { name: 'Answers of Bots that only you see' });
  await notice.getByText('Only you see this.').waitFor();
  expect(await notice.innerText()).toContain('Only you know.');
  const other = await Person.in(await stage.deviceOf('Aisha'), channelId);
  await other.messages('tomorrow: rain, Denise.').waitFor();
  expect(await other.page.getByText('Only you know.').count()).toBe(0);
  await notice.getByRole('button', { name: /^Close/ }).click();
  expect(await notice.getByText('Only you see this.').count()).toBe(0);
  await page.context().close();
  await other.page.context().close();
});

it('says so when a Bot does not answer, and posts what only looks like a command', async () => {
  const bot = program((await make('Owl')).token);
  bot.command('time', 'Says how late it is', () => new Promise(() => {}));
  await bot.start();
  const denise = await Person.in(await stage.deviceOf('Denise'), channelId);
  await denise.write('/time');
  await denise.sees('Owl has not answered.');
  expect(await denise.field.inputValue()).toBe('');
  await denise.write('/shrug who knows');
  await denise.seesSent('/shrug who knows');
  await denise.page.context().close();
});

it('offers buttons below a message, which go when the Bot has what it wanted', async () => {
  const bot = program((await make('Lark')).token);
  bot.button('come', async (press) => {
    await bot.edit({ channelId: press.channelId, seq: press.messageSeq }, `${press.invoker.name}: ${press.data}`);
    await press.tell('Noted.');
  });
  await bot.start();
  const denise = await Person.in(await stage.deviceOf('Denise', { viewport: desktop }), channelId);
  const buttons = [
    { id: 'come:yes', label: 'I am coming' },
    { id: 'come:no', label: 'Not this time' },
  ];
  await bot.post('Talk', 'Who comes?', { buttons });
  const choice = denise.messages('Who comes?').getByRole('button', { name: 'I am coming' });
  await choice.focus();
  await denise.page.keyboard.press('Enter');
  await denise.messages('Denise: yes').waitFor();
  expect(await denise.messages('Denise: yes').getByRole('button', { name: 'I am coming' }).count()).toBe(0);
  await denise.page.getByText('Noted.').waitFor();
  await denise.page.context().close();
});
