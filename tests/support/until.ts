/** Waiting for something to become true, with a bound. */
import { setTimeout as elapse } from 'node:timers/promises';
import { effect } from '@preact/signals-core';

/** Resolves when the signals that it reads make it true. */
export function until(holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    let stop = () => {};
    stop = effect(() => {
      if (!holds()) return;
      resolve();
      queueMicrotask(() => stop());
    });
  });
}

/** What is waited for, or an error that says what did not come in time. */
export async function within<T>(ms: number, what: string, waited: Promise<T>): Promise<T> {
  const given = new AbortController();
  const late = elapse(ms, undefined, { signal: given.signal }).then(() => {
    throw new Error(`not within ${ms / 1000} s: ${what}`);
  });
  late.catch(() => {});
  return Promise.race([waited, late]).finally(() => given.abort());
}

/** Resolves when what a question finds out is what was hoped for; it is asked again and again. */
export async function untilAsked<T>(
  ms: number,
  what: string,
  ask: () => Promise<T>,
  hoped: (answer: T) => boolean,
): Promise<T> {
  const deadline = performance.now() + ms;
  for (;;) {
    const answer = await ask();
    if (hoped(answer)) return answer;
    if (performance.now() > deadline) throw new Error(`not within ${ms / 1000} s: ${what}; ${JSON.stringify(answer)}`);
    await elapse(20);
  }
}
