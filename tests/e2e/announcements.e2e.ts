/** An Organiser tells a Hub something, and knows whom it reached. */
import { readFileSync } from 'node:fs';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { call } from '../support/call.ts';
import type { Line } from '../support/line.ts';
import { desktop, Stage } from './stage.ts';

let stage: Stage;
let diary: string;
let line: Line;
let aishas: BrowserContext;
let denises: BrowserContext;
let aisha: Page;
let denise: Page;
let sent = 0;

beforeAll(async () => {
  stage = await Stage.open((programme) => {
    programme.member('Aisha', 'organiser');
    programme.member('Denise');
    diary = programme.program('Diary', 'organiser');
    programme.channel('Talk');
  });
  line = await stage.newLine();
  aishas = await stage.deviceOf('Aisha', { viewport: desktop });
  denises = await stage.deviceOf('Denise', { line });
});
afterAll(() => stage?.close());

beforeEach(async () => {
  aisha = await aishas.newPage();
  denise = await denises.newPage();
  return async () => {
    line.mend();
    await aisha.close();
    await denise.close();
  };
});

const hub = (page = '') => `/hub/${stage.programme.hubId}${page}`;

/** Sent by a program, where a test is about what comes after. Returns the page's address. */
async function announced(title: string, more: object = {}): Promise<string> {
  const { announcement } = await call(stage.server, diary, 'AnnouncementService/SendAnnouncement', {
    clientAnnouncementId: Buffer.alloc(16, ++sent).toString('base64'),
    audience: { hubIds: [stage.programme.hubId] },
    importance: 'IMPORTANCE_IMPORTANT',
    english: { title, body: 'The old number stops working tonight.' },
    asksAcknowledgement: true,
    ...more,
  });
  return `/announcement/${announcement.announcementId}`;
}

const figure = (page: Page, name: string) =>
  page
    .locator('.key > div')
    .filter({ has: page.getByText(name, { exact: true }) })
    .locator('dd');
const confirm = (page: Page) => page.getByRole('button', { name: 'I have read this' });

it('is written in both languages, counted, sent, confirmed and followed', async () => {
  await aisha.goto(hub());
  await aisha.getByRole('link', { name: 'Announcements' }).click();
  await aisha.getByText('No announcements yet').waitFor();
  await aisha.getByRole('link', { name: 'New announcement' }).click();
  const english = aisha.getByRole('group', { name: 'English' });
  const welsh = aisha.getByRole('group', { name: 'Welsh' });
  await english.getByLabel('Headline').fill('Pumps: the new number');
  await english.getByLabel('Text').fill('The number changes at **18:00**.');
  await welsh.getByLabel('Headline').fill('Pympiau: y rhif newydd');
  await aisha.getByText('Your draft is kept').waitFor();
  await aisha.getByText('3 people will get this.').waitFor();
  await aisha.getByRole('button', { name: 'Send to 3 people' }).click();
  await aisha.getByRole('alert').getByText('Fill in: Text (Welsh)').waitFor();
  await aisha.reload();
  await welsh.getByLabel('Text').fill('Bydd y rhif yn newid am 18:00.');
  expect(await english.getByLabel('Headline').inputValue()).toBe('Pumps: the new number');
  const preview = aisha.getByRole('region', { name: 'How it will look' });
  await preview.locator('[lang=cy]').getByText('Pympiau: y rhif newydd').waitFor();
  const tops = await Promise.all([english, welsh].map(async (fields) => (await fields.boundingBox())?.y));
  expect(tops[0]).toBe(tops[1]);
  await aisha.getByRole('button', { name: 'Send to 3 people' }).click();

  await aisha.getByRole('heading', { name: 'Pumps: the new number', level: 1 }).waitFor();
  await aisha.getByText(/\d \+ \d \+ \d = 3, everyone/).waitFor();
  await denise.goto(hub('/announcements'));
  await denise.getByRole('link', { name: /Pumps: the new number/ }).click();
  await confirm(denise).click();
  await denise.getByText(/You confirmed this/).waitFor();
  await figure(aisha, 'Confirmed').getByText('1').waitFor({ timeout: 15_000 });
  await aisha.getByRole('radio', { name: 'Confirmed', exact: true }).check();
  await aisha
    .getByRole('listitem')
    .filter({ hasText: 'Denise' })
    .getByText(/Confirmed/)
    .waitFor();
});

