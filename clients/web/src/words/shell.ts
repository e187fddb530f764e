import { withWelsh } from './language.ts';

/** The frame around every page. */
const en = {
  skip: 'Skip to the page',
  mainNavigation: 'Main',
  homeLink: 'ourplace, home',
  home: 'Home',
  chats: 'Chats',
  events: 'Events',
  asks: 'Asks',
  more: 'More',
  you: 'You',
  asksForYou: (count: number) => (count === 1 ? '1 Ask needs you' : `${count} Asks need you`),
  needYou: (count: number) => (count === 1 ? '1 mention for you' : `${count} mentions for you`),
  loading: 'One moment…',
  close: 'Close',
  notice: 'Notice',
  back: 'Back',
  notFoundTitle: 'Nothing at this address',
  notFound: 'The link may be old or incomplete.',
  toChats: 'Go to your chats',
  partMissing: 'This page needs a connection the first time you open it.',
  tryAgain: 'Try again',
  brokenTitle: 'This page stopped working',
  broken: 'What you wrote is kept on this device. Load the page again to go on.',
  reload: 'Load again',
  newVersion: 'There is a new version of ourplace.',
  useIt: 'Use it',
  needsConnection: 'Needs a connection',
};

export type ShellWords = typeof en;
export const shellWords = withWelsh('shell', en);
