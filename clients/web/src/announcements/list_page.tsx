import { type Announcement, AnnouncementService, AnnouncementState, type Hub, HubRole } from '@ourplace/sdk';
import { useState } from 'preact/hooks';
import { useSession } from '../account.ts';
import { useHub } from '../pages/hub.tsx';
import { BackTo } from '../pages/parts/back_to.tsx';
import { Showing, usePaged } from '../pages/parts/fetched.tsx';
import { MoreButton } from '../pages/parts/more_button.tsx';
import { Icon } from '../parts/icon.tsx';
import { painted } from '../parts/shapes.tsx';
import { Title } from '../parts/title.tsx';
import { announcementWords } from '../words/announcements.ts';
import { hubsWords } from '../words/pages/hubs.ts';
import { fromMicros, moment } from '../words/times.ts';
import { headline } from './card.tsx';
import { useAnnouncements } from './model.ts';

/** What a Hub told the member, newest first; for its Organisers all of it. */
export default function AnnouncementsPage({ params }: { params: Record<string, string> }) {
  const words = announcementWords();
  const hubWords = hubsWords();
  const fetched = useHub(params.hub ?? '');
  return (
    <Showing fetched={fetched} loading={hubWords.fetchingHub}>
      {({ hub }) => (hub ? <OfHub hub={hub} words={words} /> : null)}
    </Showing>
  );
}

function OfHub({ hub, words }: { hub: Hub; words: ReturnType<typeof announcementWords> }) {
  const { connection, overview } = useSession();
  const { changes } = useAnnouncements();
  const { hubId } = hub;
  const mayAnnounce = hub.myRole === HubRole.ORGANISER || overview.me.value?.member?.isAdministrator;
  const paged = usePaged(hubId, async (_, pageToken) => {
    const page = await connection.call(AnnouncementService.method.listAnnouncements, { hubId, pageToken });
    return { items: page.announcements, next: page.nextPageToken };
  });
  const [seen, setSeen] = useState(changes.value);
  if (seen !== changes.value) {
    setSeen(changes.value);
    paged.again();
  }
  return (
    <div class="painted" style={painted(hub.paint)}>
      <div class="page">
        <header class="stack stack--s">
          <BackTo href={`/hub/${hubId}`} words={hub.name} />
          <div class="row row--apart">
            <Title text={words.of(hub.name)}>{words.announcements}</Title>
            {mayAnnounce && (
              <a class="btn btn--go" href={`/hub/${hubId}/new-announcement`}>
                <Icon name="notice" />
                {words.newOne}
              </a>
            )}
          </div>
        </header>
        <Showing fetched={paged} loading={words.fetching}>
          {({ items }) =>
            items.length === 0 ? (
              <div class="card empty">
                <Icon name="notice" />
                <p class="strong">{words.none}</p>
                <p class="soft">{words.noneHint}</p>
              </div>
            ) : (
              <>
                <ul class="list boxed">
                  {items.map((announcement) => (
                    <Line key={announcement.announcementId} announcement={announcement} />
                  ))}
                </ul>
                <MoreButton paged={paged} />
              </>
            )
          }
        </Showing>
      </div>
    </div>
  );
}

function Line({ announcement }: { announcement: Announcement }) {
  const words = announcementWords();
  const { title, lang } = headline(announcement);
  const at = moment(fromMicros(announcement.sentAtUs));
  return (
    <li>
      <a class="line" href={`/announcement/${announcement.announcementId}`}>
        <span class="grow">
          <span class="name strong" dir="auto" lang={lang}>
            {title}
          </span>
          <span class="small soft">
            {announcement.state === AnnouncementState.SCHEDULED ? words.goesAt(at) : `${at}, `}
            {announcement.state !== AnnouncementState.SCHEDULED && <span dir="auto">{announcement.authorName}</span>}
          </span>
        </span>
        <Standing announcement={announcement} />
        <Icon name="next" turn />
      </a>
    </li>
  );
}

/** What is still to be done about it, in a word. */
function Standing({ announcement }: { announcement: Announcement }) {
  const announcements = useAnnouncements();
  const words = announcementWords();
  if (announcement.state === AnnouncementState.CANCELLED) return <span class="tag">{words.cancelled}</span>;
  if (announcement.state === AnnouncementState.SCHEDULED) return <span class="tag tag--sun">{words.waits}</span>;
  if (!announcement.forMe) return null;
  if (announcements.isConfirmed(announcement))
    return (
      <span class="tag tag--moss">
        <Icon name="tick" small />
        {words.youConfirmed}
      </span>
    );
  return announcement.asksAcknowledgement ? <span class="tag tag--sun">{words.toConfirm}</span> : null;
}
