import './styles/index.css';
import { render } from 'preact';
import { session } from './account.ts';
import { LiveRegions } from './parts/announcer.tsx';
import { Toasts } from './parts/toast.tsx';
import { keepShell } from './platform/shell_keeper.ts';
import { applyPreferences } from './preferences.ts';
import { startRouter } from './router.ts';
import { App } from './shell/app.tsx';

const words = applyPreferences();
startRouter();
// The line, and what this device has kept, do not wait for words.
void session.value.start();
// No top-level await: the words are part of a file that waits for this one.
void words.then(() => {
  const app = document.getElementById('app') as HTMLElement;
  app.replaceChildren();
  render(<App />, app);
  render(
    <>
      <LiveRegions />
      <Toasts />
    </>,
    document.getElementById('floating') as HTMLElement,
  );
});
keepShell();
