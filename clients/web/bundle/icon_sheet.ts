import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

/** Puts the sheet of icons into the page, where `<use href="#i-name">` finds them without a request. */
export function iconSheet(): Plugin {
  return {
    name: 'ourplace-icon-sheet',
    transformIndexHtml(html) {
      const sheet = readFileSync(new URL('../src/parts/icons.svg', import.meta.url), 'utf8').replace(/\n\s*/g, '');
      return html.replace('<!-- icons -->', sheet);
    },
  };
}
