/** Events in real browsers: planning one, the three answers, waiting, guests, calendars; each page in both languages. */
import { resolve } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { call } from '../support/call.ts';
import { desktop, phone, Stage } from './stage.ts';

let stage: Stage;
let organiser: string;
let aisha: BrowserContext;
let ben: BrowserContext;
let cai: BrowserContext;

beforeAll(async () => {
  stage = await Stage.open((programme) => {
    organiser = programme.program('Aisha Rahman', 'organiser');
    programme.member('Ben');
    programme.member('Cai');
    programme.channel('Garden');
  });
  [aisha, ben, cai] = await Promise.all([stage.deviceOf('Aisha Rahman'), stage.deviceOf('Ben'), stage.deviceOf('Cai')]);
});
afterAll(() => stage?.close());
afterEach(async () => {
  for (const device of [aisha, ben, cai]) for (const page of device.pages()) await page.close();
});

/** Days from now, as a day of the calendar. */
function inDays(days: number): string {
  const day = new Date(Date.now() + days * 86_400_000);
  const two = (number: number) => String(number).padStart(2, '0');
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

interface Planned {
  eventId: string;
  occurrenceId: string;
}

async function plan(title: string, more: object = {}): Promise<Planned> {
  const { event, next } = await call(stage.server, organiser, 'EventService/CreateEvent', {
    hubId: stage.programme.hubId,
    details: { title: { en: title }, start: `${inDays(9)}T19:00`, end: `${inDays(9)}T21:00`, ...more },
  });
  return { eventId: event.eventId, occurrenceId: next.occurrenceId };
}

async function open(device: BrowserContext, address: string): Promise<Page> {
  const page = await device.newPage();
  await page.goto(address);
  await page.getByRole('heading', { level: 1 }).waitFor();
  return page;
}

const answer = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const pressed = async (page: Page, name: string) => {
  await answer(page, name).and(page.locator('[aria-pressed=true]')).waitFor();
};

it('an organiser plans an event, and everybody finds it in the list, the month and on its page', async () => {
  const page = await open(aisha, '/events');
  await page.getByRole('link', { name: 'New event' }).first().click();
  await page.getByRole('button', { name: 'Plan the event' }).click();
  // Without a title: the summary takes the focus and leads to the field.
  await page.getByRole('alert').getByText('One thing to put right').waitFor();
  await page.getByRole('textbox', { name: 'Title in English' }).fill('Autumn flood walk');
  await page.getByRole('textbox', { name: 'Title in Welsh' }).fill('Taith lifogydd yr hydref');
  await page.getByLabel('Day', { exact: true }).fill(inDays(3));
  await page.getByLabel('From', { exact: true }).fill('17:30');
  await page.getByLabel('Until', { exact: true }).fill('19:00');
  await page.getByRole('radio', { name: 'Every week' }).check();
  await page.getByLabel('Place').fill('The ford, Mill Lane');
  await page.getByRole('button', { name: 'Plan the event' }).click();
  await page.getByRole('heading', { level: 1, name: 'Autumn flood walk' }).waitFor();
  await page.getByText('Every week').waitFor();
  await page.getByText('17:30 to 19:00').first().waitFor();

  const list = await open(ben, '/events');
  const row = list.getByRole('link', { name: /Autumn flood walk/ }).first();
  await row.getByText('The ford').waitFor();
  await list.getByRole('link', { name: 'As a month' }).click();
  await list.getByRole('table').waitFor();
  // It may begin in the next month.
  const inMonth = list.getByRole('table').getByRole('link', { name: /Autumn flood walk/ });
  if ((await inMonth.count()) === 0) await list.getByRole('button', { name: 'Next month' }).click();
  await inMonth.first().click();
  await list.getByRole('heading', { level: 1, name: 'Autumn flood walk' }).waitFor();
});

it('an answer is a pressed button, says what it means, and is seen by others at once', async () => {
  const { occurrenceId } = await plan('Seed swap', { mostGuests: 2 });
  const mine = await open(ben, `/events/${occurrenceId}`);
  const theirs = await open(aisha, `/events/${occurrenceId}`);
  await mine.getByText('You have not answered yet.').waitFor();
  await answer(mine, 'Going').press('Enter');
  await pressed(mine, 'Going');
  await mine.getByText('You are going.').waitFor();
  await mine.getByText(/We remind you .*a week before, a day before and 2 hours before/).waitFor();
  await theirs.getByText('1 going, 0 not sure').waitFor();
  await mine.getByLabel('I bring').selectOption('2');
  await theirs.getByText('3 going, 0 not sure').waitFor();
  await theirs.getByText('and 2 people').waitFor();
  await answer(mine, 'Not sure').click();
  await pressed(mine, 'Not sure');
  await theirs.getByText('0 going, 1 not sure').waitFor();
  await answer(mine, 'Can’t go').click();
  await mine.getByText('You cannot go. You can change your mind until it starts.').waitFor();
});

it('whoever finds no place waits, and hears that one is free', async () => {
  const { occurrenceId } = await plan('Tasting', { capacity: 1 });
  const first = await open(ben, `/events/${occurrenceId}`);
  await answer(first, 'Going').click();
  await pressed(first, 'Going');
  const second = await open(cai, `/events/${occurrenceId}`);
  await answer(second, 'Join the waiting list').click();
  await second.getByText('You are waiting, and get the next free place.').waitFor();
  await answer(first, 'Can’t go').click();
  await second.getByText('You are going.').waitFor();
});

it('a cancelled date says so in words, and can be put back', async () => {
  const { occurrenceId } = await plan('Choir', { recurrence: 'FREQ=WEEKLY;COUNT=3' });
  const page = await open(aisha, `/events/${occurrenceId}`);
  await page.getByRole('button', { name: 'Cancel this date' }).click();
  await page.getByRole('dialog').getByRole('textbox', { name: 'Why' }).fill('The hall is flooded.');
  await page.getByRole('button', { name: 'Cancel it' }).click();
  await page.getByText('This date is cancelled.').waitFor();
  const seen = await open(ben, `/events/${occurrenceId}`);
  await seen.getByText('The hall is flooded.').waitFor();
  expect(await answer(seen, 'Going').count()).toBe(0);
  await page.getByRole('button', { name: 'Put it back as planned' }).click();
  await answer(seen, 'Going').waitFor();
});

it('what begins within two days stands on Home, unless one has said no', async () => {
  const { occurrenceId } = await plan('Early walk', { start: `${inDays(1)}T07:00`, end: `${inDays(1)}T08:00` });
  const page = await open(cai, '/');
  const soon = page.getByRole('region', { name: 'Starting soon' });
  await soon.getByRole('link', { name: /Tomorrow.*Early walk/ }).waitFor();
  await stage.call(cai, 'EventService/AnswerEvent', { occurrenceId, answer: 'ANSWER_NO' });
  await soon.getByRole('link', { name: /Early walk/ }).waitFor({ state: 'detached' });
});

it('somebody without an account answers by the link that an organiser made', async () => {
  const { occurrenceId } = await plan('Open day');
  const page = await open(aisha, `/events/${occurrenceId}`);
  await page.getByRole('button', { name: 'Invite somebody without an account' }).click();
  await page.getByRole('textbox', { name: 'Their name' }).fill('Gwen from the bakery');
  await page.getByRole('button', { name: 'Make a link' }).click();
  const link = await page.getByRole('textbox', { name: 'Link for Gwen from the bakery' }).inputValue();
  const stranger = await stage.device();
  const invited = await open(stranger, `/invited${new URL(link).hash}`);
  await invited.getByText('Hello Gwen from the bakery.').waitFor();
  await answer(invited, 'Going').click();
  await pressed(invited, 'Going');
  await expectNoViolation(invited, 'invited');
  await stranger.close();
  await page.keyboard.press('Escape');
  await page.getByText('1 going').waitFor();
});

it('reminders and quiet hours are kept, and an address for calendars is shown once', async () => {
  const page = await open(ben, '/settings/reminders');
  await page.getByRole('checkbox', { name: 'Two days before', exact: true }).check();
  await page.getByRole('checkbox', { name: 'A week before', exact: true }).uncheck();
  await page.getByLabel('From', { exact: true }).fill('22:00');
  await page.getByLabel('Until', { exact: true }).fill('07:00');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Saved.').first().waitFor();
  await page.reload();
  await page.getByRole('checkbox', { name: 'Two days before', exact: true }).waitFor();
  expect(await page.getByRole('checkbox', { name: 'Two days before', exact: true }).isChecked()).toBe(true);
  expect(await page.getByRole('checkbox', { name: 'A week before', exact: true }).isChecked()).toBe(false);
  expect(await page.getByLabel('From', { exact: true }).inputValue()).toBe('22:00');
  await page.getByRole('button', { name: 'Make an address All my Hubs' }).click();
  const address = page.getByRole('textbox', { name: 'Calendar address: All my Hubs' });
  expect(await address.inputValue()).toMatch(/\/calendar\/[\w-]{43}\.ics$/);
  // As a calendar program does, which is signed in nowhere.
  const feed = `${stage.server.url}${new URL(await address.inputValue()).pathname}`;
  const reply = await fetch(feed);
  expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'text/calendar; charset=utf-8']);
  expect(await reply.text()).toContain('SUMMARY:Autumn flood walk');
  const etag = reply.headers.get('etag') ?? '';
  expect((await fetch(feed, { headers: { 'if-none-match': etag } })).status).toBe(304);
  await page.getByRole('button', { name: 'End it All my Hubs' }).click();
  await expect.poll(async () => (await fetch(feed)).status).toBe(404);
  await page.getByRole('button', { name: 'End it All my Hubs' }).waitFor({ state: 'detached' });
});

