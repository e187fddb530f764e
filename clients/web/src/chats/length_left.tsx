import { channelWords } from '../words/channel.ts';

export const longestBody = 8000;
const saidFrom = 7500;

/** Letters as the server counts them. */
export function lettersOf(text: string): number {
  const trimmed = text.trim();
  return trimmed.length < saidFrom ? trimmed.length : [...trimmed].length;
}

/** How much room is left, once it matters. */
export function LengthLeft({ text, id }: { text: string; id: string }) {
  const words = channelWords();
  const left = longestBody - lettersOf(text);
  if (left > longestBody - saidFrom) return null;
  return (
    <p id={id} class={left < 0 ? 'wrong' : 'hint'} role="status">
      {left < 0 ? words.tooLong(-left) : words.left(left)}
    </p>
  );
}
