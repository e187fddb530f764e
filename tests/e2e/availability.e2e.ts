/** A Champion's hours in a real browser, by keyboard; and keeping apart. */
import AxeBuilder from '@axe-core/playwright';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { call } from '../support/call.ts';
import { Stage } from './stage.ts';

const narrow = { width: 320, height: 640 };
let stage: Stage;
let dilys: BrowserContext;
let page: Page;

beforeAll(async () => {
  let aisha = '';
  stage = await Stage.open((programme) => {
    aisha = programme.program('Aisha', 'organiser', '--administrator');
    programme.member('Dilys');
    programme.channel('Talk');
  });
  await call(stage.server, aisha, 'HubService/SetChampion', {
    memberId: stage.programme.memberId('Dilys'),
    champion: { themes: ['housing'], about: 'Took over a library.' },
  });
  dilys = await stage.deviceOf('Dilys', { viewport: narrow });
  page = await dilys.newPage();
});
afterAll(() => stage?.close());

/** Tabs on until it has the focus. */
async function tabTo(wanted: ReturnType<Page['locator']>): Promise<void> {
  await wanted.waitFor();
  for (let presses = 0; presses < 80; presses++) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('it was not reached by tabbing');
}
const rows = () => page.locator('.weekly');
const focusIsOn = (wanted: ReturnType<Page['locator']>) =>
  wanted.and(page.locator(':focus')).waitFor({ state: 'attached' });

it('sets hours, quiet hours and what she knows by keyboard, and finds them again', async () => {
  await page.goto('/settings/availability');
  await tabTo(page.getByRole('radio', { name: 'Any time outside my quiet hours' }));
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => rows().count()).toBe(5);
  // The week loses its Friday and gains another part of one; the focus stays near.
  await tabTo(page.getByRole('button', { name: 'Remove Friday, 09:00 to 17:00' }));
  await page.keyboard.press('Enter');
  await focusIsOn(page.getByRole('button', { name: 'Add hours' }));
  await page.keyboard.press('Enter');
  await focusIsOn(rows().last().getByLabel('Day'));
  await page.keyboard.type('Sat');
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(narrow.width);
  expect((await new AxeBuilder({ page }).setLegacyMode().analyze()).violations).toEqual([]);
  await page.getByLabel('Quiet from').fill('20:30');
  await tabTo(page.getByRole('checkbox', { name: 'Welsh' }));
  await page.keyboard.press('Space');
  await tabTo(page.getByLabel('What you can help with'));
  await page.keyboard.type('Leases of old buildings');
  await tabTo(page.getByRole('button', { name: 'Save' }));
  await page.keyboard.press('Enter');
  await page.getByText('Saved.').first().waitFor();

  await page.reload();
  await expect.poll(() => rows().count()).toBe(5);
  expect(await rows().last().getByLabel('Day').inputValue()).toBe('6');
  expect(await page.getByLabel('Quiet from').inputValue()).toBe('20:30');
  expect(await page.getByRole('checkbox', { name: 'Welsh' }).isChecked()).toBe(true);
});

it('is told which hours can never be', async () => {
  await page.goto('/settings/availability');
  await page.getByLabel('Quiet from').fill('08:00');
  await page.getByLabel('until', { exact: true }).fill('18:00');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('alert').getByText('All these hours are quiet hours.').waitFor();
});

it('others see what she knows, and nothing of her hours; whoever is kept apart is not told', async () => {
  const device = await stage.deviceOf('Aisha');
  const seen = await device.newPage();
  await seen.goto(`/member/${stage.programme.memberId('Dilys')}`);
  await seen.getByText('Leases of old buildings').waitFor();
  await seen.getByText('English, Welsh').waitFor();
  expect(await seen.getByText('20:30').count()).toBe(0);
  await seen.getByRole('button', { name: 'Block Dilys' }).click();
  await seen.getByText('You have blocked Dilys.').waitFor();
  expect((await new AxeBuilder({ page: seen }).setLegacyMode().analyze()).violations).toEqual([]);
  await seen.getByRole('button', { name: 'Unblock Dilys' }).click();
  await seen.getByRole('button', { name: 'Block Dilys' }).waitFor();
  await device.close();
});
