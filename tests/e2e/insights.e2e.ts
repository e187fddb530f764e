/** Insights of the demonstration programme: who may look, what a chart says in its table and its file, in both languages. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { desktop, phone, Stage } from './stage.ts';

const demonstration = resolve(import.meta.dirname, '../../deploy/demo');
const pictures = resolve(import.meta.dirname, '../../build/screenshots');
const narrow = { width: 320, height: 640 };

let stage: Stage;
let bridget: BrowserContext;
let samira: BrowserContext;
let hubId: string;

beforeAll(async () => {
  stage = await Stage.open(() => {}, demonstration);
  bridget = await stage.deviceOf('Bridget Osei', { viewport: desktop });
  samira = await stage.deviceOf('Samira Haddad');
  const { hubs } = await stage.call(samira, 'HubService/ListHubs', { query: 'White City' });
  hubId = hubs[0].hubId;
});
afterAll(() => stage?.close());

async function open(device: BrowserContext, address: string): Promise<Page> {
  const page = await device.newPage();
  await page.goto(address);
  await page.getByRole('heading', { level: 1 }).waitFor();
  return page;
}

const rowsOf = async (page: Page, caption: string) =>
  page.getByRole('table', { name: caption }).getByRole('row').allInnerTexts();

describe('insights', () => {
  it('of a hub are found and read by its organiser, by keyboard, with a table and a file of each chart', async () => {
    const page = await open(samira, `/hub/${hubId}`);
    await page.getByRole('link', { name: 'Insights' }).press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Insights' }).waitFor();
    const chart = page.getByRole('list', { name: 'Asks by quarter' });
    await chart.getByRole('listitem').first().waitFor();
    const card = page.getByRole('region', { name: 'Asks by quarter' });
    await card.getByText('Show as a table').press('Enter');
    const rows = await rowsOf(page, 'Asks by quarter');
    expect(rows.length).toBe(1 + (await chart.getByRole('listitem').count()));
    const waiting = page.waitForEvent('download');
    await card.getByRole('button', { name: 'Download as CSV' }).press('Enter');
    const file = await waiting;
    expect(file.suggestedFilename()).toBe('insights-quarter.csv');
    const csv = readFileSync(await file.path(), 'utf8');
    expect(csv).toContain('"Quarter from",Asked,Answered');
    // Header, rows and their sum.
    expect(csv.trimEnd().split('\r\n').length).toBe(rows.length + 1);
    await page.getByRole('region', { name: 'Who took them up' }).getByText('Show as a table').press('Enter');
    expect((await rowsOf(page, 'Who took them up')).join()).toContain('Kofi Mensah-Brathwaite');
    expect(await page.locator('main').innerText()).not.toContain('undefined');
    await page.close();
  });

  it('of the programme are compared by the administrator, and no hub of few has a number', async () => {
    const page = await open(bridget, '/more');
    await page.getByRole('link', { name: 'Insights' }).click();
    await page.getByLabel('Compare').selectOption('hub');
    const bars = page.getByRole('list', { name: 'Asks by Hub' }).getByRole('listitem');
    await bars.first().waitFor();
    expect(await bars.count()).toBe(6);
    await page.getByLabel('Compare').selectOption('month');
    await page.getByRole('list', { name: 'Asks by month' }).waitFor();
    await page.getByLabel('Theme', { exact: true }).selectOption('youth');
    await page.getByRole('list', { name: 'Asks by quarter' }).waitFor();
    expect(await page.getByLabel('Compare').locator('option').allInnerTexts()).toEqual(['Quarters', 'Hubs', 'Places']);
    await page.close();
  });

  it('are for nobody else', async () => {
    const callum = await stage.deviceOf('Callum Reid');
    const page = await open(callum, `/hub/${hubId}/insights`);
    await page.getByRole('alert').waitFor();
    expect(await page.locator('.bars').count()).toBe(0);
    await page.goto('/more');
    await page.getByRole('link', { name: 'Stories' }).waitFor();
    expect(await page.getByRole('link', { name: 'Insights' }).count()).toBe(0);
    await callum.close();
  });

  it('say that they need a connection', async () => {
    const line = await stage.newLine();
    const device = await stage.deviceOf('Samira Haddad', { line });
    const page = await open(device, `/hub/${hubId}/insights`);
    await page.getByRole('list', { name: 'Asks by quarter' }).waitFor();
    line.cut();
    await page.locator('.banner').first().waitFor();
    expect(await page.getByRole('list', { name: 'Asks by quarter' }).count()).toBe(1);
    await page.getByLabel('Compare').selectOption('theme');
    await page.locator('.note--sun[role=status]').waitFor();
    await device.close();
  });

  it.each(['en-GB', 'cy-GB'] as const)('are without a fault in %s at 320 px, light and dark', async (locale) => {
    const device = await stage.deviceOf('Bridget Osei', { viewport: narrow, locale });
    const page = await open(device, '/insights');
    for (const by of ['theme', 'hub']) {
      await page.setViewportSize(narrow);
      await page.emulateMedia({ colorScheme: 'light' });
      await page.locator('#insights-by').selectOption(by);
      await page.locator('.bars').first().waitFor();
      for (const summary of await page.locator('summary').all()) await summary.click();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(narrow.width);
      await expectNoViolation(page, `${by}, light`);
      await page.emulateMedia({ colorScheme: 'dark' });
      await expectNoViolation(page, `${by}, dark`, ['color-contrast']);
      await page.setViewportSize(desktop);
      await expectNoViolation(page, `${by}, 1280 px`);
    }
    for (const [name, viewport] of Object.entries({ phone, desktop })) {
      await page.setViewportSize(viewport);
      await page.screenshot({ path: `${pictures}/insights-${locale.slice(0, 2)}-${name}-dark.png`, fullPage: true });
    }
    await device.close();
  });
});

async function expectNoViolation(page: Page, how: string, rules?: string[]): Promise<void> {
  const axe = new AxeBuilder({ page }).setLegacyMode();
  const { violations } = await (rules ? axe.withRules(rules) : axe).analyze();
  const found = violations.map(
    ({ id, nodes }) => `${how}: ${id}: ${nodes.map((node) => `${node.html} ${node.failureSummary}`).join('\n')}`,
  );
  expect(found).toEqual([]);
}
