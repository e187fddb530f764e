/**
 * An Ask from beginning to end by keyboard alone, on the narrowest screens, in both languages: its asker, the Champion who
 * takes it up, the one to whom it is handed over, and the Organiser whose board it stands on, in four browsers at once.
 */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { untilAsked } from '../support/until.ts';
import { makeChampion } from './champions.ts';
import { Stage } from './stage.ts';

const narrow = { width: 320, height: 640 };

const english = {
  ask: 'Ask for help',
  yourAsk: 'Your Ask',
  ownName: 'Maureen',
  otherName: 'A different name, for this Ask only',
  looking: /We are looking for somebody/,
  yes: 'Yes, I can help',
  message: 'Your message',
  send: 'Send',
  menu: 'Close, withdraw or hand over this Ask',
  handOver: 'Hand it over',
  toWhom: 'To whom?',
  note: 'What should they know?',
  propose: 'Propose it',
  agree: 'Agree',
  sharedWithGwyn: 'Shared with Gwyn',
  notOpen: 'This Ask is not open to you',
  check: 'Ask whether it has helped',
  close: 'Close with what changed',
  helped: 'Yes',
  whatChanged: 'What changed?',
  thanks: 'Thanks to Gwyn',
  closeIt: 'Close this Ask',
};
const welsh: typeof english = {
  ask: 'Gofyn am help',
  yourAsk: 'Eich cais',
  ownName: 'Maureen',
  otherName: 'Enw gwahanol i’r cais hwn yn unig',
  looking: /Rydym yn chwilio am rywun/,
  yes: 'Gallaf, mi helpaf',
  message: 'Eich neges',
  send: 'Anfon',
  menu: 'Cau, tynnu’n ôl neu drosglwyddo’r cais hwn',
  handOver: 'Ei drosglwyddo',
  toWhom: 'I bwy?',
  note: 'Beth ddylen nhw ei wybod?',
  propose: 'Ei gynnig',
  agree: 'Cytuno',
  sharedWithGwyn: 'Wedi’i rannu â Gwyn',
  notOpen: 'Nid yw’r cais hwn ar agor i chi',
  check: 'Gofyn a yw wedi helpu',
  close: 'Cau gyda’r hyn a newidiodd',
  helped: 'Do',
  whatChanged: 'Beth newidiodd?',
  thanks: 'Diolch i Gwyn',
  closeIt: 'Cau’r cais hwn',
};

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.open((programme) => {
    for (const name of ['Maureen', 'Denise', 'Gwyn']) programme.member(name);
    programme.member('Ruth', 'organiser', '--administrator');
    programme.channel('Talk');
  });
  for (const name of ['Denise', 'Gwyn']) await makeChampion(stage, 'Ruth', name);
});
afterAll(() => stage?.close());

/** Somebody who only has a keyboard. */
class Typist {
  private constructor(
    readonly page: Page,
    private readonly lang: string,
  ) {}

  static async at(name: string, locale: 'en-GB' | 'cy-GB'): Promise<Typist> {
    const device = await stage.deviceOf(name, { viewport: narrow, locale });
    return new Typist(await device.newPage(), locale.slice(0, 2));
  }

  async goto(address: string): Promise<void> {
    await this.page.goto(address);
    await this.page.getByRole('heading', { level: 1 }).first().waitFor();
  }

  /** Tabs on until it has the focus. */
  async tabTo(role: 'link' | 'button' | 'textbox' | 'radio' | 'combobox', name: string | RegExp): Promise<void> {
    const wanted = this.page.getByRole(role, { name, exact: true }).first();
    await wanted.waitFor();
    for (let presses = 0; presses < 80; presses++) {
      if (await wanted.evaluate((element) => element === document.activeElement)) return;
      await this.page.keyboard.press('Tab');
    }
    throw new Error(`no ${role} "${name}" was reached by tabbing`);
  }

  async activate(role: 'link' | 'button', name: string | RegExp): Promise<void> {
    await this.tabTo(role, name);
    await this.page.keyboard.press('Enter');
  }

  async fill(name: string, text: string): Promise<void> {
    await this.tabTo('textbox', name);
    await this.page.keyboard.type(text);
  }

  async sees(words: string | RegExp): Promise<void> {
    await this.page.getByText(words).filter({ visible: true }).first().waitFor();
  }

