import { preferences } from '../preferences.ts';

/** On a phone Enter starts a line; where there is a keyboard it sends, unless the member wants it otherwise. */
export function enterSends(): boolean {
  return preferences.value.enterSends ?? matchMedia('(hover: hover) and (pointer: fine)').matches;
}

/** Whether this press of a key asks to send. Not while an input method is composing a word. */
export function asksToSend(event: KeyboardEvent): boolean {
  if (event.key !== 'Enter' || event.isComposing || event.shiftKey || event.altKey) return false;
  return event.ctrlKey || event.metaKey || enterSends();
}
