import { fromMicros } from '../words/times.ts';
import { AnnouncementCard } from './card.tsx';
import { useAnnouncements } from './model.ts';

/** What hubs told the member and is not confirmed or over yet, as cards; nothing when there is nothing. */
export function PinnedAnnouncements() {
  const now = new Date();
  const pinned = useAnnouncements().pinned.value.filter(({ expiresAtUs }) => fromMicros(expiresAtUs) > now);
  return (
    <>
      {pinned.map((announcement) => (
        <AnnouncementCard key={announcement.announcementId} announcement={announcement} />
      ))}
    </>
  );
}
export default PinnedAnnouncements;