it('an event is kept as a file, and events of a file are taken over with what was not understood', async () => {
  const { occurrenceId } = await plan('Kept as a file');
  const page = await open(aisha, `/events/${occurrenceId}`);
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Add to my calendar' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe('kept-as-a-file.ics');
  await page.goto(`/hub/${stage.programme.hubId}/new-event`);
  const day = inDays(12).replaceAll('-', '');
  const text = [
    'BEGIN:VCALENDAR',
    'BEGIN:VEVENT',
    'UID:soup',
    'SUMMARY:Soup from elsewhere',
    `DTSTART;TZID=Europe/London:${day}T120000`,
    `DTEND;TZID=Europe/London:${day}T130000`,
    'ATTENDEE:mailto:somebody@example.org',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n');
  await page
    .getByLabel(/A calendar file/)
    .setInputFiles({ name: 'soup.ics', mimeType: 'text/calendar', buffer: Buffer.from(text) });
  await page.getByText('1 event was taken over.').waitFor();
  await page.getByText('(ATTENDEE)').waitFor();
  await page.getByRole('link', { name: 'All events' }).click();
  await page.getByRole('link', { name: /Soup from elsewhere/ }).waitFor();
});

const narrow = { width: 320, height: 640 };
const pictures = resolve(import.meta.dirname, '../../build/screenshots');

for (const locale of ['en-GB', 'cy-GB'] as const) {
  describe(`in ${locale.slice(0, 2)}`, () => {
    let shown: Planned;
    let gone: Planned;
    let page: Page;
    beforeAll(async () => {
      shown = await plan('Autumn flood walk', {
        title: { en: 'Autumn flood walk', cy: 'Taith lifogydd yr hydref' },
        description: {
          en: 'We walk the bank from the ford to the weir and open every drain cover we can lift.\n\nBring a torch.',
          cy: 'Rydym yn cerdded y lan o’r rhyd i’r gored ac yn agor pob gorchudd draen y gallwn ei godi.',
        },
        accessNeeds: { en: 'Step-free to the bridge. Dogs welcome.' },
        place: 'The ford, Mill Lane, Rivermead',
        onlineLink: 'https://example.org/walk',
        recurrence: 'FREQ=WEEKLY;INTERVAL=2',
        capacity: 12,
        mostGuests: 3,
      });
      gone = await plan('Quiz night');
      await call(stage.server, organiser, 'EventService/CancelEvent', { eventId: gone.eventId, reason: 'No heating.' });
      const device = await stage.deviceOf('Aisha Rahman', { viewport: narrow, locale });
      await stage.call(device, 'EventService/AnswerEvent', {
        occurrenceId: shown.occurrenceId,
        answer: 'ANSWER_GOING',
        guests: 1,
      });
      page = await device.newPage();
    });
    afterAll(() => page?.context().close());

    const screens: [name: string, address: () => string, shows: string][] = [
      ['events', () => '/events', 'main .occasion'],
      ['events-month', () => '/events/month', 'table'],
      ['event', () => `/events/${shown.occurrenceId}`, '[aria-pressed=true]'],
      ['event-cancelled', () => `/events/${gone.occurrenceId}`, '.note--brick'],
      ['event-new', () => `/hub/${stage.programme.hubId}/new-event`, 'form'],
      ['event-edit', () => `/events/${shown.eventId}/edit`, 'form'],
      ['settings-reminders', () => '/settings/reminders', 'form'],
    ];
    it.each(screens)('%s', async (name, address, shows) => {
      await page.setViewportSize(narrow);
      await page.emulateMedia({ colorScheme: 'light' });
      await page.goto(address());
      await page.locator(shows).first().waitFor();
      expect(await page.evaluate(() => document.documentElement.lang)).toBe(locale.slice(0, 2));
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(narrow.width);
      await expectNoViolation(page, '320 px, light');
      await page.emulateMedia({ colorScheme: 'dark' });
      await expectNoViolation(page, '320 px, dark', ['color-contrast']);
      await page.setViewportSize(desktop);
      await expectNoViolation(page, '1280 px, dark');
      for (const [device, viewport] of Object.entries({ phone, desktop })) {
        await page.setViewportSize(viewport);
        await page.emulateMedia({ colorScheme: 'light' });
        const path = `${pictures}/${name}-${locale.slice(0, 2)}-${device}-light.png`;
        await page.screenshot({ path, animations: 'disabled', fullPage: device === 'phone' });
      }
      // From right to left, nothing sticks out either.
      await page.setViewportSize(narrow);
      await page.evaluate(() => {
        document.documentElement.dir = 'rtl';
      });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(narrow.width);
    });
  });
}

async function expectNoViolation(page: Page, how: string, rules?: string[]): Promise<void> {
  const axe = new AxeBuilder({ page }).setLegacyMode();
  const { violations } = await (rules ? axe.withRules(rules) : axe).analyze();
  const found = violations.map(
    ({ id, nodes }) => `${how}: ${id}: ${nodes.map((node) => `${node.html} ${node.failureSummary}`).join('\n')}`,
  );
  expect(found).toEqual([]);
}
