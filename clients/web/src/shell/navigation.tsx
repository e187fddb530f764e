import { computed, signal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { useSession } from '../account.ts';
import { Icon, type IconName } from '../parts/icon.tsx';
import { Face } from '../parts/shapes.tsx';
import type { Destination } from '../routes.ts';
import { upTo99 } from '../words/language.ts';
import { shellWords } from '../words/shell.ts';

/** How many Asks need the member; who keeps count is fetched later. */
export const asksForMe = signal(0);

interface Entry {
  at: Destination;
  href: string;
  icon: IconName;
  words: string;
  /** What needs the member, and in words. */
  count?: number;
  counted?: (count: number) => string;
}

/** The bar at the foot of a phone and the rail beside anything wider. A number only for what needs the member. */
export function Navigation({ at }: { at: Destination | undefined }) {
  const session = useSession();
  const mentions = useMemo(
    () =>
      computed(() =>
        [...session.overview.channels.value.values()].reduce((sum, channel) => sum + channel.unreadMentions, 0),
      ),
    [session],
  ).value;
  const words = shellWords();
  const me = session.overview.me.value?.member;
  const entries: Entry[] = [
    { at: 'home', href: '/', icon: 'home', words: words.home },
    { at: 'chats', href: '/chats', icon: 'chats', words: words.chats, count: mentions, counted: words.needYou },
    { at: 'asks', href: '/asks', icon: 'asks', words: words.asks, count: asksForMe.value, counted: words.asksForYou },
    { at: 'events', href: '/events', icon: 'events', words: words.events },
    { at: 'more', href: '/more', icon: 'more', words: words.more },
  ];
  return (
    <nav class="nav" aria-label={words.mainNavigation}>
      <a class="brand" href="/">
        <span class="sr">{words.homeLink}</span>
        <svg aria-hidden="true">
          <use href="#i-logo" />
        </svg>
      </a>
      <ul>
        {entries.map(({ count = 0, counted, ...entry }) => (
          <li key={entry.at}>
            <a href={entry.href} aria-current={entry.at === at ? 'page' : undefined}>
              <span class="spot">
                <Icon name={entry.icon} />
                {count > 0 && (
                  <span class="lamp" aria-hidden="true">
                    {upTo99(count)}
                  </span>
                )}
              </span>
              <span>
                {entry.words}
                {count > 0 && <span class="sr">, {counted?.(count)}</span>}
              </span>
            </a>
          </li>
        ))}
      </ul>
      {me && (
        <a class="me" href="/settings/you">
          <Face id={me.memberId} name={me.name} />
          <span>
            <span class="sr">{me.name}, </span>
            {words.you}
          </span>
        </a>
      )}
    </nav>
  );
}
