import { inBoth } from './language.ts';

/** What moderators do to messages. */
export const moderationWords = inBoth(
  {
    removeTitle: (name: string) => `Remove the message by ${name}?`,
    removeHint: 'Everybody in the channel sees that you removed it, and why.',
    reason: 'Your reason',
    reasonMissing: 'Write a reason, up to 280 letters',
    remove: 'Remove the message',
    removing: 'Removing',
    keep: 'Keep it',
    historyTitle: 'What this message said',
    fetching: 'Fetching what it said…',
    close: 'Close',
  },
  {
    removeTitle: (name: string) => `Tynnu neges ${name}?`,
    removeHint: 'Bydd pawb yn y sianel yn gweld mai chi a’i tynnodd, a pham.',
    reason: 'Eich rheswm',
    reasonMissing: 'Ysgrifennwch reswm, hyd at 280 llythyren',
    remove: "Tynnu'r neges",
    removing: 'Yn tynnu',
    keep: 'Ei chadw',
    historyTitle: 'Beth ddywedodd y neges hon',
    fetching: 'Yn nôl yr hyn a ddywedodd…',
    close: 'Cau',
  },
);
