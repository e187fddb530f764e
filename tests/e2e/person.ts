/** What a person does and sees in one tab, in the words of the page. */
import type { BrowserContext, Locator, Page } from 'playwright-core';
import { vi } from 'vitest';

export class Person {
  private constructor(readonly page: Page) {}

  static async at(device: BrowserContext, address: string): Promise<Person> {
    const person = new Person(await device.newPage());
    await person.page.goto(address);
    return person;
  }

  /** In a channel, ready to write. */
  static async in(device: BrowserContext, channelId: string): Promise<Person> {
    const person = await Person.at(device, `/channel/${channelId}`);
    await person.field.waitFor();
    return person;
  }

  get field(): Locator {
    return this.page.getByRole('textbox', { name: 'Your message' });
  }

  async write(body: string): Promise<void> {
    await this.field.fill(body);
    await this.page.getByRole('button', { name: 'Send', exact: true }).click();
  }

  /** Every message with these words. */
  messages(body: string): Locator {
    return this.page.getByRole('article').filter({ hasText: body });
  }

  /** Waits until it stands there, in these words or with them. */
  async sees(words: string): Promise<void> {
    await this.page.getByText(words).first().waitFor();
  }

  async seesSent(body: string): Promise<void> {
    await this.messages(body).filter({ hasText: 'Sent' }).waitFor();
  }

  /** Opens ⋮ beside the message and chooses. */
  async choose(body: string, ...words: string[]): Promise<void> {
    await this.messages(body).getByRole('button', { name: 'Reply, react or more' }).click();
    for (const one of words) await this.page.getByRole('menu').getByText(one, { exact: true }).click();
  }

  /** What the browser tells the page when the phone has found a network. */
  async networkIsBack(): Promise<void> {
    await this.page.evaluate(() => dispatchEvent(new Event('online')));
  }

  get banner(): Locator {
    return this.page.locator('.banners');
  }

  /** Waits until the device has these words of a channel on its disk. */
  async kept(channelId: string, words: string): Promise<void> {
    const read = (key: string) =>
      this.page.evaluate(async (key) => {
        const database = await new Promise<IDBDatabase>((resolve, reject) => {
          const opening = indexedDB.open('ourplace');
          opening.onsuccess = () => resolve(opening.result);
          opening.onerror = () => reject(opening.error);
        });
        const kept = await new Promise<Uint8Array | undefined>((resolve, reject) => {
          const asked = database.transaction('kept').objectStore('kept').get(key);
          asked.onsuccess = () => resolve(asked.result);
          asked.onerror = () => reject(asked.error);
        });
        database.close();
        return new TextDecoder().decode(kept);
      }, key);
    // The overview comes last, with the same message as the channel's newest.
    for (const key of [`snapshot/timeline/${channelId}`, 'snapshot/overview'])
      await vi.waitUntil(async () => (await read(key)).includes(words), { timeout: 20_000 });
  }

  /** What a screen reader is told of arrivals, in order, from now on until the last of it holds some words. */
  async listen(): Promise<(words: string) => Promise<string[]>> {
    await this.page.evaluate(() => {
      const heard: string[] = [];
      const region = document.querySelector('[data-live=arrivals]') as HTMLElement;
      new MutationObserver(() => heard.push((region.textContent ?? '').trim())).observe(region, {
        characterData: true,
        childList: true,
        subtree: true,
      });
      Object.assign(window, { heard });
    });
    return async (words) => {
      const heard = await this.page.waitForFunction((words) => {
        const all = (window as unknown as { heard: string[] }).heard;
        return all.at(-1)?.includes(words) ? all : undefined;
      }, words);
      return heard.jsonValue() as Promise<string[]>;
    };
  }
}