it('says when it has reached a device, whichever page is open there', async () => {
  const address = await announced('Sandbags');
  await denise.goto('/chats');
  await aisha.goto(address);
  await figure(aisha, 'Not reached').getByText('1', { exact: true }).waitFor({ timeout: 20_000 });
  await figure(aisha, 'Reached, not confirmed').getByText('2').waitFor();
  await aisha.getByRole('listitem').filter({ hasText: 'Diary' }).getByText('Not signed in on any device').waitFor();
});

it('is pinned on Home, as it arrives, until it is confirmed', async () => {
  await denise.goto('/');
  await denise.getByRole('heading', { level: 1 }).waitFor();
  await announced('Lamps');
  const card = denise.getByRole('article').filter({ hasText: 'Lamps' });
  await card.getByRole('button', { name: 'I have read this' }).click();
  await card.getByText(/You confirmed this/).waitFor();
  await denise.reload();
  await denise.getByRole('article').filter({ hasText: 'Sandbags' }).waitFor();
  await card.waitFor({ state: 'detached' });
});

it('nudges once, and then says when that was', async () => {
  const address = await announced('Key of the hut');
  await aisha.goto(address);
  await confirm(aisha).click();
  await aisha.getByRole('button', { name: 'Nudge 2 people' }).click();
  await aisha.getByText(/You nudged .* just now/).waitFor();
  expect(await aisha.getByRole('button', { name: /Nudge/ }).count()).toBe(0);
  await denise.goto(address);
  await denise.getByText(/You were reminded/).waitFor();
});

it('is corrected: everybody is asked again, and what it said before can be read', async () => {
  const address = await announced('Meeting on Tuesday');
  await denise.goto(address);
  await confirm(denise).click();
  await denise.getByText(/You confirmed this/).waitFor();
  await aisha.goto(address);
  await aisha.getByRole('link', { name: 'Send a correction' }).click();
  await aisha.getByRole('group', { name: 'English' }).getByLabel('Headline').fill('Meeting on Wednesday');
  await aisha.getByRole('button', { name: 'Send the correction' }).click();
  await denise.getByText(/Corrected .*\. Please read it again\./).waitFor();
  await denise.getByRole('heading', { name: 'Meeting on Wednesday', level: 1 }).waitFor();
  await denise.getByText('What it said before').click();
  await denise.getByText('Meeting on Tuesday').waitFor();
  await confirm(denise).click();
  await denise.getByText(/You confirmed this/).waitFor();
});

it('is confirmed without a line: kept on the device over a reload, and sent when the line is back', async () => {
  const address = await announced('Bring a torch');
  await denise.goto(address);
  await confirm(denise).waitFor();
  line.cut();
  await confirm(denise).click();
  await denise.getByText('It goes when there is a connection.').waitFor();
  line.mend();
  await denise.reload();
  await denise.getByText(/You confirmed this/).waitFor();
  await aisha.goto(address);
  await figure(aisha, 'Confirmed').getByText('1').waitFor({ timeout: 15_000 });
});

it('goes only to the Champions of the Themes that are chosen, and says so', async () => {
  await call(stage.server, diary, 'HubService/SetChampion', {
    memberId: stage.programme.memberId('Denise'),
    champion: { themes: ['housing'] },
  });
  await aisha.goto(hub('/new-announcement'));
  const english = aisha.getByRole('group', { name: 'English' });
  await english.getByLabel('Headline').fill('Damp');
  await english.getByLabel('Text').fill('The survey is out.');
  await aisha.getByText('3 people will get this.').waitFor();
  await aisha.getByText('Only some Champions?').click();
  const themes = aisha.getByRole('group', { name: 'Champions of these Themes' });
  await themes.getByLabel('Youth').check();
  await aisha.getByText('0 people will get this.').waitFor();
  await aisha.getByRole('button', { name: 'Send', exact: true }).click();
  await aisha.getByRole('alert').getByText('None of these people is a Champion').waitFor();
  await themes.getByLabel('Housing').check();
  await aisha.getByRole('button', { name: 'Send to 1 person' }).click();
  await aisha.getByText(/\d \+ \d \+ \d = 1, everyone/).waitFor();
  await aisha.getByText('Only for Champions of: Housing, Youth').waitFor();
  await denise.goto(hub('/announcements'));
  await denise.getByRole('link', { name: /Damp/ }).waitFor();
});

