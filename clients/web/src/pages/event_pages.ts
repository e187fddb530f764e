/** All pages of events, which are fetched together. */
import './parts/event_styles.ts';

export { default as OpenThreadPage } from '../threads/open_thread_page.tsx';
export { default as EventPage } from './event.tsx';
export { default as EditPage } from './event_edit.tsx';
export { default as AgendaPage } from './events.tsx';
export { default as MonthPage } from './events_month.tsx';
export { default as InvitedPage } from './invited.tsx';
export { default as RemindersPage } from './settings_reminders.tsx';
