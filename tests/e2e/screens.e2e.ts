/** Every screen, in both themes and languages and at 320 px, without a fault that axe can find. */
import { resolve } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Furnished, furnish } from './furnished.ts';
import { desktop, phone, Stage } from './stage.ts';

let stage: Stage;
let place: Furnished;

beforeAll(async () => {
  stage = await Stage.open();
  place = await furnish(stage);
});
afterAll(() => stage?.close());

interface Screen {
  name: string;
  address: () => string;
  /** What is there once all has been fetched, in either language. */
  shows: string;
  /** Nobody is signed in. */
  open?: true;
  /** People look at it in build/screenshots. */
  picture?: true;
}

const hub = (page = '') => `/hub/${stage.programme.hubId}${page}`;
const screens: Screen[] = [
  { name: 'join', address: () => place.invite, shows: 'form', open: true, picture: true },
  { name: 'join-used', address: () => '/join#used', shows: '.actions a', open: true },
  { name: 'sign-in', address: () => '/sign-in', shows: 'form', open: true },
  { name: 'sign-in-link', address: () => '/sign-in-link#secret', shows: 'form', open: true },
  { name: 'home', address: () => '/', shows: '.street', picture: true },
  { name: 'chats', address: () => '/chats', shows: 'main .line', picture: true },
  { name: 'channel-busy', address: () => `/channel/${place.busy}`, shows: 'article', picture: true },
  { name: 'channel-empty', address: () => `/channel/${place.empty}`, shows: '.empty', picture: true },
  { name: 'channel-private', address: () => `/channel/${place.private}`, shows: 'article' },
  { name: 'channel-direct', address: () => `/channel/${place.direct}`, shows: 'article', picture: true },
  {
    name: 'channel-about',
    address: () => `/channel/${place.busy}/about`,
    shows: 'main >> text=Bronwen',
  },
  { name: 'channel-none', address: () => '/channel/nothing', shows: '.actions a' },
  { name: 'hubs', address: () => '/hubs', shows: 'main >> text=Somers Town Job Hub' },
  { name: 'hub', address: () => hub(), shows: 'main >> text=Sandbags and pumps', picture: true },
  { name: 'hub-people', address: () => hub('/people'), shows: 'main >> text=Bronwen' },
  { name: 'hub-invites', address: () => hub('/invites'), shows: 'form' },
  { name: 'hub-bots', address: () => hub('/bots'), shows: 'main >> text=Parish Diary', picture: true },
  { name: 'hub-bot', address: () => hub(`/bots/${place.bot}`), shows: 'main >> text=Notice board', picture: true },
  { name: 'bot', address: () => `/member/${place.bot}`, shows: 'h1 >> text=Parish Diary' },
  { name: 'hub-edit', address: () => hub('/edit'), shows: 'form' },
  { name: 'announcements', address: () => hub('/announcements'), shows: 'main .boxed .line', picture: true },
  { name: 'new-announcement', address: () => hub('/new-announcement'), shows: 'form', picture: true },
  { name: 'announcement', address: () => `/announcement/${place.corrected}`, shows: 'main .person', picture: true },
  { name: 'announcement-waits', address: () => `/announcement/${place.scheduled}`, shows: 'article', picture: true },
  {
    name: 'announcement-thread',
    address: () => `/announcement/${place.talkedAbout}`,
    shows: '.actions a[href^="/channel/"]',
    picture: true,
  },
  { name: 'thread', address: () => `/announcement/${place.talkedAbout}/replies`, shows: 'article', picture: true },
  { name: 'thread-about', address: () => `/channel/${place.thread}/about`, shows: 'main >> text=Denise' },
  { name: 'thread-none', address: () => '/announcement/nothing/replies', shows: 'main [role=alert]' },
  { name: 'event-thread-none', address: () => '/events/of/nothing/talk', shows: 'main [role=alert]' },
  { name: 'announcement-correct', address: () => `/announcement/${place.corrected}/correct`, shows: 'form' },
  { name: 'asks', address: () => '/asks', shows: 'main .boxed .ask-mark', picture: true },
  { name: 'ask-new', address: () => '/asks/new', shows: 'form', picture: true },
  { name: 'ask-board', address: () => '/asks/board', shows: '.board .card', picture: true },
  { name: 'ask-offered', address: () => `/asks/${place.asks.offered}`, shows: '.own-words', picture: true },
  { name: 'ask-talk', address: () => `/asks/talk/${place.asks.mine}`, shows: '.ask-state a', picture: true },
  { name: 'ask-champion', address: () => `/asks/talk/${place.asks.matched}`, shows: '.ask-state button' },
  { name: 'ask-done', address: () => `/asks/talk/${place.asks.done}`, shows: '.ask-state .own-words', picture: true },
  { name: 'ask-close', address: () => `/asks/${place.asks.mineId}/close`, shows: 'form', picture: true },
  { name: 'ask-handover', address: () => `/asks/${place.asks.matchedId}/handover`, shows: 'form' },
  { name: 'ask-none', address: () => '/asks/nothing', shows: '.actions a' },
  { name: 'insights-none', address: () => hub('/insights'), shows: 'main .empty' },
  { name: 'new-channel', address: () => hub('/new-channel'), shows: 'form' },
  { name: 'people', address: () => '/people', shows: 'main >> text=Bronwen' },
  { name: 'member', address: () => `/member/${stage.programme.memberId('Denise Okafor')}`, shows: 'h1 >> text=Denise' },
  { name: 'more', address: () => '/more', shows: 'main a' },
  { name: 'administration', address: () => '/administration', shows: 'form' },
  { name: 'settings-you', address: () => '/settings/you', shows: 'form' },
  { name: 'settings-look', address: () => '/settings/look', shows: 'input' },
  { name: 'settings-availability', address: () => '/settings/availability', shows: 'form', picture: true },
  { name: 'settings-devices', address: () => '/settings/devices', shows: 'main li' },
  { name: 'settings-passphrase', address: () => '/settings/passphrase', shows: 'form' },
  { name: 'settings-programs', address: () => '/settings/programs', shows: 'form' },
  { name: 'nowhere', address: () => '/nowhere', shows: '.actions a' },
];

