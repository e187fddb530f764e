/** One person on several devices, what they have read, where a link leads, and what is heard and fetched. */
import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { post } from '../support/call.ts';
import { Person } from './person.ts';
import { desktop, Stage } from './stage.ts';

let stage: Stage;
let token: string;
let channelId: string;
let channelName: string;
let phoneOfAna: BrowserContext;
let laptopOfAna: BrowserContext;

beforeAll(async () => {
  stage = await Stage.open((programme) => {
    programme.member('Ana');
    token = programme.program('Aisha');
  });
  phoneOfAna = await stage.deviceOf('Ana');
  laptopOfAna = await stage.deviceOf('Ana', { viewport: desktop });
});
afterAll(() => stage?.close());

beforeEach(async (context) => {
  channelName = context.task.name.slice(0, 60);
  channelId = stage.programme.channel(channelName);
  return async () => {
    for (const device of [phoneOfAna, laptopOfAna]) for (const page of device.pages()) await page.close();
  };
});

const say = (body: string) => post(stage.server, token, channelId, body);

it('counts what is new on every device, until one of them has shown it', async () => {
  await say('First');
  await say('Second');
  const phone = await Person.at(phoneOfAna, '/chats');
  const row = phone.page.getByRole('link', { name: channelName });
  await row.getByText('2 new').waitFor({ state: 'attached' });
  await say('Third');
  await row.getByText('3 new').waitFor({ state: 'attached' });

  const laptop = await Person.in(laptopOfAna, channelId);
  await laptop.sees('3 new messages');
  await laptop.messages('Third').waitFor();
  await row.getByText('3 new').waitFor({ state: 'detached' });
  expect(await row.locator('.count').count()).toBe(0);
});

it('opens where the new messages start, and leads to the latest', async () => {
  for (let number = 1; number <= 70; number++) await say(`Number ${number} of a long talk`);
  const phone = await Person.in(phoneOfAna, channelId);
  await phone.page.getByRole('button', { name: /^Go to the first new message/ }).click();
  await phone.messages('Number 1 of a long talk').waitFor();
  await phone.page.getByRole('button', { name: /^Latest/ }).click();
  await phone.messages('Number 70 of a long talk').waitFor();
  await phone.page.getByRole('button', { name: /^Latest/ }).waitFor({ state: 'detached' });
});

it('does not move somebody who reads further up', async () => {
  for (let number = 1; number <= 40; number++) await say(`Number ${number} of a long talk`);
  const phone = await Person.in(phoneOfAna, channelId);
  const fifth = phone.messages('Number 5 of a long talk');
  await fifth.scrollIntoViewIfNeeded();
  const before = await fifth.boundingBox();
  await say('Something new at the end');
  await phone.page.getByRole('button', { name: /^Latest/ }).waitFor();
  await phone.messages('Something new at the end').waitFor({ state: 'attached' });
  expect((await fifth.boundingBox())?.y).toBe(before?.y);
});

it('follows a link to one message of long ago', async () => {
  const seqs: number[] = [];
  for (let number = 1; number <= 120; number++) seqs.push(await say(`Number ${number} of a long talk`));
  const phone = await Person.at(phoneOfAna, `/channel/${channelId}/${seqs[9]}`);
  const linked = phone.messages('Number 10 of a long talk');
  await linked.getByText('Linked').waitFor();
  expect(await linked.isVisible()).toBe(true);
  expect(await phone.page.evaluate(() => document.activeElement?.textContent)).toContain('Number 10 of a long talk');
});

it('says each message in the open channel, one number for a burst, and nothing of other channels', async () => {
  const other = stage.programme.channel('Elsewhere');
  const phone = await Person.in(phoneOfAna, channelId);
  const heard = await phone.listen();
  await say('Good morning');
  expect(await heard('Good morning')).toEqual(['Aisha: Good morning']);
  await post(stage.server, token, other, 'Not for this screen');
  for (const word of ['one', 'two', 'three', 'four', 'five']) await say(word);
  const words = await heard('new messages');
  expect(words.at(-1)).toMatch(/^[56] new messages$/);
  expect(words).not.toContain('Aisha: five');
  expect(words.join()).not.toContain('Not for this screen');
});

it('fetches at most 60 KB until a channel can be used', async () => {
  for (let number = 1; number <= 50; number++) await say(`Number ${number}: ${'what people say '.repeat(6)}`);
  const device = await stage.deviceOf('Ana');
  const page = await device.newPage();
  const control = await device.newCDPSession(page);
  await control.send('Network.enable');
  let bytes = 0;
  control.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  await page.goto(`/channel/${channelId}`);
  await page.getByRole('textbox', { name: 'Your message' }).waitFor();
  await page.getByRole('article').filter({ hasText: 'Number 50:' }).waitFor();
  await device.close();
  expect(bytes).toBeGreaterThan(20_000);
  expect(bytes).toBeLessThanOrEqual(60 * 1024);
});
