import { english, withWelsh } from './language.ts';

/** Home and the list of chats. */
const en = {
  home: 'Home',
  goodMorning: (name: string) => `Good morning, ${name}`,
  goodAfternoon: (name: string) => `Good afternoon, ${name}`,
  goodEvening: (name: string) => `Good evening, ${name}`,
  yourStreet: 'Your street',
  yourHubs: 'Your Hubs',
  sinceYouWereHere: 'Since you were here',
  nothingNew: 'Nothing new. You have read everything.',
  chats: 'Chats',
  yourChats: 'Your chats',
  direct: 'Direct conversations',
  fetching: 'Fetching your chats…',
  noHubs: 'Your street is empty',
  noHubsHint: 'Hubs are groups of people who work on the same things. Find one near you.',
  findHub: 'Find a Hub',
  noChannels: 'No channels yet',
  newCount: (count: string) => `${count} new`,
  mentionedAndNew: (count: string) => `you are mentioned, ${count} new`,
  newBehindDoor: (count: number) => `${count} new`,
  private: 'private',
  thread: 'conversation',
  archived: 'Archived',
  you: 'You',
  lastLine: (name: string, text: string) => `${name}: ${text}`,
  deleted: (name: string) => `${name} deleted a message`,
  nothingSaid: 'Nothing said yet',
  unreadTotal: (count: number) => english(count, '1 new message', `${count} new messages`),
};

export type ChatsWords = typeof en;
export const chatsWords = withWelsh('chats', en);
