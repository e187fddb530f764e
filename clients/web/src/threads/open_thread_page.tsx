import { AnnouncementService, EventService, type Session } from '@ourplace/sdk';
import { useEffect } from 'preact/hooks';
import { BackTo } from '../pages/parts/back_to.tsx';
import { Showing, useFetched } from '../pages/parts/fetched.tsx';
import { Title } from '../parts/title.tsx';
import { go } from '../router.ts';
import { channelWords } from '../words/channel.ts';
import { threadWords } from '../words/threads.ts';

/** Opens the Thread below an Announcement or Event, which joins it, and goes there. */
export default function OpenThreadPage({ params }: { params: Record<string, string> }) {
  const { announcement: announcementId, event: eventId = '' } = params;
  const words = threadWords();
  const { toAnnouncement, toEvent } = channelWords();
  const fetched = useFetched(announcementId ?? eventId, async (session) => {
    const channelId = await openThread(session, announcementId ? { announcementId } : { eventId });
    // Now it is among the member's channels, so that they can write at once.
    await session.refresh();
    return channelId;
  });
  return (
    <div class="page">
      <header class="stack stack--s">
        {announcementId ? (
          <BackTo href={`/announcement/${announcementId}`} words={toAnnouncement} />
        ) : (
          <BackTo href={`/events/of/${eventId}`} words={toEvent} />
        )}
        <Title text={announcementId ? words.replies : words.conversation} />
      </header>
      <Showing fetched={fetched} loading={words.opening}>
        {(channelId) => <GoTo channelId={channelId} />}
      </Showing>
    </div>
  );
}

async function openThread(session: Session, of: { announcementId: string } | { eventId: string }): Promise<string> {
  const { channel } =
    'eventId' in of
      ? await session.connection.call(EventService.method.openEventThread, of)
      : await session.connection.call(AnnouncementService.method.openAnnouncementThread, of);
  return channel?.channelId ?? '';
}

function GoTo({ channelId }: { channelId: string }) {
  useEffect(() => go(`/channel/${channelId}`, 'replace'), [channelId]);
  return null;
}
