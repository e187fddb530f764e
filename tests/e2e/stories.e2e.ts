/** Stories and Suggestions in real browsers: told, agreed to, found, taken back; each page in both languages. */
import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { call } from '../support/call.ts';
import { desktop, phone, Stage } from './stage.ts';

const narrow = { width: 320, height: 640 };

let stage: Stage;
let organiser: string;
let storyteller: string;
let aisha: BrowserContext;
let ben: BrowserContext;
let cara: BrowserContext;

beforeAll(async () => {
  stage = await Stage.open((programme) => {
    organiser = programme.program('Aisha Rahman', 'organiser', '--administrator');
    storyteller = programme.program('Siân Morgan');
    programme.member('Ben');
    programme.member('Cara');
    programme.channel('Talk');
  });
  await call(stage.server, organiser, 'HubService/SetChampion', {
    memberId: stage.programme.memberId('Cara'),
    champion: { themes: ['youth'], about: 'Been there.' },
  });
  [aisha, ben, cara] = await Promise.all([
    stage.deviceOf('Aisha Rahman'),
    stage.deviceOf('Ben'),
    stage.deviceOf('Cara'),
  ]);
});
afterAll(() => stage?.close());
afterEach(async () => {
  for (const device of [aisha, ben, cara]) for (const page of device.pages()) await page.close();
});

async function open(device: BrowserContext, address: string): Promise<Page> {
  const page = await device.newPage();
  await page.goto(address);
  await page.getByRole('heading', { level: 1 }).waitFor();
  return page;
}

const id = () => randomBytes(16).toString('base64');

interface Told {
  storyId: string;
  address: string;
}
/** Told by somebody alone; in the library if they agree to it. */
async function told(device: BrowserContext, title: string, agrees = true, more: object = {}): Promise<Told> {
  const { draft } = await stage.call(device, 'StoryService/DraftStory', {
    hubId: stage.programme.hubId,
    clientStoryId: id(),
    content: {
      text: {
        title,
        problem: 'The last bus left at six, and people on late shifts walked home along an unlit road.',
        done: 'We counted who would ride.\n\n1. Ask at the gate\n2. Write it down\n3. Take it to the operator',
        changed: 'Sixty people ride every night, and the operator keeps it going.',
      },
      themes: ['transport', 'employment'],
      language: 'LANGUAGE_EN',
      ...more,
    },
  });
  const { storyId } = draft;
  if (agrees) await stage.call(device, 'StoryService/AgreeToStory', { storyId, version: 1 });
  return { storyId, address: `/stories/${storyId}` };
}

const respond = (address: string, state: string, text: string) =>
  call(stage.server, organiser, 'SuggestionService/RespondToSuggestion', {
    suggestionId: address.split('/').at(-1),
    state,
    text,
  });

async function suggested(title: string, token = storyteller): Promise<string> {
  const { suggestion } = await call(stage.server, token, 'SuggestionService/MakeSuggestion', {
    hubId: stage.programme.hubId,
    clientSuggestionId: id(),
    title,
    text: 'People wait there on Wednesdays and some of them cannot stand for long.',
  });
  return `/suggestions/${suggestion.suggestionId}`;
}

