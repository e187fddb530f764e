/** What opens behind an address of announcements, in one file: whoever reads one may soon write one. */

export { default as OpenThreadPage } from '../threads/open_thread_page.tsx';
export { default as AnnouncementPage } from './announcement_page.tsx';
export { default as ComposePage } from './compose_page.tsx';
export { default as CorrectPage } from './correct_page.tsx';
export { default as ListPage } from './list_page.tsx';
