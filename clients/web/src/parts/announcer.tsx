import { signal } from '@preact/signals';

const said = signal('');
const arrived = signal('');

/** Has a screen reader say something when it is free. Saying the same again is heard again. */
export function announce(words: string): void {
  said.value = different(said.peek(), words);
}

/** The same for what arrives in the open channel. */
export function announceArrival(words: string): void {
  arrived.value = different(arrived.peek(), words);
}

function different(before: string, words: string): string {
  return before === words ? `${words}\u00a0` : words;
}

/** Always on the page: a region that comes together with its words is not read. */
export function LiveRegions() {
  return (
    <>
      <p class="sr" role="status" aria-live="polite" data-live="said">
        {said.value}
      </p>
      <p class="sr" role="status" aria-live="polite" data-live="arrivals">
        {arrived.value}
      </p>
    </>
  );
}
