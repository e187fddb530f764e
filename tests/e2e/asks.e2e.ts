/** Somebody asks for help, and a Champion who has been through it answers: four people in four browsers. */
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Line } from '../support/line.ts';
import { makeChampion } from './champions.ts';
import { Person } from './person.ts';
import { desktop, Stage } from './stage.ts';

const names = ['Maureen', 'Denise', 'Gwyn', 'Ruth'] as const;
type Name = (typeof names)[number];

let stage: Stage;
let line: Line;
const devices = new Map<Name, BrowserContext>();
const pages = new Map<Name, Page>();

beforeAll(async () => {
  stage = await Stage.open((programme) => {
    programme.member('Maureen');
    programme.member('Denise');
    programme.member('Gwyn');
    programme.member('Ruth', 'organiser', '--administrator');
    programme.channel('Talk');
  });
  line = await stage.newLine();
  for (const name of names)
    devices.set(name, await stage.deviceOf(name, { viewport: desktop, ...(name === 'Maureen' && { line }) }));
  for (const name of ['Denise', 'Gwyn']) await makeChampion(stage, 'Ruth', name);
});
afterAll(() => stage?.close());

beforeEach(async () => {
  for (const name of names) pages.set(name, await device(name).newPage());
  return async () => {
    line.mend();
    for (const page of pages.values()) await page.close();
  };
});

const device = (name: Name) => devices.get(name) as BrowserContext;
const pageOf = (name: Name) => pages.get(name) as Page;
const exit = (page: Page) => page.getByRole('button', { name: 'Exit this page' });
const field = (page: Page) => page.getByRole('textbox', { name: 'Your message' });

async function ask(text: string, more: object = {}): Promise<string> {
  const reply = await stage.call(device('Maureen'), 'AskService/OpenAsk', {
    hubId: stage.programme.hubId,
    clientAskId: Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64'),
    text,
    ...more,
  });
  return reply.ask.askId;
}

/** Opens what is offered, from the list as it arrives. */
async function openOffer(name: Name, title: string): Promise<Page> {
  const page = pageOf(name);
  await page.goto('/asks');
  await page.getByRole('link', { name: new RegExp(title) }).click();
  await page.getByRole('button', { name: 'Yes, I can help' }).waitFor();
  return page;
}

it('is asked in private, offered, taken up by one, talked over, and closed with what changed', async () => {
  const maureen = pageOf('Maureen');
  await maureen.goto('/');
  await maureen.getByRole('link', { name: 'Ask for help' }).click();
  await maureen.getByLabel('Your Ask').fill('Our boiler has failed and the insurer says it is wear and tear.');
  await maureen.getByRole('button', { name: 'Assets and buildings' }).click();
  await maureen.getByText('A different name, for this Ask only').click();
  await maureen.reload();
  expect(await maureen.getByLabel('Your Ask').inputValue()).toContain('boiler');
  expect(await maureen.getByRole('radio', { name: 'A different name, for this Ask only' }).isChecked()).toBe(true);
  await maureen.getByRole('button', { name: 'Ask for help' }).click();
  await maureen.getByText(/You are .+ in this Ask/).waitFor();
  await maureen.getByRole('article', { name: /^You,/ }).getByText('boiler').waitFor();

  const denise = await openOffer('Denise', 'boiler');
  await denise.getByText('Name kept private').waitFor();
  await denise.getByText('You know about Assets and buildings').waitFor();
  const gwyn = await openOffer('Gwyn', 'boiler');
  for (const page of [denise, gwyn]) expect(await page.getByText('Maureen').count()).toBe(0);

  await denise.getByRole('button', { name: 'Yes, I can help' }).click();
  await field(denise).waitFor();
  await gwyn.getByRole('heading', { name: 'This Ask is not open to you' }).waitFor();
  await maureen.getByText('Shared with Denise').first().waitFor();

  await field(denise).fill('We had that very letter. You are not on your own.');
  await denise.getByRole('button', { name: 'Send', exact: true }).click();
  await maureen.getByText('We had that very letter.').first().waitFor();
  await field(maureen).fill('That is good to hear.');
  await maureen.getByRole('button', { name: 'Send', exact: true }).click();
  await maureen.getByRole('article', { name: /^You,/ }).filter({ hasText: 'Sent' }).getByText('good to hear').waitFor();
  await denise.getByText('That is good to hear.').first().waitFor();
  expect(await denise.getByText('Maureen').count()).toBe(0);

  await denise.getByRole('button', { name: 'Ask whether it has helped' }).click();
  await maureen.getByText('Denise asks whether this has helped.').waitFor();
  await maureen.getByRole('link', { name: 'Close with what changed' }).click();
  await maureen.getByRole('button', { name: 'Close this Ask' }).click();
  await maureen.getByRole('alert').getByText('Choose whether it helped').waitFor();
  await maureen.getByRole('radio', { name: 'Yes', exact: true }).check();
  await maureen.getByLabel('What changed?').fill('The insurer paid after the second letter.');
  await maureen.getByLabel('Thanks to Denise').fill('You stayed with it.');
  await maureen.getByRole('button', { name: 'Close this Ask' }).click();
  await maureen.getByText('Did it help? Yes').waitFor();
  await denise.getByText('You stayed with it.').waitFor();
  await denise.getByText('The insurer paid after the second letter.').waitFor();
  await denise.goto('/asks');
  await denise.getByRole('region', { name: 'Done' }).getByText('boiler').waitFor();
});

