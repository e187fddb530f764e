import { Announcements, type Session } from '@ourplace/sdk';
import { adapters, useSession } from '../account.ts';

const models = new WeakMap<Session, Announcements>();

/** What hubs told the member of this session. Everything that touches announcements is fetched when it is needed. */
export function announcementsOf(session: Session): Announcements {
  let known = models.get(session);
  if (!known) {
    known = new Announcements(adapters, session.connection);
    models.set(session, known);
    session.companions.attach(known);
  }
  return known;
}

export const useAnnouncements = () => announcementsOf(useSession());