  /** What stands there now is in its language, fits, and has nothing that a screen reader stumbles over. */
  async expectWellMade(): Promise<void> {
    expect(await this.page.evaluate(() => document.documentElement.lang)).toBe(this.lang);
    expect(await this.page.evaluate(() => document.documentElement.scrollWidth)).toBe(narrow.width);
    const { violations } = await new AxeBuilder({ page: this.page }).setLegacyMode().analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n')}`)).toEqual([]);
  }

  /** The one that is offered to them, from the list as it arrives. */
  async openOffered(title: RegExp): Promise<void> {
    await this.goto('/asks');
    await this.activate('link', title);
    await this.page.getByRole('heading', { level: 1 }).first().waitFor();
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}

describe.each([
  ['en-GB', english, 'The roof lets the rain in above the stage.'],
  ['cy-GB', welsh, 'Mae’r to yn gollwng uwchben y llwyfan.'],
] as const)('%s', (locale, words, text) => {
  it('an Ask is made, taken up, handed over, looked after and closed', async () => {
    const title = new RegExp(text.slice(0, 20));
    const [maureen, denise, gwyn, ruth] = (await Promise.all(
      ['Maureen', 'Denise', 'Gwyn', 'Ruth'].map((name) => Typist.at(name, locale)),
    )) as [Typist, Typist, Typist, Typist];

    await maureen.goto('/asks/new');
    await maureen.fill(words.yourAsk, text);
    await maureen.tabTo('radio', words.ownName);
    await maureen.page.keyboard.press('ArrowDown');
    expect(await maureen.page.getByRole('radio', { name: words.otherName }).isChecked()).toBe(true);
    await maureen.activate('button', words.ask);
    await maureen.sees(words.looking);
    await maureen.expectWellMade();

    await ruth.goto('/asks/board');
    await ruth.expectWellMade();
    await ruth.activate('link', title);
    await ruth.page.getByRole('heading', { level: 1 }).first().waitFor();
    await ruth.expectWellMade();

    await denise.openOffered(title);
    await denise.expectWellMade();
    await denise.activate('button', words.yes);
    await denise.fill(words.message, 'Aled');
    await denise.activate('button', words.send);
    await maureen.sees('Aled');
    await maureen.fill(words.message, 'Diolch');
    await maureen.activate('button', words.send);
    await denise.sees('Diolch');
    await denise.expectWellMade();

    await denise.activate('button', words.menu);
    await denise.page.getByRole('menuitem', { name: words.handOver }).waitFor();
    for (let presses = 0; presses < 10; presses++) {
      const item = denise.page.getByRole('menuitem', { name: words.handOver });
      if (await item.evaluate((element) => element === document.activeElement)) break;
      await denise.page.keyboard.press('ArrowDown');
    }
    await denise.page.keyboard.press('Enter');
    await denise.tabTo('combobox', words.toWhom);
    await denise.page.keyboard.type('Gwyn');
    await denise.fill(words.note, 'Gwyn');
    await denise.expectWellMade();
    await denise.activate('button', words.propose);
    await maureen.expectWellMade();
    await maureen.activate('button', words.agree);
    await denise.page.getByRole('textbox', { name: words.message }).waitFor({ state: 'detached' });

    await gwyn.openOffered(title);
    await gwyn.activate('button', words.yes);
    await maureen.sees(words.sharedWithGwyn);
    await gwyn.activate('button', words.check);

    await maureen.activate('link', words.close);
    await maureen.tabTo('radio', words.helped);
    await maureen.page.keyboard.press('Space');
    await maureen.fill(words.whatChanged, 'Sych');
    await maureen.fill(words.thanks, 'Gwych');
    await maureen.expectWellMade();
    await maureen.activate('button', words.closeIt);
    await gwyn.sees('Sych');
    await gwyn.sees('Gwych');
    await gwyn.expectWellMade();
    await maureen.expectWellMade();
    await untilAsked(
      10_000,
      'nothing left to do',
      () => stage.call(ruth.page.context(), 'AskService/ListAsks', { view: 'VIEW_ORGANISING' }),
      ({ asks }) => (asks ?? []).length === 0,
    );
    for (const typist of [maureen, denise, gwyn, ruth]) await typist.close();
  }, 180_000);
});