it('a Story is written under another name with a Champion, agreed to by both, found by others, and taken back', async () => {
  const page = await open(ben, '/more');
  await page.getByRole('link', { name: 'Stories' }).click();
  await page.getByText('No Stories yet').waitFor();
  await page.getByRole('link', { name: 'Tell a Story' }).click();
  await page.getByRole('button', { name: 'Keep and look at it' }).click();
  await page.getByRole('alert').getByText('Write a title').waitFor();
  await page.getByLabel('Title').fill('The night bus');
  await page.getByLabel('What the problem was').fill('The last bus left at six.');
  await page.getByLabel('What we did').fill('We counted who would ride.');
  await page.getByLabel('What changed').fill('Sixty people ride every night.');
  await page.getByRole('checkbox', { name: 'Transport' }).check();
  await page.getByRole('radio', { name: /Another name/ }).check();
  await page.getByLabel('The other name').fill('Blue Heron');
  await page.getByLabel('Tell it with a Champion').selectOption({ label: 'Cara' });
  await page.getByText('Your words are kept on this device.').waitFor();
  await page.reload();
  expect(await page.getByLabel('The other name').inputValue()).toBe('Blue Heron');
  await page.getByRole('button', { name: 'Keep and look at it' }).click();
  await page.getByRole('heading', { level: 1, name: 'The night bus' }).waitFor();
  await page.getByText('Not in the library yet').waitFor();
  await page.getByText('Waits for: Blue Heron, Cara').waitFor();
  await page.getByRole('button', { name: 'I agree to these words' }).click();
  await page.getByText('You have agreed to these words.').waitFor();
  const address = new URL(page.url()).pathname;

  const champion = await open(cara, '/stories');
  await champion
    .getByRole('region', { name: 'Your Stories' })
    .getByRole('link', { name: /The night bus/ })
    .click();
  await champion.getByText('Told by Blue Heron').waitFor();
  expect(await champion.getByText('Ben').count()).toBe(0);
  await champion.getByRole('button', { name: 'I agree to these words' }).press('Enter');
  // The other's page hears of it.
  await page.getByText('It is in the library now.').first().waitFor();

  const reader = await open(aisha, '/stories');
  await reader.getByRole('combobox', { name: 'Theme' }).selectOption({ label: 'Health' });
  await reader.getByText('No Story fits').waitFor();
  await reader.getByRole('button', { name: 'Show all Stories' }).click();
  await reader.getByRole('searchbox', { name: 'Find Stories' }).fill('ride night');
  await reader.getByRole('button', { name: 'Find', exact: true }).click();
  await reader.getByRole('link', { name: /The night bus/ }).click();
  await reader.getByText('This is a name they chose for this Story.').waitFor();
  await reader.getByText(/Blue Heron agreed on/).waitFor();
  await reader.getByText(/Cara agreed on/).waitFor();
  expect(await reader.content()).not.toContain(stage.programme.memberId('Ben'));

  await champion.getByRole('button', { name: 'Take my consent back' }).click();
  await champion.getByRole('dialog').getByRole('button', { name: 'Take it back' }).click();
  await champion.getByText('Not in the library any more').waitFor();
  // Somebody who is reading it is not left with it.
  await reader.getByRole('heading', { level: 1, name: 'This Story was withdrawn' }).waitFor();
  const later = await open(aisha, address);
  await later.getByRole('heading', { level: 1, name: 'This Story was withdrawn' }).waitFor();
  await page.getByRole('button', { name: 'Discard this Story' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Erase it' }).click();
  await page.getByRole('heading', { level: 1, name: 'Stories' }).waitFor();
});

it('new words for a Story wait for consent while the library keeps the old ones', async () => {
  const { address } = await told(ben, 'A bus of our own');
  const page = await open(ben, address);
  await page.getByRole('link', { name: 'Change the words' }).click();
  const title = page.getByLabel('Title');
  await title.fill('Our very own bus');
  await page.getByRole('button', { name: 'Keep and look at it' }).click();
  await page.getByText('New words wait for consent').waitFor();
  const reader = await open(aisha, address);
  await reader.getByRole('heading', { level: 1, name: 'A bus of our own' }).waitFor();
  await page.getByRole('button', { name: 'I agree to these words' }).click();
  await reader.getByRole('heading', { level: 1, name: 'Our very own bus' }).waitFor();
});

it('a Suggestion is made, supported once each, and gets a public response', async () => {
  const page = await open(ben, `/hub/${stage.programme.hubId}`);
  await page.getByRole('link', { name: 'Suggestions' }).click();
  await page.getByText('No Suggestions yet').waitFor();
  await page.getByRole('link', { name: 'Suggest something' }).click();
  await page.getByLabel('Your idea in a few words').fill('A bench by the hall');
  await page.getByRole('button', { name: 'Suggest it' }).click();
  await page.getByRole('alert').getByText('Write what should change, and why').waitFor();
  await page.getByLabel('What should change, and why').fill('Some of us cannot stand for long.');
  await page.getByRole('button', { name: 'Suggest it' }).click();
  await page.getByRole('heading', { level: 1, name: 'A bench by the hall' }).waitFor();
  await page.getByText(/Nobody has responded yet\. Response due by/).waitFor();
  const address = new URL(page.url()).pathname;

  const supporter = await open(cara, address);
  await supporter.getByRole('button', { name: 'I support this' }).press('Space');
  await supporter.getByRole('button', { name: 'You support this', pressed: true }).waitFor();
  await supporter.getByText('1 person supports this').waitFor();
  await supporter.getByRole('button', { name: 'You support this' }).click();
  await supporter.getByText('0 people support this').waitFor();
  expect(await supporter.getByRole('button', { name: 'Respond in public' }).count()).toBe(0);

  const answering = await open(aisha, address);
  await answering.getByRole('button', { name: 'Respond in public' }).click();
  await answering.getByRole('alert').getByText('Choose what you will do').waitFor();
  await answering.getByRole('radio', { name: 'Will do' }).check();
  await answering.getByLabel('Your response').fill('In spring, with the painters.');
  await answering.getByRole('button', { name: 'Respond in public' }).click();
  await page.getByText('In spring, with the painters.').waitFor();
  await page.getByText('Will do').first().waitFor();
});

it('Stories that fit are offered to whoever asks, and one that answers it ends the asking', async () => {
  const { address } = await told(ben, 'The bus for the late shift');
  const page = await open(cara, '/asks/new');
  const box = page.getByLabel('Your Ask');
  const found = page.getByRole('region', { name: 'Somebody may have been through this' });
  await box.fill('The last bus leaves before people on late shifts can catch it.');
  await found.getByText('The last bus left at six').first().waitFor();
  await found.getByRole('link', { name: 'The bus for the late shift' }).click();
  await page.waitForURL(`**${address}`);
  await page.goBack();
  expect(await box.inputValue()).toContain('late shifts');
  await found.waitFor();
  await box.fill('Where can I buy a second-hand kiln for pottery?');
  await found.waitFor({ state: 'detached' });
  await box.fill('The last bus leaves before people on late shifts can catch it.');
  await found.getByRole('button', { name: 'This answers it: The bus for the late shift' }).click();
  await page.getByText('Nothing was sent').waitFor();
  expect(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('ask-')))).toEqual([]);
  await page.getByRole('button', { name: 'Ask all the same' }).click();
  expect(await box.inputValue()).toContain('late shifts');
  await found.getByRole('button', { name: 'This answers it: The bus for the late shift' }).click();
  await page.getByRole('link', { name: 'Read the Story' }).click();
  await page.waitForURL(`**${address}`);
  const { asks } = await stage.call(cara, 'AskService/ListAsks', { view: 'VIEW_MINE' });
  expect(asks ?? []).toEqual([]);
});

