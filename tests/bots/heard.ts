/** What a test hears of a bot, in order; it can be waited for, with a bound. */
import { within } from '../support/until.ts';

export class Heard<T> {
  readonly all: T[] = [];
  #waiting: (() => void)[] = [];

  add(one: T): void {
    this.all.push(one);
    for (const look of this.#waiting) look();
  }

  /** Resolves with all of it when there are so many. */
  async count(count: number, ms = 20_000): Promise<T[]> {
    const there = new Promise<void>((resolve) => {
      const look = () => {
        if (this.all.length < count) return;
        this.#waiting = this.#waiting.filter((other) => other !== look);
        resolve();
      };
      this.#waiting.push(look);
      look();
    });
    await within(ms, `${count} heard, and not ${this.all.length}: ${this.all.slice(-5).join(' | ')}`, there);
    return this.all;
  }
}
