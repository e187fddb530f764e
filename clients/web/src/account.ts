import { Language, Session } from '@ourplace/sdk';
import { signal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { browserAdapters } from './platform/adapters.ts';
import { preferences } from './preferences.ts';
import { go } from './router.ts';
import { speak } from './words/language.ts';

export const adapters = browserAdapters();
export const browserClock = adapters.clock;

/** The session of this tab. Another one takes its place when somebody signs in. */
export const session = signal(new Session(adapters));

const SessionContext = createContext<Session | undefined>(undefined);
export const SessionProvider = SessionContext.Provider;

export function useSession(): Session {
  const current = useContext(SessionContext);
  if (!current) throw new Error('a component that needs a session stands outside of one');
  return current;
}

/** After a call that set the cookie: starts afresh and goes on. */
export async function signedIn(to = '/'): Promise<void> {
  session.value.connection.stop(false);
  const next = new Session(adapters);
  session.value = next;
  go(to, 'replace');
  await next.start();
}

/** On a device where no language was chosen, the account's counts. */
export function followAccountLanguage(current: Session): void {
  const chosen = current.overview.me.value?.language;
  if (preferences.value.language || !chosen) return;
  void speak(chosen === Language.CY ? 'cy' : 'en');
}

/** How this device is called in the list of devices: "Firefox on Android". */
export function deviceLabel(agent = navigator.userAgent): string {
  const browsers = [
    ['Edg', 'Edge'],
    ['SamsungBrowser', 'Samsung Internet'],
    ['OPR', 'Opera'],
    ['Firefox', 'Firefox'],
    ['Chrome', 'Chrome'],
    ['Safari', 'Safari'],
  ] as const;
  const systems = [
    ['Android', 'Android'],
    ['iPhone', 'iPhone'],
    ['iPad', 'iPad'],
    ['Windows', 'Windows'],
    ['Mac OS', 'Mac'],
    ['CrOS', 'Chromebook'],
    ['Linux', 'Linux'],
  ] as const;
  const named = (list: readonly (readonly [string, string])[]) => list.find(([mark]) => agent.includes(mark))?.[1];
  const browser = named(browsers) ?? 'Browser';
  const system = named(systems);
  return system ? `${browser} on ${system}` : browser;
}
