import { useSession } from '../account.ts';
import { Icon } from '../parts/icon.tsx';
import { lazyPart } from '../parts/lazy_part.tsx';
import { Loading } from '../parts/loading.tsx';
import { Door } from '../parts/shapes.tsx';
import { Title } from '../parts/title.tsx';
import { chatsWords } from '../words/chats.ts';
import { date } from '../words/times.ts';
import { ChannelLine } from './channel_line.tsx';
import { NoHubs } from './chats.tsx';
import { unreadChannels, unreadOfHub } from './unread.ts';

const AsksForMe = lazyPart(() => import('../asks/for_me.tsx'));
const PinnedAnnouncements = lazyPart(() => import('../announcements/pinned.tsx'));
const StartingSoon = lazyPart(() => import('../pages/parts/starting_soon.tsx'));

/** What needs the member, what is new, and their street. */
export function Home() {
  const { overview } = useSession();
  const words = chatsWords();
  if (!overview.loaded.value)
    return (
      <div class="page">
        <Title text={words.home} />
        <Loading words={words.fetching} />
      </div>
    );
  const hubs = overview.hubs.value;
  const unread = unreadChannels(overview);
  const [firstName = ''] = (overview.me.value?.member?.name ?? '').split(' ');
  return (
    <div class="page page--aside">
      <header class="full">
        <p class="soft small">
          {date(new Date())}, {overview.me.value?.programmeName}
        </p>
        <Title text={words.home}>{greeting(new Date(), firstName)}</Title>
      </header>
      <div class="stack stack--l">
        <AsksForMe />
        <PinnedAnnouncements />
        <StartingSoon />
        <section class="stack stack--s" aria-labelledby="since">
          <h2 id="since">{words.sinceYouWereHere}</h2>
          {unread.length > 0 ? (
            <ul class="list boxed">
              {unread.map((state) => (
                <ChannelLine key={state.channel?.channelId} state={state} />
              ))}
            </ul>
          ) : (
            <p class="note note--moss">
              <Icon name="tick" />
              {words.nothingNew}
            </p>
          )}
        </section>
      </div>
      <section class="stack" aria-labelledby="street">
        <h2 id="street">{words.yourStreet}</h2>
        {hubs.length === 0 ? (
          <NoHubs />
        ) : (
          <nav aria-label={words.yourHubs}>
            <div class="street">
              {hubs.map((hub) => {
                const fresh = unreadOfHub(overview, hub);
                return (
                  <a key={hub.hubId} href={`/hub/${hub.hubId}`}>
                    <span>
                      <span dir="auto">{hub.name}</span>
                      {fresh > 0 && <span class="sr">, {words.newBehindDoor(fresh)}</span>}
                    </span>
                    <Door hub={hub} lit={fresh > 0} />
                  </a>
                );
              })}
            </div>
          </nav>
        )}
      </section>
    </div>
  );
}

function greeting(now: Date, name: string): string {
  const words = chatsWords();
  if (now.getHours() < 12) return words.goodMorning(name);
  if (now.getHours() < 18) return words.goodAfternoon(name);
  return words.goodEvening(name);
}
