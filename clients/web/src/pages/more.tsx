import { HubRole } from '@ourplace/sdk';
import { useState } from 'preact/hooks';
import { useSession } from '../account.ts';
import { Icon, type IconName } from '../parts/icon.tsx';
import { Face } from '../parts/shapes.tsx';
import { Title } from '../parts/title.tsx';
import { go, path } from '../router.ts';
import { settingsWords } from '../words/pages/settings.ts';
import { Act } from './parts/act.tsx';

type Entry = [href: string, icon: IconName, words: string];

function settingsEntries(isChampion: boolean): Entry[] {
  const words = settingsWords();
  return [
    ['/settings/you', 'edit', words.you],
    ['/settings/look', 'letters', words.look],
    ['/settings/reminders', 'clock', words.reminders],
    ...(isChampion ? ([['/settings/availability', 'rosette', words.availability]] as Entry[]) : []),
    ['/settings/devices', 'phone', words.devices],
    ['/settings/passphrase', 'lock', words.passphrase],
    ['/settings/programs', 'key', words.programs],
  ];
}

/** What has no place of its own in the navigation. */
export default function MorePage() {
  const { overview } = useSession();
  const words = settingsWords();
  const me = overview.me.value?.member;
  const around: Entry[] = [
    ['/hubs', 'hubs', words.hubs],
    ['/people', 'people', words.people],
    ['/stories', 'quote', words.stories],
    ['/suggestions', 'reply', words.suggestions],
    ...(me?.isAdministrator || overview.hubs.value.some(({ myRole }) => myRole === HubRole.ORGANISER)
      ? ([['/insights', 'asks', words.insights]] as Entry[])
      : []),
    ...(me?.isAdministrator ? ([['/administration', 'spot', words.administration]] as Entry[]) : []),
  ];
  return (
    <div class="page">
      <Title text={words.more} />
      {me && (
        <a class="line boxed" href={`/member/${me.memberId}`}>
          <Face id={me.memberId} name={me.name} large />
          <span class="grow">
            <span class="name strong" dir="auto">
              {me.name}
            </span>
            <span class="small soft">{overview.me.value?.programmeName}</span>
          </span>
          <Icon name="next" turn />
        </a>
      )}
      <Entries of={around} boxed />
      <section class="stack stack--s" aria-labelledby="settings">
        <h2 id="settings">{words.settings}</h2>
        <Entries of={settingsEntries(me?.champion !== undefined)} boxed />
      </section>
      <SignOut />
    </div>
  );
}

/** The list of settings, beside each of them where there is room. */
export function SettingsList() {
  const words = settingsWords();
  const me = useSession().overview.me.value?.member;
  return (
    <aside class="side" aria-label={words.settings}>
      <h2 class="side__title">{words.settings}</h2>
      <Entries of={settingsEntries(me?.champion !== undefined)} />
    </aside>
  );
}

function Entries({ of, boxed }: { of: readonly Entry[]; boxed?: boolean }) {
  return (
    <ul class={`list${boxed ? ' boxed' : ''}`}>
      {of.map(([href, icon, words]) => (
        <li key={href}>
          <a class="line" href={href} aria-current={path.value === href ? 'page' : undefined}>
            <Icon name={icon} />
            <span class="grow">{words}</span>
            {boxed && <Icon name="next" turn />}
          </a>
        </li>
      ))}
    </ul>
  );
}

function SignOut() {
  const session = useSession();
  const words = settingsWords();
  const [asked, ask] = useState(false);
  const unsent = session.outbox.pending.value.length;
  const signOut = async () => {
    if (unsent > 0 && !asked) {
      ask(true);
      return;
    }
    await session.signOut(false);
    go('/sign-in');
  };
  return (
    <div class="stack stack--s">
      {asked && (
        <p class="note note--sun" role="status">
          <Icon name="clock" />
          <span>
            <b>{words.unsent(unsent)}</b> {words.unsentHint}
          </span>
        </p>
      )}
      <div class="actions">
        <Act icon="leave" words={words.signOut} busy={words.signingOut} run={signOut} />
      </div>
    </div>
  );
}
