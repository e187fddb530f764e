/** What people say below an announcement and below an event, in real browsers. */
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { call } from '../support/call.ts';
import { Person } from './person.ts';
import { desktop, Stage } from './stage.ts';

const narrow = { width: 320, height: 640 };

let stage: Stage;
let diary: string;
let aisha: BrowserContext;
let denise: BrowserContext;
let sent = 0;

beforeAll(async () => {
  stage = await Stage.open((programme) => {
    programme.member('Aisha', 'organiser');
    programme.member('Denise');
    programme.member('Piotr');
    diary = programme.program('Diary', 'organiser');
    programme.channel('Talk');
  });
  aisha = await stage.deviceOf('Aisha', { viewport: desktop });
  denise = await stage.deviceOf('Denise', { viewport: narrow });
});
afterAll(() => stage?.close());
afterEach(async () => {
  for (const device of [aisha, denise]) for (const page of device.pages()) await page.close();
});

async function announced(title: string, more: object = {}): Promise<string> {
  const { announcement } = await call(stage.server, diary, 'AnnouncementService/SendAnnouncement', {
    clientAnnouncementId: Buffer.alloc(16, ++sent).toString('base64'),
    audience: { hubIds: [stage.programme.hubId] },
    importance: 'IMPORTANCE_ORDINARY',
    english: { title, body: 'The old number stops working tonight.' },
    repliesInThread: true,
    ...more,
  });
  return announcement.announcementId;
}

async function planned(title: string): Promise<string> {
  const day = new Date(Date.now() + 9 * 86_400_000).toISOString().slice(0, 10);
  const { event } = await call(stage.server, diary, 'EventService/CreateEvent', {
    hubId: stage.programme.hubId,
    details: { title: { en: title }, start: `${day}T19:00`, end: `${day}T21:00` },
  });
  return event.eventId;
}

async function tabTo(page: Page, role: 'button' | 'link' | 'textbox', name: string | RegExp): Promise<void> {
  const wanted = page.getByRole(role, { name }).first();
  await wanted.waitFor();
  for (let presses = 0; presses < 60; presses++) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`no ${role} "${name}" was reached by tabbing`);
}

it('is chosen when an announcement is written, opened by whoever has something to say, and heard by its author', async () => {
  const author = await aisha.newPage();
  await author.goto(`/hub/${stage.programme.hubId}/new-announcement`);
  const english = author.getByRole('group', { name: 'English' });
  await english.getByLabel('Headline').fill('Pumps');
  await english.getByLabel('Text').fill('They run on Saturday.');
  await author.getByLabel('Replies').selectOption({ label: 'In a conversation of its own' });
  await author.getByRole('button', { name: 'Send to 4 people' }).click();
  await author.getByRole('link', { name: 'Replies Nothing said yet' }).waitFor();

  const reader = await denise.newPage();
  await reader.goto(new URL(author.url()).pathname);
  await reader.getByRole('link', { name: /Replies/ }).click();
  await reader.getByRole('heading', { name: 'Pumps', level: 1 }).waitFor();
  await reader.getByText('Everybody it is for can read this').waitFor();
  await reader.getByRole('textbox', { name: 'Your message' }).fill('Which of them?');
  await reader.getByRole('button', { name: 'Send', exact: true }).click();
  await reader.getByRole('article').filter({ hasText: 'Which of them?' }).filter({ hasText: 'Sent' }).waitFor();

  await author.goto('/chats');
  const line = author.getByRole('main').getByRole('link', { name: /^Pumps , conversation/ });
  await line.getByText('1 new').waitFor({ state: 'attached' });
  await line.click();
  await author.getByRole('article').filter({ hasText: 'Which of them?' }).waitFor();
  await author
    .getByRole('banner')
    .or(author.locator('.top'))
    .getByRole('link', { name: 'To the announcement' })
    .last()
    .click();
  await author.getByRole('link', { name: 'Replies 1 message' }).waitFor();
});

it('is reached, written in and left by keyboard alone', async () => {
  const address = `/announcement/${await announced('Lamps')}`;
  const page = await denise.newPage();
  await page.goto(address);
  await tabTo(page, 'link', /Replies/);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Lamps', level: 1 }).waitFor();
  await tabTo(page, 'textbox', 'Your message');
  await page.keyboard.type('Two are out.');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('article').filter({ hasText: 'Two are out.' }).filter({ hasText: 'Sent' }).waitFor();
  await tabTo(page, 'link', 'To the announcement');
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'Replies 1 message' }).waitFor();
});