it('is offered on Home and counted in the navigation, and passing it on can be undone', async () => {
  const gwyn = pageOf('Gwyn');
  await gwyn.goto('/');
  await gwyn.getByRole('heading', { level: 1 }).waitFor();
  const askId = await ask('Who insures a pop-up café?');
  await gwyn.getByRole('article').filter({ hasText: 'pop-up' }).getByRole('link', { name: 'See the Ask' }).waitFor();
  await gwyn.getByRole('link', { name: /1 Ask needs you/ }).waitFor();
  await gwyn.getByRole('link', { name: /See the Ask/ }).click();
  await gwyn.getByRole('button', { name: 'Not this time' }).click();
  await gwyn.getByText('Not this time. That is all right.').first().waitFor();
  expect(await gwyn.getByRole('link', { name: /pop-up/ }).count()).toBe(0);
  await gwyn.getByRole('button', { name: 'Undo' }).click();
  await gwyn.getByRole('button', { name: 'Not this time' }).click();
  // Once it can no longer be undone, the server knows.
  await gwyn.getByRole('button', { name: 'Undo' }).waitFor({ state: 'detached', timeout: 20_000 });
  await gwyn.goto(`/asks/${askId}`);
  await gwyn.getByRole('heading', { name: 'This Ask is not open to you' }).waitFor();
});

it('is seen by the Organiser on the board, who offers it by name', async () => {
  await ask('Hearing loop for the council chamber');
  const ruth = pageOf('Ruth');
  await ruth.goto('/asks/board');
  const card = ruth.getByRole('article').filter({ hasText: 'Hearing loop' });
  await card.getByText('Offered to').waitFor();
  await card.getByRole('link', { name: 'Hearing loop' }).click();
  await ruth.getByRole('link', { name: 'Choose a Champion' }).click();
  await ruth.getByRole('button', { name: 'Offer it' }).click();
  await ruth.getByRole('alert').getByText('Choose somebody').waitFor();
  const champions = await ruth.getByLabel('Champion', { exact: true }).getByRole('option').allTextContents();
  expect(champions).toEqual(['Choose somebody', 'Denise', 'Gwyn']);
});

