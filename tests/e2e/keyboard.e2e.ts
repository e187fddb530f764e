/** Every task by keyboard alone: nothing in this file presses, points or jumps to anything. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { Person } from './person.ts';
import { desktop, Stage } from './stage.ts';

let stage: Stage;
let page: Page;

beforeAll(async () => {
  stage = await Stage.open((programme) => {
    programme.member('Aisha', 'organiser', '--administrator');
    programme.member('Ben');
    programme.channel('Talk');
  });
});
afterAll(() => stage?.close());

beforeEach(() => async () => {
  await page.context().close();
});

const open = async (address: string, name?: string) => {
  const device = await (name ? stage.deviceOf(name, { viewport: desktop }) : stage.device({ viewport: desktop }));
  page = (await Person.at(device, address)).page;
};

/** Tabs on until something of this role and name has the focus, as somebody who hears the page does. */
async function tabTo(
  role: 'link' | 'button' | 'textbox' | 'radio' | 'searchbox',
  name: string | RegExp,
): Promise<void> {
  const wanted = page.getByRole(role, { name, exact: true }).first();
  await wanted.waitFor();
  for (let presses = 0; presses < 80; presses++) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`no ${role} "${name}" was reached by tabbing`);
}

const type = (text: string) => page.keyboard.type(text);
const press = (key: string) => page.keyboard.press(key);

it('joins by invite, and is told what is wrong before it is right', async () => {
  await open(`/join${new URL(stage.programme.invite('Aisha')).hash}`);
  await tabTo('button', 'Join');
  await press('Enter');
  await page.getByRole('alert').getByText('2 things to put right').waitFor();
  await tabTo('textbox', 'Your name');
  await type('Cerys');
  await tabTo('textbox', 'Passphrase');
  await type('three damp umbrellas');
  await press('Enter');
  await page.getByRole('heading', { name: 'Somers Town Job Hub', level: 1 }).waitFor();
  await tabTo('link', /Talk/);
  await press('Enter');
  await page.getByRole('heading', { name: 'Talk', level: 1 }).waitFor();
});

it('signs out, and in again with name and passphrase', async () => {
  await open(`/join${new URL(stage.programme.invite('Aisha')).hash}`);
  await tabTo('textbox', 'Your name');
  await type('Dilwyn');
  await tabTo('textbox', 'Passphrase');
  await type('three damp umbrellas');
  await press('Enter');
  await page.getByRole('heading', { name: 'Somers Town Job Hub', level: 1 }).waitFor();
  await tabTo('link', 'More');
  await press('Enter');
  await tabTo('button', 'Sign out');
  await press('Enter');
  await page.getByRole('heading', { name: 'Sign in', level: 1 }).waitFor();
  await tabTo('textbox', 'Your name');
  await type('Dilwyn');
  await tabTo('textbox', 'Passphrase');
  await type('three damp umbrellas');
  await press('Enter');
  await page.getByRole('heading', { name: /^Good .* Dilwyn$/, level: 1 }).waitFor();
});

it('writes, mentions, changes, reacts, answers and deletes', async () => {
  await open('/', 'Aisha');
  await tabTo('link', 'Chats');
  await press('Enter');
  await tabTo('link', /Talk/);
  await press('Enter');
  await tabTo('textbox', 'Your message');
  await type('Well done @Be');
  await page.getByRole('option', { name: 'Ben' }).waitFor();
  await press('Enter');
  await type('you did it');
  await press('Enter');
  const message = page.getByRole('article').filter({ hasText: 'Well done @Ben you did it' });
  await message.filter({ hasText: 'Sent' }).waitFor();

  const choose = async (...presses: string[]) => {
    await press('Shift+Tab');
    for (let tries = 0; tries < 10; tries++) {
      if ((await page.evaluate(() => document.activeElement?.getAttribute('aria-haspopup'))) === 'menu') break;
      await press('Shift+Tab');
    }
    await press('Enter');
    await page.getByRole('menu').waitFor();
    for (const key of presses) await press(key);
  };
  await tabTo('textbox', 'Your message');
  await choose('ArrowDown', 'Enter');
  await page.getByRole('menuitemcheckbox', { name: 'Thanks' }).waitFor();
  await press('Enter');
  await message.getByRole('button', { name: 'Thanks: 1 person' }).waitFor();

  await tabTo('textbox', 'Your message');
  await choose('ArrowDown', 'ArrowDown', 'ArrowDown', 'Enter');
  const editor = page.getByRole('textbox', { name: 'Change your message' });
  await editor.waitFor();
  await press('End');
  await type(', thank you');
  await press('Enter');
  await message.getByText('Edited').waitFor();

  await tabTo('textbox', 'Your message');
  await choose('Enter');
  await page.getByText('Replying to').waitFor();
  await type('And again');
  await press('Enter');
  const answer = page.getByRole('article').filter({ hasText: 'And again' });
  await answer.filter({ hasText: 'Sent' }).waitFor();

  await tabTo('textbox', 'Your message');
  await choose('End', 'Enter');
  await page.getByText('You deleted this message.').waitFor();
  expect(await answer.count()).toBe(0);
});

it('makes a channel and an invite', async () => {
  await open(`/hub/${stage.programme.hubId}`, 'Aisha');
  await tabTo('link', 'New channel');
  await press('Enter');
  await tabTo('textbox', 'Name');
  await type('Repairs');
  await press('Enter');
  await page.getByRole('heading', { name: 'Repairs', level: 1 }).waitFor();

  await page.goto(`/hub/${stage.programme.hubId}/invites`);
  await tabTo('button', 'Make the link');
  await press('Enter');
  await page.getByText('Your invite link').first().waitFor();
});

it('finds a hub in the directory and changes how the page looks', async () => {
  await open('/', 'Ben');
  await tabTo('link', 'More');
  await press('Enter');
  await tabTo('link', 'Hubs');
  await press('Enter');
  await tabTo('link', /Somers Town Job Hub/);
  await press('Enter');
  await page.getByRole('heading', { name: 'Somers Town Job Hub', level: 1 }).waitFor();
  await tabTo('link', 'More');
  await press('Enter');
  await tabTo('link', 'How it looks');
  await press('Enter');
  await page.getByRole('heading', { name: 'How it looks', level: 1 }).waitFor();
  const dark = page.getByRole('radio', { name: 'Dark' });
  await tabTo('radio', 'As my device');
  await press('ArrowDown');
  await press('ArrowDown');
  expect(await dark.isChecked()).toBe(true);
  expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe('dark');
});
