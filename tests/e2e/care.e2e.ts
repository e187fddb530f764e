/** Care for those who help and those who ask: after a worry, when a Champion goes, among Champions, and a Story at the end. */
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeChampion } from './champions.ts';
import { Stage } from './stage.ts';

const pictures = resolve(import.meta.dirname, '../../build/screenshots');
const narrow = { width: 320, height: 640 };
const names = ['Maureen', 'Denise', 'Gwyn', 'Ruth'] as const;
type Name = (typeof names)[number];

let stage: Stage;
const devices = new Map<Name, BrowserContext>();
const pages = new Map<Name, Page>();
const device = (name: Name) => devices.get(name) as BrowserContext;
const pageOf = (name: Name) => pages.get(name) as Page;

beforeAll(async () => {
  stage = await Stage.open((programme) => {
    programme.member('Maureen');
    programme.member('Denise');
    programme.member('Gwyn');
    programme.member('Ruth', 'organiser', '--administrator');
    programme.channel('Talk');
  });
  for (const name of names) {
    devices.set(name, await stage.deviceOf(name, { viewport: narrow }));
    pages.set(name, await device(name).newPage());
  }
  await makeChampion(stage, 'Ruth', 'Denise');
});
afterAll(() => stage?.close());

const randomId = () => Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64');

async function ask(text: string): Promise<{ askId: string; channelId: string }> {
  const reply = await stage.call(device('Maureen'), 'AskService/OpenAsk', {
    hubId: stage.programme.hubId,
    clientAskId: randomId(),
    text,
    theme: 'assets',
  });
  return reply.ask;
}

/** Denise, the only Champion, has it. */
async function taken(text: string) {
  const asked = await ask(text);
  await expect
    .poll(
      async () => (await stage.call(device('Denise'), 'AskService/ListAsks', { view: 'VIEW_OFFERED' })).asks ?? [],
      {
        timeout: 10_000,
      },
    )
    .toHaveLength(1);
  await stage.call(device('Denise'), 'AskService/AcceptOffer', { askId: asked.askId });
  return asked;
}

async function expectSound(page: Page) {
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(narrow.width);
  expect((await new AxeBuilder({ page }).setLegacyMode().analyze()).violations).toEqual([]);
}

it('asks whoever was worried how they are, once it was dealt with, in both languages', async () => {
  const { askId } = await taken('Somebody sleeps in the hall.');
  const { concernId } = await stage.call(device('Denise'), 'SafeguardingService/RaiseConcern', {
    askId,
    clientConcernId: randomId(),
    words: 'She may not be safe at home.',
  });
  const denise = pageOf('Denise');
  await denise.goto('/');
  await denise.getByRole('heading', { level: 1 }).waitFor();
  expect(await denise.getByText('You were worried about somebody').count()).toBe(0);
  await stage.call(device('Ruth'), 'SafeguardingService/AcknowledgeConcern', { concernId });
  await stage.call(device('Ruth'), 'SafeguardingService/CloseConcern', { concernId, resolution: 'I called her.' });
  await denise.reload();
  const card = denise.getByRole('article', { name: 'You were worried about somebody' });
  await card.getByText('Only you can see this').waitFor();
  await expectSound(denise);

  const inWelsh = await (await stage.deviceOf('Denise', { viewport: narrow, locale: 'cy-GB' })).newPage();
  await inWelsh.goto('/asks');
  await inWelsh.getByRole('article', { name: 'Roeddech yn poeni am rywun' }).waitFor();
  await expectSound(inWelsh);
  await inWelsh.context().close();

  await pageOf('Maureen').goto('/asks');
  await pageOf('Maureen').getByText('Somebody sleeps').first().waitFor();
  expect(await pageOf('Maureen').getByText('You were worried about somebody').count()).toBe(0);

  await card.getByRole('button', { name: 'I am all right' }).click();
  await card.waitFor({ state: 'detached' });
  await denise.reload();
  await denise.getByRole('heading', { level: 1 }).waitFor();
  await denise.goto('/asks');
  await denise.getByText('Somebody sleeps').first().waitFor();
  expect(await card.count()).toBe(0);

  await pageOf('Ruth').goto('/');
  await pageOf('Ruth').getByRole('article', { name: 'You dealt with a Concern' }).waitFor();
});

it('makes a draft of a Story when an Ask is closed, to be finished together', async () => {
  const { askId } = await taken('Our boiler has failed and the insurer says no.');
  const maureen = pageOf('Maureen');
  await maureen.goto(`/asks/${askId}/close`);
  await maureen.getByRole('radio', { name: 'Yes', exact: true }).check();
  await maureen.getByLabel('What changed?').fill('The insurer paid.');
  await maureen.getByRole('radio', { name: 'Yes, as a draft that I finish first' }).check();
  await maureen.getByText('nobody else reads it before both of you agree').waitFor();
  await expectSound(maureen);
  await maureen.getByRole('button', { name: 'Close this Ask' }).click();
  await maureen.waitForURL(/\/stories\/[^/]+\/edit$/);
  await maureen.getByLabel('Title').waitFor();
  expect(await maureen.getByLabel(/problem/i).inputValue()).toBe('Our boiler has failed and the insurer says no.');
  const denise = pageOf('Denise');
  await denise.goto(maureen.url().replace(/\/edit$/, ''));
  await denise.getByText('The insurer paid.').first().waitFor();
});

