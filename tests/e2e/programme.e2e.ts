/** What the programme has settled: whom people who ask are told to call, where Exit leads, when Suggestions get responses. */
import { resolve } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Stage } from './stage.ts';

const pictures = resolve(import.meta.dirname, '../../build/screenshots');
const narrow = { width: 320, height: 640 };

let stage: Stage;
let maureen: BrowserContext;

beforeAll(async () => {
  stage = await Stage.open((programme) => {
    programme.member('Maureen');
    programme.channel('Talk');
  });
  maureen = await stage.deviceOf('Maureen', { viewport: narrow });
});
afterAll(() => stage?.close());

async function asking(device: BrowserContext): Promise<Page> {
  const page = await device.newPage();
  const answered = page.waitForEvent('websocket').then((socket) => socket.waitForEvent('framereceived'));
  await page.goto('/asks/new');
  await answered;
  await page.locator('#talk-now').waitFor();
  return page;
}
const callsOf = (page: Page) =>
  page
    .locator('a[href^="tel:"]')
    .evaluateAll((links) => links.map((link) => `${link.parentElement?.textContent} → ${link.getAttribute('href')}`));

it('says what is usual, before the programme has settled anything and before the server has said so', async () => {
  const usual = [
    /Call 999\..* → tel:999$/,
    /^Samaritans, day and night: 116 123 → tel:116123$/,
    /^NHS 111, urgent help with mental health: choose 2: 111 → tel:111$/,
    /^Childline, if you are under 19: 0800 1111 → tel:08001111$/,
  ];
  const page = await asking(maureen);
  const expectUsual = async () => {
    const calls = await callsOf(page);
    expect(calls).toHaveLength(usual.length);
    for (const [place, call] of calls.entries()) expect(call).toMatch(usual[place] as RegExp);
  };
  await expectUsual();
  await page.waitForFunction(() => localStorage.getItem('programme') !== null);
  await expectUsual();
  await page.goto('/suggestions/new');
  await page.getByText('An Organiser responds within 28 days.').waitFor();
  await page.close();
});

it('says what the programme has settled, also without a line, and Exit leads where it says', async () => {
  await stage.programme.settle(
    '--emergency-number=112',
    '--signposts=+353 1 476 0000|Night line|Llinell y nos; 1800 111 888|Pieta',
    '--exit-page=https://weather.example/ https://tywydd.example/',
    '--suggestion-response-days=14',
  );
  const line = await stage.newLine();
  const device = await stage.deviceOf('Maureen', { viewport: narrow, line });
  const page = await asking(device);
  await page.getByText('Call 112.').waitFor();
  expect((await callsOf(page)).slice(1)).toEqual([
    'Night line: +353 1 476 0000 → tel:+35314760000',
    'Pieta: 1800 111 888 → tel:1800111888',
  ]);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  line.cut();
  await page.reload();
  await page.getByText('Call 112.').waitFor();
  await page.getByRole('link', { name: '1800 111 888' }).waitFor();
  line.mend();

  await page.route('https://weather.example/**', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<title>Weather</title>Rain later' }),
  );
  await page.getByRole('button', { name: 'Exit this page' }).click();
  await page.getByText('Rain later').waitFor();
  await page.goto('/suggestions/new');
  await page.getByText('An Organiser responds within 14 days.').waitFor();
  await device.close();
});

it.each(['en-GB', 'cy-GB'] as const)('can be read and heard at 320 px: %s', async (locale) => {
  const device = await stage.deviceOf('Maureen', { viewport: narrow, locale });
  const page = await asking(device);
  await page.getByRole('link', { name: '112' }).waitFor();
  const [, night, pieta] = await callsOf(page);
  expect(night).toContain(locale === 'cy-GB' ? 'Llinell y nos' : 'Night line');
  expect(pieta).toContain('Pieta');
  const said = page.getByText('Pieta', { exact: true });
  expect(await said.getAttribute('lang')).toBe(locale === 'cy-GB' ? 'en' : null);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(narrow.width);
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await page.screenshot({ path: `${pictures}/signposts-${locale.slice(0, 2)}.png`, fullPage: true });
  await device.close();
});