it('a public answer is offered beside Stories, at 320 px, and one that answers it ends the asking', async () => {
  const address = await suggested('Chairs in the waiting room');
  const device = await stage.deviceOf('Cara', { viewport: narrow });
  const page = await open(device, '/asks/new');
  const box = page.getByLabel('Your Ask');
  const found = page.getByRole('region', { name: 'Somebody may have been through this' });
  const asked = 'Are there chairs for people who wait and cannot stand for long?';
  await box.fill(asked);
  await respond(address, 'SUGGESTION_STATE_DONE', 'There are **six chairs** now, two of them with arms.');
  await box.fill(`${asked} My mother comes on Wednesdays.`);
  await found.getByText('There are six chairs now').waitFor();
  await found.getByText('Done', { exact: true }).waitFor();
  await found.getByText('Answered by Aisha Rahman for Somers Town Job Hub').waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(narrow.width);
  await found.getByRole('button', { name: 'This answers it: Chairs in the waiting room' }).click();
  await page.getByText('Nothing was sent').waitFor();
  expect(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('ask-')))).toEqual([]);
  await page.getByRole('link', { name: 'Read the whole answer' }).click();
  await page.waitForURL(`**${address}`);
  await page.getByRole('heading', { level: 1, name: 'Chairs in the waiting room' }).waitFor();
  const { asks } = await stage.call(cara, 'AskService/ListAsks', { view: 'VIEW_MINE' });
  expect(asks ?? []).toEqual([]);
  await device.close();
});

it('a Story is told by keyboard alone', async () => {
  const page = await open(ben, '/stories/new');
  const tabTo = async (role: 'button' | 'textbox', name: string | RegExp) => {
    const wanted = page.getByRole(role, { name });
    await wanted.waitFor();
    for (let presses = 0; presses < 80; presses++) {
      if (await wanted.evaluate((element) => element === document.activeElement)) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`no ${role} "${name}" was reached by tabbing`);
  };
  const fields = ['Title', 'What the problem was', 'What we did', 'What changed'];
  for (const field of fields) {
    await tabTo('textbox', field);
    await page.keyboard.type('Every key');
  }
  await tabTo('button', 'Keep and look at it');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Every key' }).waitFor();
  await tabTo('button', 'I agree to these words');
  await page.keyboard.press('Enter');
  await page.getByText('You have agreed to these words.').waitFor();
});

it('without a line, what was fetched stays and what needs one says so', async () => {
  const line = await stage.newLine();
  const device = await stage.deviceOf('Ben', { line });
  const { address } = await told(ben, 'Kept in the hand', false);
  const page = await open(device, address);
  await page.getByRole('heading', { level: 1, name: 'Kept in the hand' }).waitFor();
  line.cut();
  await page.getByText('Needs a connection').first().waitFor();
  await page.getByText('Sixty people ride every night').waitFor();
  await device.close();
});

const pictures = resolve(import.meta.dirname, '../../build/screenshots');