it('gives the Champions of a Hub a channel of their own', async () => {
  const ruth = pageOf('Ruth');
  await ruth.goto(`/hub/${stage.programme.hubId}/new-channel`);
  await ruth.getByLabel('Name').fill('Among Champions');
  await ruth.getByRole('radio', { name: 'Only the Champions of this Hub' }).check();
  await ruth.getByText('Nobody is added by hand').waitFor();
  await expectSound(ruth);
  await ruth.getByRole('button', { name: 'Make the channel' }).click();
  await ruth.getByText('Among Champions is made.').first().waitFor();
  const denise = pageOf('Denise');
  await denise.goto(`/hub/${stage.programme.hubId}`);
  await denise
    .getByRole('link', { name: /Among Champions/ })
    .getByText('Only the Champions of this Hub')
    .waitFor();
  await pageOf('Maureen').goto(`/hub/${stage.programme.hubId}`);
  await pageOf('Maureen').getByRole('link', { name: /Talk/ }).first().waitFor();
  expect(await pageOf('Maureen').getByText('Among Champions').count()).toBe(0);
  await makeChampion(stage, 'Ruth', 'Gwyn');
  await pageOf('Gwyn').goto(`/hub/${stage.programme.hubId}`);
  await pageOf('Gwyn')
    .getByRole('link', { name: /Among Champions/ })
    .waitFor();
});

it('tells whoever asked that their Champion has gone, and others are asked', async () => {
  const asked = await taken('Who insures a pop-up café?');
  const maureen = pageOf('Maureen');
  await maureen.goto(`/asks/talk/${asked.channelId}`);
  await maureen.getByText('Only you and Denise can read this').waitFor();
  const ruth = pageOf('Ruth');
  await ruth.goto(`/member/${stage.programme.memberId('Denise')}`);
  await ruth.getByRole('button', { name: 'Close this account' }).click();
  await ruth.getByRole('dialog', { name: 'Close the account of Denise?' }).waitFor();
  await expectSound(ruth);
  await ruth.getByRole('dialog').getByRole('button', { name: 'Close this account' }).click();
  await ruth.getByText('Account closed').waitFor();
  await maureen.getByText('Your Champion can no longer help with this.').waitFor();
  await expectSound(maureen);
  const gwyn = pageOf('Gwyn');
  await gwyn.goto('/asks');
  await gwyn.getByRole('link', { name: /pop-up/ }).click();
  await gwyn.getByRole('button', { name: 'Yes, I can help' }).click();
  await maureen.getByText('Only you and Gwyn can read this').waitFor();
  expect(await maureen.getByText('Your Champion can no longer help with this.').count()).toBe(0);
  await ruth.getByRole('button', { name: 'Open this account again' }).click();
  await ruth.getByRole('button', { name: 'Close this account' }).waitFor();
});

it('offers a rest to a Champion whose weeks were heavy, and pauses for a week with one press', async () => {
  // He has the Ask of before, and says that one is as much as he can carry.
  await stage.call(device('Gwyn'), 'ChampionService/SetAvailability', {
    availability: { zone: 'Europe/London', cap: 1 },
    profile: { languages: ['en'] },
  });
  const { asks } = await stage.call(device('Gwyn'), 'AskService/ListAsks', { view: 'VIEW_MATCHED' });
  const { askId, channelId } = asks[0];
  for (let day = 0; day < 12; day++)
    await stage.call(device('Gwyn'), 'ConversationService/PostMessage', {
      channelId,
      clientMessageId: randomId(),
      body: `Day ${day}`,
    });
  // As if it had gone on for two weeks.
  const day = 86_400_000_000;
  execFileSync('sqlite3', [
    stage.server.storeFile,
    '.timeout 5000',
    `UPDATE ask_match SET answered_at_us = answered_at_us - 13 * ${day} WHERE ask_id = '${askId}' AND state = 2;
     UPDATE message SET sent_at_us = sent_at_us - (seq % 13) * ${day} WHERE channel_id = '${channelId}';`,
  ]);
  const gwyn = pageOf('Gwyn');
  await gwyn.goto('/');
  const card = gwyn.getByRole('article').filter({ hasText: 'Only you can see this' });
  await card.waitFor();
  await expectSound(gwyn);
  await gwyn.screenshot({ path: `${pictures}/care-rest-en.png`, fullPage: true });
  await card.getByRole('button', { name: 'Pause for a week' }).click();
  await card.waitFor({ state: 'detached' });
  const { availability } = await stage.call(device('Gwyn'), 'ChampionService/GetAvailability', {});
  expect(Number(availability.pausedUntilUs)).toBeGreaterThan(Date.now() * 1000 + 6 * day);
});