const narrow = { width: 320, height: 640 };
const pictures = resolve(import.meta.dirname, '../../build/screenshots');

for (const locale of ['en-GB', 'cy-GB'] as const) {
  const language = locale.slice(0, 2);
  describe(language, () => {
    let signedIn: Page;
    let stranger: Page;
    beforeAll(async () => {
      signedIn = await (await stage.deviceOf('Aisha Rahman', { viewport: narrow, locale })).newPage();
      stranger = await (await stage.device({ viewport: narrow, locale })).newPage();
    });
    afterAll(async () => {
      await signedIn.context().close();
      await stranger.context().close();
    });

    it.each(screens)('$name', async ({ name, address, shows, open, picture }) => {
      const page = open ? stranger : signedIn;
      await page.setViewportSize(narrow);
      await page.emulateMedia({ colorScheme: 'light' });
      await page.goto(address());
      await page.locator(shows).first().waitFor();
      expect(await page.evaluate(() => document.documentElement.lang)).toBe(language);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(narrow.width);
      await expectNoViolation(page, '320 px, light');
      await page.emulateMedia({ colorScheme: 'dark' });
      await expectNoViolation(page, '320 px, dark', ['color-contrast']);
      await page.setViewportSize(desktop);
      await expectNoViolation(page, '1280 px, dark');
      if (picture) await takePictures(page, `${name}-${language}`);
    });

    it('channel-menu', async () => {
      await signedIn.setViewportSize(narrow);
      await signedIn.goto(`/channel/${place.busy}`);
      await signedIn.locator('.msg__more').first().click();
      await signedIn.getByRole('menu').waitFor();
      await expectNoViolation(signedIn, 'the menu of a message');
      await signedIn.getByRole('menuitem').last().click();
      await signedIn.getByRole('dialog').waitFor();
      await expectNoViolation(signedIn, 'why a message is removed');
    });

    it('ask-worried', async () => {
      await signedIn.setViewportSize(narrow);
      await signedIn.goto(`/asks/talk/${place.asks.mine}`);
      await signedIn.locator('.worried').click();
      await signedIn.getByRole('dialog').waitFor();
      await expectNoViolation(signedIn, 'worried');
      await takePictures(signedIn, `ask-worried-${language}`);
    });

    it('channel-offline', async () => {
      const line = await stage.newLine();
      const device = await stage.deviceOf('Denise Okafor', { viewport: narrow, locale, line });
      const page = await device.newPage();
      await page.goto(`/channel/${place.busy}`);
      const field = page.locator('.composer textarea');
      await field.waitFor();
      line.cut();
      for (const body of ['The side gate is locked on Sundays.', 'Come round by the bowling green.']) {
        await field.fill(body);
        await page.locator('.composer [type=submit]').click();
        await page.locator('.msg--waiting').filter({ hasText: body }).waitFor();
      }
      await page.locator('.banner').first().waitFor();
      await expectNoViolation(page, 'without a line');
      await page.emulateMedia({ colorScheme: 'dark' });
      await expectNoViolation(page, 'without a line, dark', ['color-contrast']);
      await takePictures(page, `channel-offline-${language}`);
      await device.close();
    });
  });
}

async function expectNoViolation(page: Page, how: string, rules?: string[]): Promise<void> {
  // There are no frames, so one page is enough for it.
  const axe = new AxeBuilder({ page }).setLegacyMode();
  const { violations } = await (rules ? axe.withRules(rules) : axe).analyze();
  const found = violations.map(
    ({ id, nodes }) => `${how}: ${id}: ${nodes.map((node) => `${node.html} ${node.failureSummary}`).join('\n')}`,
  );
  expect(found).toEqual([]);
}

async function takePictures(page: Page, name: string): Promise<void> {
  for (const [device, viewport] of Object.entries({ phone, desktop })) {
    await page.setViewportSize(viewport);
    for (const theme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: theme });
      await page.screenshot({ path: `${pictures}/${name}-${device}-${theme}.png`, animations: 'disabled' });
    }
  }
}