for (const locale of ['en-GB', 'cy-GB'] as const) {
  describe(`in ${locale.slice(0, 2)}`, () => {
    let page: Page;
    let published: Told;
    let drafted: Told;
    let withdrawn: Told;
    let open: string;
    let answered: string;
    beforeAll(async () => {
      const device = await stage.deviceOf('Siân Morgan', { viewport: narrow, locale });
      const reader = await stage.deviceOf('Aisha Rahman', { viewport: narrow, locale });
      published = await told(device, 'A bus for the late shift', true, { pseudonym: 'Grey Wagtail' });
      drafted = await told(device, 'Teenagers and the empty shop', false, {
        championMemberId: stage.programme.memberId('Cara'),
      });
      withdrawn = await told(ben, 'Gone');
      await stage.call(ben, 'StoryService/WithdrawConsent', { storyId: withdrawn.storyId });
      open = await suggested('A bench outside the hall, with its back to the wall');
      answered = await suggested('Longer hours on Wednesdays');
      await respond(
        answered,
        'SUGGESTION_STATE_DOING',
        'From **January** we are open until eight. We look for two people with keys.',
      );
      page = await device.newPage();
      readerPage = await reader.newPage();
    });
    let readerPage: Page;
    afterAll(async () => {
      await page?.context().close();
      await readerPage?.context().close();
    });

    interface Screen {
      name: string;
      address: () => string;
      shows: string;
      by?: 'reader';
      asks?: string;
    }
    const screens: Screen[] = [
      { name: 'stories', address: () => '/stories', shows: 'main .stories__themes' },
      {
        name: 'stories-of-hub',
        address: () => `/hub/${stage.programme.hubId}/stories`,
        shows: 'main .stories__themes',
      },
      { name: 'story', address: () => published.address, shows: 'article', by: 'reader' },
      { name: 'story-draft', address: () => drafted.address, shows: 'article' },
      { name: 'story-withdrawn', address: () => withdrawn.address, shows: '.empty', by: 'reader' },
      { name: 'story-new', address: () => '/stories/new', shows: '#story-champion' },
      { name: 'story-edit', address: () => `${drafted.address}/edit`, shows: 'form' },
      { name: 'suggestions', address: () => '/suggestions', shows: 'main .stories__themes' },
      { name: 'suggestion', address: () => open, shows: 'article' },
      { name: 'suggestion-answered', address: () => answered, shows: 'form', by: 'reader' },
      { name: 'suggestion-new', address: () => '/suggestions/new', shows: 'form' },
      {
        name: 'ask-similar',
        address: () => '/asks/new',
        shows: '#similar',
        asks: 'The last bus leaves before late shifts end',
      },
      {
        name: 'ask-answered',
        address: () => '/asks/new',
        shows: '#similar ~ ul .tag',
        asks: 'Wednesday: wait, stand, open',
      },
      { name: 'more-stories', address: () => '/more', shows: 'main a' },
    ];
    it.each(screens)('$name', async ({ name, address, shows, by, asks }) => {
      const tab = by === 'reader' ? readerPage : page;
      await tab.setViewportSize(narrow);
      await tab.emulateMedia({ colorScheme: 'light' });
      await tab.goto(address());
      if (asks) await tab.locator('#ask-text').fill(asks);
      await tab.locator(shows).first().waitFor();
      expect(await tab.evaluate(() => document.documentElement.lang)).toBe(locale.slice(0, 2));
      expect(await tab.evaluate(() => document.documentElement.scrollWidth)).toBe(narrow.width);
      await expectNoViolation(tab, '320 px, light');
      await tab.emulateMedia({ colorScheme: 'dark' });
      await expectNoViolation(tab, '320 px, dark', ['color-contrast']);
      await tab.setViewportSize(desktop);
      await expectNoViolation(tab, '1280 px, dark');
      for (const [device, viewport] of Object.entries({ phone, desktop })) {
        await tab.setViewportSize(viewport);
        await tab.emulateMedia({ colorScheme: 'light' });
        const path = `${pictures}/${name}-${locale.slice(0, 2)}-${device}-light.png`;
        await tab.screenshot({ path, animations: 'disabled', fullPage: device === 'phone' });
      }
    });
  });
}

async function expectNoViolation(page: Page, how: string, rules?: string[]): Promise<void> {
  const axe = new AxeBuilder({ page }).setLegacyMode();
  const { violations } = await (rules ? axe.withRules(rules) : axe).analyze();
  const found = violations.map(
    ({ id: rule, nodes }) =>
      `${how}: ${rule}: ${nodes.map((node) => `${node.html} ${node.failureSummary}`).join('\n')}`,
  );
  expect(found).toEqual([]);
}