it('closes at once for whoever is removed from the Hub, who keeps the announcement', async () => {
  stage.programme.member('Gone');
  const device = await stage.deviceOf('Gone');
  const announcementId = await announced('Sandbags');
  const page = await device.newPage();
  await page.goto(`/announcement/${announcementId}/replies`);
  const field = page.getByRole('textbox', { name: 'Your message' });
  await field.fill('Mine too.');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByRole('article').filter({ hasText: 'Mine too.' }).filter({ hasText: 'Sent' }).waitFor();
  await stage.call(aisha, 'HubService/RemoveHubMember', {
    hubId: stage.programme.hubId,
    memberId: stage.programme.memberId('Gone'),
  });
  await page.getByText('This channel is closed to you').waitFor();
  expect(await page.getByText('Mine too.').count()).toBe(0);
  await page.goto(`/announcement/${announcementId}`);
  await page.getByRole('heading', { name: 'Sandbags', level: 1 }).waitFor();
  expect(await page.getByRole('link', { name: /Replies/ }).count()).toBe(0);
  await page.goto(`/announcement/${announcementId}/replies`);
  await page.getByRole('alert').getByText('Only people of its hubs are in its Thread.').waitFor();
  await device.close();
});

it('lets a moderator of the Hub delete with a reason', async () => {
  const announcementId = await announced('Keys');
  const writer = await denise.newPage();
  await writer.goto(`/announcement/${announcementId}/replies`);
  await writer.getByRole('textbox', { name: 'Your message' }).fill('Nobody asked you.');
  await writer.getByRole('button', { name: 'Send', exact: true }).click();
  const moderator = await Person.at(aisha, `/announcement/${announcementId}/replies`);
  await moderator.choose('Nobody asked you.', 'Delete');
  const dialog = moderator.page.getByRole('dialog');
  await dialog.getByRole('textbox').fill('Be kind.');
  await dialog
    .getByRole('button', { name: /Remove|Delete/ })
    .last()
    .click();
  await writer.getByText('Aisha removed this message: Be kind.').waitFor();
});

it('stands below an event, for all its dates, and stays when that is cancelled', async () => {
  const eventId = await planned('Walk');
  const page = await denise.newPage();
  await page.goto(`/events/of/${eventId}`);
  await page.getByRole('link', { name: 'Conversation Nothing said yet' }).click();
  await page.getByRole('heading', { name: 'Walk', level: 1 }).waitFor();
  await page.getByRole('textbox', { name: 'Your message' }).fill('Who brings a torch?');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByRole('article').filter({ hasText: 'Sent' }).waitFor();
  await call(stage.server, diary, 'EventService/CancelEvent', { eventId, reason: 'Storm' });
  await page.getByRole('link', { name: 'To the event' }).last().click();
  await page.getByText('Storm').waitFor();
  await page.getByRole('link', { name: 'Conversation 1 message' }).click();
  await page.getByRole('article').filter({ hasText: 'Who brings a torch?' }).waitFor();
});

it('needs a line to be opened for the first time, says so, and none from then on', async () => {
  const line = await stage.newLine();
  const device = await stage.deviceOf('Piotr', { line });
  const page = await device.newPage();
  await page.goto(`/announcement/${await announced('Ladders')}`);
  const link = page.getByRole('link', { name: /Replies/ });
  await link.waitFor();
  line.cut();
  await page
    .getByText(/connection/i)
    .first()
    .waitFor();
  await link.click();
  await page.getByRole('main').getByRole('status').first().waitFor();
  line.mend();
  await page.getByRole('heading', { name: 'Ladders', level: 1 }).waitFor();
  await page.getByRole('textbox', { name: 'Your message' }).waitFor();
  await page.getByRole('link', { name: 'To the announcement' }).last().click();
  await link.waitFor();
  line.cut();
  await page
    .getByText(/connection/i)
    .first()
    .waitFor();
  await link.click();
  await page.getByRole('heading', { name: 'Ladders', level: 1 }).waitFor();
  await page.getByRole('textbox', { name: 'Your message' }).waitFor();
  await device.close();
});
