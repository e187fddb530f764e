import type { Session } from '@ourplace/sdk';
import { announcementsOf } from '../announcements/model.ts';
import { asksOf } from '../asks/model.ts';

/** What is kept up whichever page is open, once the person has what they came for. */
export default function follow(session: Session): void {
  // That an announcement is here is reported; what needs the member stands in the navigation.
  announcementsOf(session);
  asksOf(session);
}
