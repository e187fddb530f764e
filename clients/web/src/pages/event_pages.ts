import { addStyles } from '../parts/late_styles.ts';
import styles from './parts/events.css?url';

export { default as EventPage } from './event.tsx';
export { default as EditPage } from './event_edit.tsx';
/** All pages of events, which are fetched together. */
export { default as AgendaPage } from './events.tsx';
export { default as MonthPage } from './events_month.tsx';
export { default as InvitedPage } from './invited.tsx';
export { StartingSoon } from './parts/starting_soon.tsx';
export { default as RemindersPage } from './settings_reminders.tsx';

addStyles(styles);
