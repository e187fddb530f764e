import { announcementWords } from '../words/announcements.ts';
import { fromMicros } from '../words/times.ts';
import { AnnouncementCard } from './card.tsx';
import { useAnnouncements } from './model.ts';

/** What hubs told the member and is not confirmed or over yet, as cards; nothing when there is nothing. */
export default function PinnedAnnouncements() {
  const now = new Date();
  const pinned = useAnnouncements().pinned.value.filter(({ expiresAtUs }) => fromMicros(expiresAtUs) > now);
  if (pinned.length === 0) return null;
  return (
    <section class="stack" aria-labelledby="need">
      <h2 id="need">{announcementWords().needsYou}</h2>
      {pinned.map((announcement) => (
        <AnnouncementCard key={announcement.announcementId} announcement={announcement} />
      ))}
    </section>
  );
}
