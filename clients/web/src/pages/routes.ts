import { lazily } from '../parts/lazily.tsx';
import { lazyPart } from '../parts/lazy_part.tsx';
import type { Route } from '../routes.ts';
import { SettingsBeside } from './settings_beside.tsx';

const setting = (path: string, page: Route['page']): Route => ({ path, at: 'more', page, beside: SettingsBeside });

type AnnouncementPages = typeof import('../announcements/pages.ts');
const announcement = (page: keyof AnnouncementPages) =>
  lazily(() => import('../announcements/pages.ts').then((pages) => ({ default: pages[page] })));

type EventPages = typeof import('./event_pages.ts');
const event = (page: keyof EventPages) =>
  lazily(() => import('./event_pages.ts').then((pages) => ({ default: pages[page] })));

type StoryPages = typeof import('../stories/pages.ts');
const story = (page: keyof StoryPages) =>
  lazily(() => import('../stories/pages.ts').then((pages) => ({ default: pages[page] })));
type AskPages = typeof import('../asks/pages.ts');
const ask = (page: keyof AskPages) =>
  lazily(() => import('../asks/pages.ts').then((pages) => ({ default: pages[page] })));
const insights = lazily(() => import('../insights/pages.ts').then((pages) => ({ default: pages.InsightsPage })));
const AsksBeside = lazyPart<{ params: Record<string, string> }>(() =>
  import('../asks/pages.ts').then((pages) => ({ default: pages.Beside })),
);

/** Everything but the chats. Pages are fetched when they are first opened. */
export const pageRoutes: readonly Route[] = [
  { path: '/sign-in', page: lazily(() => import('./sign_in.tsx')) },
  { path: '/sign-in-link', page: lazily(() => import('./sign_in_link.tsx')) },
  { path: '/join', page: lazily(() => import('./join.tsx')) },
  { path: '/hubs', at: 'more', page: lazily(() => import('./directory.tsx')) },
  { path: '/hub/:hub', at: 'more', page: lazily(() => import('./hub.tsx')) },
  { path: '/hub/:hub/people', at: 'more', page: lazily(() => import('./hub_people_page.tsx')) },
  { path: '/hub/:hub/invites', at: 'more', page: lazily(() => import('./hub_invites.tsx')) },
  { path: '/hub/:hub/edit', at: 'more', page: lazily(() => import('./hub_edit.tsx')) },
  { path: '/hub/:hub/bots', at: 'more', page: lazily(() => import('./bots/hub_bots.tsx')) },
  { path: '/hub/:hub/bots/:bot', at: 'more', page: lazily(() => import('./bots/bot.tsx')) },
  { path: '/hub/:hub/new-channel', at: 'more', page: lazily(() => import('./new_channel.tsx')) },
  { path: '/hub/:hub/announcements', at: 'more', page: announcement('ListPage') },
  { path: '/hub/:hub/new-announcement', at: 'more', page: announcement('ComposePage') },
  { path: '/announcement/:announcement', at: 'more', page: announcement('AnnouncementPage') },
  { path: '/announcement/:announcement/correct', at: 'more', page: announcement('CorrectPage') },
  { path: '/announcement/:announcement/replies', at: 'more', page: announcement('OpenThreadPage') },
  { path: '/asks', at: 'asks', page: ask('ListPage') },
  { path: '/asks/new', at: 'asks', page: ask('NewPage') },
  { path: '/asks/board', at: 'asks', page: ask('BoardPage') },
  { path: '/asks/concerns', at: 'asks', page: ask('ConcernsPage') },
  { path: '/asks/names', at: 'asks', page: ask('NamesPage') },
  { path: '/asks/talk/:channel', at: 'asks', page: ask('TalkPage'), beside: AsksBeside, fills: true },
  { path: '/asks/:ask', at: 'asks', page: ask('AskPage'), beside: AsksBeside },
  { path: '/asks/:ask/:what', at: 'asks', page: ask('AskFormPage') },
  { path: '/hub/:hub/new-event', at: 'events', page: event('EditPage') },
  { path: '/events', at: 'events', page: event('AgendaPage') },
  { path: '/events/month', at: 'events', page: event('MonthPage') },
  { path: '/events/:occurrence', at: 'events', page: event('EventPage') },
  { path: '/events/of/:event', at: 'events', page: event('EventPage') },
  { path: '/events/of/:event/talk', at: 'events', page: event('OpenThreadPage') },
  { path: '/events/:event/edit', at: 'events', page: event('EditPage') },
  { path: '/hub/:hub/insights', at: 'more', page: insights },
  { path: '/insights', at: 'more', page: insights },
  { path: '/hub/:hub/stories', at: 'more', page: story('LibraryPage') },
  { path: '/hub/:hub/suggestions', at: 'more', page: story('SuggestionsPage') },
  { path: '/stories', at: 'more', page: story('LibraryPage') },
  { path: '/stories/new', at: 'more', page: story('WritePage') },
  { path: '/stories/:story', at: 'more', page: story('StoryPage') },
  { path: '/stories/:story/edit', at: 'more', page: story('WritePage') },
  { path: '/suggestions', at: 'more', page: story('SuggestionsPage') },
  { path: '/suggestions/new', at: 'more', page: story('WriteSuggestionPage') },
  { path: '/suggestions/:suggestion', at: 'more', page: story('SuggestionPage') },
  { path: '/invited', page: event('InvitedPage') },
  { path: '/member/:member', at: 'more', page: lazily(() => import('./member.tsx')) },
  { path: '/people', at: 'more', page: lazily(() => import('./people.tsx')) },
  { path: '/more', at: 'more', page: lazily(() => import('./more.tsx')) },
  { path: '/administration', at: 'more', page: lazily(() => import('./administration.tsx')) },
  setting(
    '/settings/you',
    lazily(() => import('./settings_you.tsx')),
  ),
  setting(
    '/settings/look',
    lazily(() => import('./settings_look.tsx')),
  ),
  setting('/settings/reminders', event('RemindersPage')),
  setting(
    '/settings/availability',
    lazily(() => import('./settings_availability.tsx')),
  ),
  setting(
    '/settings/devices',
    lazily(() => import('./settings_devices.tsx')),
  ),
  setting(
    '/settings/passphrase',
    lazily(() => import('./settings_passphrase.tsx')),
  ),
  setting(
    '/settings/programs',
    lazily(() => import('./settings_programs.tsx')),
  ),
];
