import { type Announcement, AnnouncementService, AnnouncementState } from '@ourplace/sdk';
import { useEffect, useState } from 'preact/hooks';
import { useSession } from '../account.ts';
import { themeName } from '../pages/member.tsx';
import { Act } from '../pages/parts/act.tsx';
import { BackTo } from '../pages/parts/back_to.tsx';
import { type Fetched, Showing, useFetched } from '../pages/parts/fetched.tsx';
import { Icon } from '../parts/icon.tsx';
import { painted } from '../parts/shapes.tsx';
import { Title } from '../parts/title.tsx';
import { toast } from '../parts/toast.tsx';
import { ThreadLink } from '../threads/thread_link.tsx';
import { announcementWords } from '../words/announcements.ts';
import { date, fromMicros, moment } from '../words/times.ts';
import { AnnouncementCard, headline, Tongues } from './card.tsx';
import { useAnnouncements } from './model.ts';
import { Reach } from './reach.tsx';

/** How often those who follow it look again. */
const lookAgainMs = 5000;

/** One announcement: for those it went to what it says, for those who sent it also whom it reached. */
export default function AnnouncementPage({ params }: { params: Record<string, string> }) {
  const words = announcementWords();
  const fetched = useAnnouncement(params.announcement ?? '');
  return (
    <Showing fetched={fetched} loading={words.fetchingOne}>
      {(announcement) => <Found announcement={announcement} put={fetched.put} />}
    </Showing>
  );
}

/** As the server has it, fetched again when something about announcements was heard. */
export function useAnnouncement(announcementId: string): Fetched<Announcement> {
  const { connection } = useSession();
  const { changes } = useAnnouncements();
  const fetched = useFetched(announcementId, async () => {
    const response = await connection.call(AnnouncementService.method.getAnnouncement, { announcementId });
    return response.announcement as Announcement;
  });
  const [seen, setSeen] = useState(changes.value);
  if (seen !== changes.value) {
    setSeen(changes.value);
    fetched.again();
  }
  const follows = fetched.data?.tracking !== undefined && fetched.online;
  useEffect(() => {
    if (!follows) return;
    const timer = setInterval(() => document.visibilityState === 'visible' && fetched.again(), lookAgainMs);
    return () => clearInterval(timer);
  }, [announcementId, follows]);
  return fetched;
}

function Found({ announcement, put }: { announcement: Announcement; put: (changed: Announcement) => void }) {
  const words = announcementWords();
  const { hub, tracking, state } = announcement;
  const { title, lang } = headline(announcement);
  const at = moment(fromMicros(announcement.sentAtUs));
  const isScheduled = state === AnnouncementState.SCHEDULED;
  return (
    <div class="painted" style={painted(hub?.paint)}>
      <div class={`page${tracking ? ' page--aside' : ''}`}>
        <header class="full stack stack--s">
          <BackTo href={`/hub/${hub?.hubId}/announcements`} words={words.of(hub?.name ?? '')} />
          <Title text={title} lang={lang} />
          <p class="soft">
            {state === AnnouncementState.CANCELLED
              ? words.cancelled
              : isScheduled
                ? words.goesAt(at)
                : words.sentAt(at)}{' '}
            <span dir="auto">{words.by(announcement.authorName)}</span>
          </p>
          {announcement.themes.length > 0 && (
            <p class="soft small">{words.onlyChampions(announcement.themes.map(themeName).join(', '))}</p>
          )}
        </header>
        {tracking && <Reach announcement={announcement} tracking={tracking} put={put} />}
        <section class="stack" aria-label={words.whatYouSent}>
          <AnnouncementCard announcement={announcement} level={2} titled />
          <Replies announcement={announcement} />
          {state !== AnnouncementState.CANCELLED && <UntilWhen announcement={announcement} />}
          {announcement.mayManage && <Manage announcement={announcement} put={put} />}
          {announcement.version > 1 && <History announcement={announcement} />}
        </section>
      </div>
    </div>
  );
}

function Replies({ announcement: { announcementId, thread } }: { announcement: Announcement }) {
  if (!thread?.mayOpen) return null;
  return (
    <div class="actions">
      <ThreadLink
        href={`/announcement/${announcementId}/replies`}
        words={announcementWords().replies}
        below={announcementId}
        messages={thread.messageCount}
      />
    </div>
  );
}

function UntilWhen({ announcement: { expiresAtUs, replyChannel, thread } }: { announcement: Announcement }) {
  const words = announcementWords();
  const end = fromMicros(expiresAtUs);
  return (
    <p class="soft small">
      {end > new Date() ? words.staysUntil(date(end)) : words.ended(date(end))}
      {!replyChannel && !thread && `. ${words.repliesClosed}`}
    </p>
  );
}

/** What its Organisers can still do. */
function Manage({ announcement, put }: { announcement: Announcement; put: (changed: Announcement) => void }) {
  const { connection } = useSession();
  const words = announcementWords();
  const { announcementId, state, expiresAtUs } = announcement;
  const isScheduled = state === AnnouncementState.SCHEDULED;
  if (state === AnnouncementState.CANCELLED || (!isScheduled && fromMicros(expiresAtUs) <= new Date())) return null;
  return (
    <div class="actions">
      <a class="btn" href={`/announcement/${announcementId}/correct`}>
        <Icon name="edit" />
        {isScheduled ? words.change : words.correct}
      </a>
      {isScheduled && (
        <Act
          kind="harm"
          words={words.cancel}
          busy={words.cancelling}
          run={async () => {
            const done = await connection.call(AnnouncementService.method.cancelAnnouncement, { announcementId });
            if (done.announcement) put(done.announcement);
            toast({ words: words.cancelDone });
          }}
        />
      )}
    </div>
  );
}

/** The wordings before the present one, newest first. */
function History({ announcement: { announcementId, version } }: { announcement: Announcement }) {
  const words = announcementWords();
  const [open, setOpen] = useState(false);
  return (
    <details class="card" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary class="strong">{words.history}</summary>
      {open && <Before announcementId={announcementId} version={version} />}
    </details>
  );
}

function Before({ announcementId, version }: { announcementId: string; version: number }) {
  const { connection } = useSession();
  const words = announcementWords();
  const fetched = useFetched(`${announcementId} ${version}`, () =>
    connection.call(AnnouncementService.method.listAnnouncementVersions, { announcementId }),
  );
  return (
    <Showing fetched={fetched} loading={words.fetchingHistory}>
      {({ versions }) => (
        <ul class="stack">
          {versions
            .filter((one) => one.version < version)
            .reverse()
            .map((one) => (
              <li key={one.version} class="stack stack--s">
                <p class="soft small" dir="auto">
                  {words.saidFrom(moment(fromMicros(one.atUs)), one.authorName)}
                </p>
                <Tongues
                  {...(one.english && { english: one.english })}
                  {...(one.welsh && { welsh: one.welsh })}
                  level={3}
                />
              </li>
            ))}
        </ul>
      )}
    </Showing>
  );
}