it('is handed over when its asker agrees, and the first Champion reads no further', async () => {
  await ask('Solar panels on a listed roof');
  const denise = await openOffer('Denise', 'Solar panels');
  await denise.getByRole('button', { name: 'Yes, I can help' }).click();
  await field(denise).waitFor();
  await denise.getByRole('button', { name: 'Close, withdraw or hand over this Ask' }).click();
  await denise.getByRole('menuitem', { name: 'Hand it over' }).click();
  await denise.getByLabel('To whom?').selectOption('Gwyn');
  await denise.getByLabel('What should they know?').fill('He has fought for a roof and won.');
  await denise.getByRole('button', { name: 'Propose it' }).click();
  await denise.getByText('You have proposed to hand it over.').waitFor();
  const maureen = pageOf('Maureen');
  await maureen.goto('/asks');
  await maureen.getByRole('link', { name: /Solar panels/ }).click();
  await maureen.getByText('Denise would like to hand over to Gwyn').waitFor();
  await maureen.getByText('He has fought for a roof and won.').waitFor();
  await maureen.getByRole('button', { name: 'Agree' }).click();
  await field(denise).waitFor({ state: 'detached' });
  const gwyn = await openOffer('Gwyn', 'Solar panels');
  await gwyn.getByText('He has fought for a roof and won.').waitFor();
  await gwyn.getByRole('button', { name: 'Yes, I can help' }).click();
  await maureen.getByText('Shared with Gwyn').first().waitFor();
});

it('lets whoever is worried say so: to the Safeguarding Lead, who is named, or to nobody', async () => {
  await stage.call(device('Ruth'), 'SafeguardingService/SetSafeguardingLead', {
    memberId: stage.programme.memberId('Ruth'),
    isLead: true,
  });
  const askId = await ask('I cannot go on like this.');
  const denise = await openOffer('Denise', 'I cannot go on');
  await denise.getByRole('button', { name: 'I’m worried' }).click();
  const dialog = denise.getByRole('dialog', { name: 'I’m worried about someone' });
  await dialog.getByText('Ruth can read this, and nobody else.').waitFor();
  await dialog.getByRole('button', { name: 'Tell the Safeguarding Lead' }).click();
  await dialog.getByRole('alert').getByText('Write what worries you').waitFor();
  await dialog.getByLabel('What worries you?').fill('They sound as if they had given up.');
  await dialog.getByRole('button', { name: 'Tell the Safeguarding Lead' }).click();
  await dialog.getByText('It has been told.').waitFor();
  const ruth = pageOf('Ruth');
  await ruth.goto('/asks');
  await ruth.getByRole('link', { name: 'Concerns' }).click();
  await ruth.getByText('They sound as if they had given up.').waitFor();
  await ruth.getByText('From Denise').waitFor();
  await ruth.getByRole('button', { name: 'I will deal with it' }).click();
  await ruth.getByText(/Ruth deals with it since/).waitFor();
  await ruth.getByLabel('What was done?').fill('I rang them. They are safe with their sister.');
  await ruth.getByRole('button', { name: 'It was dealt with' }).click();
  await ruth.getByText('No Concern is open').waitFor();

  const maureen = pageOf('Maureen');
  await maureen.goto(`/asks/${askId}`);
  await field(maureen).waitFor();
  line.cut();
  await maureen.getByRole('button', { name: 'I’m worried' }).click();
  await maureen.getByRole('dialog').getByRole('link', { name: '999' }).waitFor();
  await maureen.getByRole('dialog').getByText('Needs a connection').waitFor();
  await maureen.getByRole('button', { name: 'Go back without telling anyone' }).click();
});

it('is withdrawn after a second question', async () => {
  const askId = await ask('Lift share to the clinic');
  const maureen = pageOf('Maureen');
  await maureen.goto(`/asks/${askId}`);
  await maureen.getByRole('button', { name: 'Close, withdraw or hand over this Ask' }).click();
  await maureen.getByRole('menuitem', { name: 'Withdraw this Ask' }).click();
  await maureen.getByRole('dialog').getByRole('button', { name: 'Withdraw this Ask' }).click();
  await maureen.getByText('This Ask has ended.').first().waitFor();
  expect(await field(maureen).count()).toBe(0);
});

