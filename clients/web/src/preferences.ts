import { effect, signal } from '@preact/signals';
import { type Language, speak } from './words/language.ts';

/** What a person chose on this device. The script at the head of the page reads the same before anything is drawn. */
export interface Preferences {
  /** Absent: as the browser says, until the account says otherwise. */
  language?: Language;
  /** Absent: as the device. */
  theme?: 'light' | 'dark';
  contrast?: 'more' | 'normal';
  /** 1 to 2; absent: 1. */
  textScale?: number;
  /** Absent: where there is a keyboard. */
  enterSends?: boolean;
}

const key = 'preferences';
/** From here on there is no room for what sticks. */
const largeText = 1.5;

export const preferences = signal<Preferences>(read());

export function prefer(change: Partial<Preferences>): void {
  preferences.value = { ...preferences.value, ...change };
  try {
    localStorage.setItem(key, JSON.stringify(preferences.value));
  } catch {
    // Storage may be full or forbidden: the choice then holds until the page is closed.
  }
}

/** Forgets one choice: the device decides again. */
export function preferNothing(name: keyof Preferences): void {
  const { [name]: _, ...rest } = preferences.value;
  preferences.value = rest;
  prefer({});
}

/** Keeps `<html>` and the words as chosen. Resolves when the words are there for the first time. */
export function applyPreferences(): Promise<void> {
  let spoken = Promise.resolve();
  effect(() => {
    const root = document.documentElement;
    const { theme, contrast, textScale = 1, language: chosen } = preferences.value;
    spoken = speak(chosen ?? spokenByBrowser());
    mark(root, 'theme', theme);
    mark(root, 'contrast', contrast);
    mark(root, 'text', textScale >= largeText ? 'large' : undefined);
    if (textScale === 1) root.style.removeProperty('--text-scale');
    else root.style.setProperty('--text-scale', String(textScale));
  });
  return spoken;
}

function mark(root: HTMLElement, name: string, value: string | undefined): void {
  if (value) root.dataset[name] = value;
  else delete root.dataset[name];
}

function spokenByBrowser(): Language {
  const known = navigator.languages.map((tag) => tag.slice(0, 2)).find((tag) => tag === 'en' || tag === 'cy');
  return known === 'cy' ? 'cy' : 'en';
}

function read(): Preferences {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '{}');
    return typeof kept === 'object' && kept !== null ? (kept as Preferences) : {};
  } catch {
    return {};
  }
}
