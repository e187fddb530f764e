import type { ChatsWords } from '../chats.ts';
import { welsh } from '../language.ts';

export const chats: ChatsWords = {
  home: 'Hafan',
  goodMorning: (name: string) => `Bore da, ${name}`,
  goodAfternoon: (name: string) => `Prynhawn da, ${name}`,
  goodEvening: (name: string) => `Noswaith dda, ${name}`,
  yourStreet: 'Eich stryd',
  yourHubs: 'Eich Hybiau',
  sinceYouWereHere: 'Ers i chi fod yma',
  nothingNew: 'Dim byd newydd. Rydych wedi darllen popeth.',
  chats: 'Sgyrsiau',
  yourChats: 'Eich sgyrsiau',
  direct: 'Sgyrsiau uniongyrchol',
  fetching: 'Yn nôl eich sgyrsiau…',
  noHubs: 'Mae eich stryd yn wag',
  noHubsHint: "Grwpiau o bobl sy'n gweithio ar yr un pethau yw Hybiau. Dewch o hyd i un yn eich ardal.",
  findHub: 'Dod o hyd i Hyb',
  noChannels: 'Dim sianeli eto',
  newCount: (count: string) => `${count} newydd`,
  mentionedAndNew: (count: string) => `crybwyllir chi, ${count} newydd`,
  newBehindDoor: (count: number) => `${count} newydd`,
  private: 'preifat',
  thread: 'sgwrs',
  archived: "Wedi'i harchifo",
  you: 'Chi',
  lastLine: (name: string, text: string) => `${name}: ${text}`,
  deleted: (name: string) => `Dileodd ${name} neges`,
  nothingSaid: 'Dim byd wedi ei ddweud eto',
  unreadTotal: (count: number) =>
    welsh(count, { one: '1 neges newydd', two: '2 neges newydd', other: `${count} neges newydd` }),
};