it('needs a line, says so, and keeps the words', async () => {
  const maureen = pageOf('Maureen');
  await maureen.goto('/asks/new');
  await maureen.getByLabel('Your Ask').fill('Something for later');
  line.cut();
  await maureen.getByText('Needs a connection').waitFor();
  expect(await maureen.getByRole('button', { name: 'Ask for help' }).getAttribute('aria-disabled')).toBe('true');
  line.mend();
  await maureen.reload();
  expect(await maureen.getByLabel('Your Ask').inputValue()).toBe('Something for later');
});

it.each(['button', 'Esc three times'] as const)(
  'is left at once, by %s, and Back does not return to it',
  async (way) => {
    const maureen = pageOf('Maureen');
    await maureen.route('https://www.bbc.co.uk/**', (route) =>
      route.fulfill({ contentType: 'text/html', body: '<title>Weather</title>Rain later' }),
    );
    await maureen.goto('/chats');
    await maureen.goto('/asks/new');
    await maureen.getByLabel('Your Ask').fill('In secret');
    if (way === 'button') await exit(maureen).click();
    else for (let presses = 0; presses < 3; presses++) await maureen.keyboard.press('Escape');
    await maureen.getByText('Rain later').waitFor();
    expect(await maureen.title()).toBe('Weather');
    await maureen.goBack();
    await maureen.getByRole('heading', { name: 'Chats', level: 1 }).waitFor();
  },
);

it('is asked, offered and taken up by keyboard alone', async () => {
  const tabTo = async (page: Page, role: 'button' | 'textbox' | 'link' | 'radio', name: string | RegExp) => {
    const wanted = page.getByRole(role, { name }).first();
    await wanted.waitFor();
    for (let presses = 0; presses < 80; presses++) {
      if (await wanted.evaluate((element) => element === document.activeElement)) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`no ${role} "${name}" was reached by tabbing`);
  };
  const maureen = pageOf('Maureen');
  await maureen.goto('/asks/new');
  await tabTo(maureen, 'textbox', 'Your Ask');
  await maureen.keyboard.press('Control+A');
  await maureen.keyboard.type('By keyboard: a grant form of nine pages');
  await tabTo(maureen, 'button', 'Ask for help');
  await maureen.keyboard.press('Enter');
  await field(maureen).waitFor();
  const denise = pageOf('Denise');
  await denise.goto('/asks');
  await tabTo(denise, 'link', /grant form/);
  await denise.keyboard.press('Enter');
  await tabTo(denise, 'button', 'Yes, I can help');
  await denise.keyboard.press('Enter');
  await tabTo(denise, 'textbox', 'Your message');
  await denise.keyboard.type('Page four is the hard one.');
  await tabTo(denise, 'button', 'Send');
  await denise.keyboard.press('Enter');
  await maureen.getByText('Page four is the hard one.').first().waitFor();
  await tabTo(maureen, 'link', 'Close with what changed');
  await maureen.keyboard.press('Enter');
  await maureen.getByRole('heading', { name: 'What changed?', level: 1 }).waitFor();
  await tabTo(maureen, 'radio', 'Yes');
  await maureen.keyboard.press('ArrowDown');
  await tabTo(maureen, 'button', 'Close this Ask');
  await maureen.keyboard.press('Enter');
  await maureen.getByText('Did it help? Partly').waitFor();
});

it('is its page from a link to its channel as well', async () => {
  const askId = await ask('Where is the key of the hut?');
  const { ask: mine } = await stage.call(device('Maureen'), 'AskService/GetAsk', { askId });
  const person = await Person.at(device('Maureen'), `/channel/${mine.channelId}`);
  await exit(person.page).waitFor();
  expect(new URL(person.page.url()).pathname).toBe(`/asks/talk/${mine.channelId}`);
  await person.page.close();
});
