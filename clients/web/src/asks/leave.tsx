import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { Icon } from '../parts/icon.tsx';
import { programme, useProgramme } from '../programme.ts';
import { askWords } from '../words/asks.ts';
import { language } from '../words/language.ts';

/** The third press comes within this time of the first. */
const threeWithinMs = 3000;

/** At once, and with nothing of it left behind: not on the screen, not in the tab's title, not behind "Back". */
export function exitPage(): void {
  document.title = '';
  document.body.replaceChildren();
  // A page that the browser kept whole for "Back" is loaded anew, at the start.
  addEventListener('pageshow', ({ persisted }) => persisted && location.replace('/'));
  // An ordinary page that many people have open; our own server would say where one has been.
  location.replace(programme.value.exitPage[language.value]);
}

/** On top of every page of Asks. */
export function Leave({ children }: { children?: ComponentChildren }) {
  useProgramme();
  useEffect(() => {
    let presses: number[] = [];
    const pressed = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') {
        presses = [];
        return;
      }
      if (event.repeat) return;
      presses = [...presses.filter((at) => event.timeStamp - at < threeWithinMs), event.timeStamp];
      if (presses.length >= 3) exitPage();
    };
    // Before anything that Escape closes.
    addEventListener('keydown', pressed, true);
    return () => removeEventListener('keydown', pressed, true);
  }, []);
  const words = askWords();
  return (
    <div class="leave">
      {children}
      <button type="button" class="btn btn--s" aria-describedby="exit-help" onClick={exitPage}>
        <Icon name="leave" turn />
        {words.exit}
      </button>
      <span class="sr" id="exit-help">
        {words.exitHelp}
      </span>
    </div>
  );
}
