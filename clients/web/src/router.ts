import { computed, signal } from '@preact/signals';

/** Where the person is. `steps` counts the navigations of this page load: 0 is where it was opened. */
export interface Place {
  path: string;
  hash: string;
  steps: number;
}

let steps = 0;
const read = (): Place => ({ path: location.pathname, hash: location.hash, steps });

export const place = signal<Place>(read());
export const path = computed(() => place.value.path);

/** @param how `replace` leaves no way back to the present address */
export function go(to: string, how: 'push' | 'replace' = 'push'): void {
  if (how === 'replace') history.replaceState(null, '', to);
  else history.pushState(null, '', to);
  steps++;
  place.value = read();
  if (how === 'push') scrollTo(0, 0);
}

/** Back to where one came from, or to the page above when this one was opened from outside. */
export function goBack(above: string): void {
  if (steps > 0) history.back();
  else go(above, 'replace');
}

/** Follows the history, and plain links to our own pages without loading them anew. */
export function startRouter(): void {
  addEventListener('popstate', () => {
    steps++;
    place.value = read();
  });
  document.addEventListener('click', (event) => {
    if (
      event.defaultPrevented ||
      event.button !== 0 ||
      event.metaKey ||
      event.ctrlKey ||
      event.shiftKey ||
      event.altKey
    )
      return;
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (!link?.href || link.target || link.hasAttribute('download') || link.origin !== location.origin) return;
    // A mark within the page is the browser's.
    if (link.pathname === location.pathname && link.hash) return;
    event.preventDefault();
    go(link.pathname + link.search + link.hash);
  });
}

/** "/channel/:channel" and "/channel/c1" give { channel: 'c1' }; undefined: another address. */
export function match(pattern: string, address: string): Record<string, string> | undefined {
  const wanted = pattern.split('/');
  const given = address.replace(/\/+$/, '').split('/');
  if (wanted.length !== Math.max(given.length, 2)) return undefined;
  const found: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const have = given[index] ?? '';
    if (!part.startsWith(':')) {
      if (part !== have) return undefined;
    } else if (have === '') {
      return undefined;
    } else {
      try {
        found[part.slice(1)] = decodeURIComponent(have);
      } catch {
        return undefined;
      }
    }
  }
  return found;
}
