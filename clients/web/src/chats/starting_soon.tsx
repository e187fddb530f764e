import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';

let fetched: ComponentType | undefined;

/** What begins soon, for *Home*. It comes behind the page; without it nothing is missing. */
export function StartingSoon() {
  const [, drawAgain] = useState(0);
  useEffect(() => {
    if (fetched) return;
    import('../pages/event_pages.ts').then(
      (pages) => {
        fetched = pages.StartingSoon;
        drawAgain((count) => count + 1);
      },
      () => {},
    );
  }, []);
  const Soon = fetched;
  return Soon ? <Soon /> : null;
}
