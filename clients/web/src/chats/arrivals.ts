import type { Clock } from '@ourplace/sdk';

const burstMs = 2000;
const mostSpoken = 3;

/** What a screen reader hears of a channel: each message while it is calm, one number for a burst. */
export class Arrivals {
  #inBurst = 0;
  #stop = () => {};

  constructor(
    private readonly clock: Pick<Clock, 'after'>,
    private readonly say: (words: string) => void,
    /** "N new messages" */
    private readonly manyWords: (count: number) => string,
  ) {}

  arrived(name: string, text: string): void {
    this.#inBurst++;
    if (this.#inBurst === 1) this.#stop = this.clock.after(burstMs, () => this.#burstOver());
    if (this.#inBurst <= mostSpoken) this.say(`${name}: ${text}`);
  }

  /** The channel was left: nothing of it is said any more. */
  end(): void {
    this.#stop();
  }

  #burstOver(): void {
    const count = this.#inBurst;
    this.#inBurst = 0;
    if (count > mostSpoken) this.say(this.manyWords(count));
  }
}