it('cannot be sent without a line, and says so', async () => {
  const device = await stage.newLine();
  const context = await stage.deviceOf('Aisha', { line: device });
  const page = await context.newPage();
  await page.goto(hub('/new-announcement'));
  await page.getByText('3 people will get this.').waitFor();
  device.cut();
  await page.getByText('Needs a connection').waitFor();
  expect(await page.getByRole('button', { name: 'Send to 3 people' }).getAttribute('aria-disabled')).toBe('true');
  await context.close();
});

it('waits for its time, and is taken back', async () => {
  await aisha.goto(hub('/new-announcement'));
  const english = aisha.getByRole('group', { name: 'English' });
  await english.getByLabel('Headline').fill('Later');
  await english.getByLabel('Text').fill('Not now.');
  await aisha.getByText('Choose a time').click();
  await aisha.getByRole('button', { name: 'Schedule for 3 people' }).click();
  await aisha.getByRole('alert').getByText('Choose a day and a time that are still to come').waitFor();
  await aisha.getByLabel('Day and time').fill(tomorrow());
  await aisha.getByRole('button', { name: 'Schedule for 3 people' }).click();
  await aisha.getByText(/Goes out/).waitFor();
  await denise.goto(hub('/announcements'));
  await denise.getByRole('heading', { name: 'Announcements', level: 1 }).waitFor();
  expect(await denise.getByText('Later').count()).toBe(0);
  await aisha.getByRole('button', { name: 'Do not send it' }).click();
  await aisha.getByText('Cancelled').waitFor();
});

it('gives the list of people as a file that a spreadsheet opens', async () => {
  await aisha.goto(await announced('List'));
  const download = aisha.waitForEvent('download');
  await aisha.getByRole('button', { name: 'Download the list' }).click();
  const lines = readFileSync((await (await download).path()) as string, 'utf8').split('\r\n');
  expect(lines[0]).toBe('\ufeffName,Hub,State,Confirmed at (UTC)');
  expect(lines.slice(1, 4).map((row) => row.split(',')[0])).toEqual(['Aisha', 'Denise', 'Diary']);
});

it('is written and confirmed by keyboard alone', async () => {
  const tabTo = async (page: Page, role: 'button' | 'textbox', name: string | RegExp, nth = 0) => {
    const wanted = page.getByRole(role, { name }).nth(nth);
    await wanted.waitFor();
    for (let presses = 0; presses < 80; presses++) {
      if (await wanted.evaluate((element) => element === document.activeElement)) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`no ${role} "${name}" was reached by tabbing`);
  };
  await aisha.goto(hub('/new-announcement'));
  await aisha.getByText('3 people will get this.').waitFor();
  await tabTo(aisha, 'textbox', 'Headline');
  await aisha.keyboard.type('By keyboard');
  await tabTo(aisha, 'textbox', 'Text');
  await aisha.keyboard.type('Every key.');
  await tabTo(aisha, 'button', 'Send to 3 people');
  await aisha.keyboard.press('Enter');
  await aisha.getByRole('heading', { name: 'By keyboard', level: 1 }).waitFor();
  await denise.goto(new URL(aisha.url()).pathname);
  await tabTo(denise, 'button', /I have read this/);
  await denise.keyboard.press('Space');
  await denise.getByText(/You confirmed this/).waitFor();
});

/** As the field wants it, on this machine's clock. */
function tomorrow(): string {
  const at = new Date(Date.now() + 86_400_000);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
