/** A Concern, and a private name that two people open together: named, told, answered; every page in both languages. */
import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { untilAsked } from '../support/until.ts';
import { makeChampion } from './champions.ts';
import { desktop, Stage } from './stage.ts';

const pictures = resolve(import.meta.dirname, '../../build/screenshots');
const narrow = { width: 320, height: 640 };

let stage: Stage;
const devices = new Map<string, BrowserContext>();

beforeAll(async () => {
  stage = await Stage.open((programme) => {
    for (const name of ['Maureen', 'Denise', 'Sioned']) programme.member(name);
    programme.member('Ruth', 'organiser', '--administrator');
    programme.channel('Talk');
  });
  await makeChampion(stage, 'Ruth', 'Denise');
  for (const name of ['Maureen', 'Denise', 'Sioned', 'Ruth'])
    devices.set(name, await stage.deviceOf(name, { viewport: desktop }));
});
afterAll(() => stage?.close());

const device = (name: string) => devices.get(name) as BrowserContext;
const id = () => randomBytes(16).toString('base64');

async function open(name: string, address: string): Promise<Page> {
  const page = await device(name).newPage();
  await page.goto(address);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  return page;
}

/** A private Ask that Denise has. */
async function matched(): Promise<{ askId: string; channelId: string; asker: { name: string } }> {
  const { ask } = await stage.call(device('Maureen'), 'AskService/OpenAsk', {
    hubId: stage.programme.hubId,
    clientAskId: id(),
    text: 'I do not feel safe going home this week.',
    keepNamePrivate: true,
  });
  await untilAsked(
    10_000,
    'the offer',
    () => stage.call(device('Denise'), 'AskService/ListAsks', { view: 'VIEW_OFFERED' }),
    ({ asks }) => asks?.length === 1,
  );
  await stage.call(device('Denise'), 'AskService/AcceptOffer', { askId: ask.askId });
  return ask;
}

async function expectWellMade(address: string, shows: string, name: string): Promise<void> {
  for (const locale of ['en-GB', 'cy-GB'] as const) {
    const own = await stage.deviceOf(name, { viewport: narrow, locale });
    const page = await own.newPage();
    await page.goto(address);
    await page.locator(shows).first().waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(narrow.width);
      const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
      const found = violations.map(({ id: rule, nodes }) => `${rule}: ${nodes.map(({ html }) => html).join('\n')}`);
      expect(found, `${address}, ${locale}, ${colorScheme}`).toEqual([]);
    }
    await page.emulateMedia({ colorScheme: 'light' });
    const file = `concern-${shows.replaceAll(/\W+/g, '-')}-${name}-${locale.slice(0, 2)}.png`;
    await page.screenshot({ path: `${pictures}/${file}`, fullPage: true });
    await own.close();
  }
}

it('a private name is asked for by a Lead, confirmed by an administrator, and its owner is told why', async () => {
  const { askId, channelId, asker } = await matched();
  const page = await open('Ruth', `/member/${stage.programme.memberId('Sioned')}`);
  await page.getByRole('button', { name: 'Make them a Safeguarding Lead' }).click();
  await page.getByText('reads what people are worried about').waitFor();
  await expectWellMade(`/member/${stage.programme.memberId('Sioned')}`, 'main .role, main button', 'Ruth');

  await stage.call(device('Denise'), 'SafeguardingService/RaiseConcern', {
    askId,
    clientConcernId: id(),
    words: 'They are afraid of somebody at home.',
  });
  await expectWellMade('/asks/concerns', '.card--need', 'Sioned');
  const lead = await open('Sioned', '/asks');
  await lead.getByRole('link', { name: 'Concerns' }).click();
  await lead.getByText('They are afraid of somebody at home.').waitFor();
  await lead.getByRole('button', { name: 'I will deal with it' }).click();
  await expectWellMade('/asks/concerns', 'main form', 'Sioned');
  await lead.getByRole('link', { name: 'Find out whose name it is' }).click();
  await expectWellMade(`/asks/names#${askId}`, 'main form', 'Sioned');
  await lead.getByRole('button', { name: 'Ask for the name' }).click();
  await lead.getByRole('alert').getByText('Why do you need to know?').waitFor();
  await lead.getByLabel('Why do you need to know?').fill('They may not be safe at home tonight.');
  // An administrator hears of it wherever they are, and finds it again at Home.
  const administrator = await device('Ruth').newPage();
  const looks = administrator
    .waitForEvent('websocket')
    .then((socket) =>
      socket.waitForEvent('framesent', { predicate: ({ payload }) => payload.includes('ListUnsealings') }),
    );
  await administrator.goto('/events');
  await looks;
  await lead.getByRole('button', { name: 'Ask for the name' }).click();
  await lead.getByText('Waits until somebody else').waitFor();
  expect(await lead.getByText('Maureen').count()).toBe(0);
  await administrator.getByText('Somebody asks for a private name').first().waitFor();
  await administrator.getByRole('button', { name: 'Look at it' }).click();
  await administrator.getByRole('button', { name: 'Confirm, and see the name' }).waitFor();
  await administrator.close();
  await expectWellMade('/', '#names-to-confirm', 'Ruth');

  const owner = await open('Maureen', `/asks/talk/${channelId}`);
  await owner.getByText(`You are ${asker.name} in this Ask`).waitFor();
  await page.goto('/asks');
  await page.getByText('1 request to confirm').click();
  await expectWellMade('/asks/names', '.card--need', 'Ruth');
  expect(await page.getByText('Maureen').count()).toBe(0);
  await page.getByRole('button', { name: 'Confirm, and see the name' }).click();
  await page.getByRole('link', { name: `${asker.name} is Maureen` }).waitFor();
  await expectWellMade('/asks/names', 'main article a', 'Ruth');
  await page.goto('/asks');
  await page.getByRole('link', { name: 'Names kept private' }).waitFor();
  expect(await page.getByText('1 request to confirm').count()).toBe(0);

  await owner.locator('summary').getByText(`The programme has learnt that ${asker.name} is you`).click();
  await owner.getByText('They may not be safe at home tonight.').first().waitFor();
  for (const name of ['Sioned', 'Ruth']) expect(await owner.getByText(name).count()).toBe(0);
  await expectWellMade(`/asks/talk/${channelId}`, '.note--sun', 'Maureen');
  await lead.goto('/asks/names');
  await lead.getByRole('link', { name: `${asker.name} is Maureen` }).waitFor();
  const champion = await open('Denise', `/asks/talk/${channelId}`);
  await champion.getByText(asker.name).first().waitFor();
  expect(await champion.getByText('Maureen').count()).toBe(0);

  await lead.goto('/asks/concerns');
  await lead.getByLabel('What was done?').fill('They sleep at a friend’s, who knows.');
  await lead.getByRole('button', { name: 'It was dealt with' }).click();
  await lead.getByText('No Concern is open').waitFor();
}, 240_000);
