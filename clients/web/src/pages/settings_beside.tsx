import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';

let fetched: ComponentType | undefined;

/** The list of settings beside one of them. It comes with its page; until then its place is kept. */
export function SettingsBeside() {
  const [, drawAgain] = useState(0);
  useEffect(() => {
    if (fetched) return;
    import('./more.tsx').then(
      (module) => {
        fetched = module.SettingsList;
        drawAgain((count) => count + 1);
      },
      // Without it the page has its own way back.
      () => {},
    );
  }, []);
  const List = fetched;
  return List ? <List /> : <div class="side" />;
}
