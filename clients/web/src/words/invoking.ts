import { inBoth } from './language.ts';

/** Commands and buttons of Bots, and what comes of them. */
export const invokingWords = inBoth(
  {
    answers: 'Answers of Bots that only you see',
    waiting: 'Waiting for the Bot…',
    onlyYou: 'Only you see this.',
    unanswered: (bot: string) =>
      bot ? `${bot} has not answered. It may not be running: try again later.` : 'The Bot has not answered.',
    refused: (why: string) => `The Bot could not be reached. ${why}`,
    dismiss: 'Close',
    dismissAnswer: (words: string) => `the answer: ${words}`,
    choices: 'Choices of the Bot',
    needsConnection: 'Needs a connection',
  },
  {
    answers: 'Atebion Botiau y chi’n unig sy’n eu gweld',
    waiting: 'Yn aros am y Bot…',
    onlyYou: 'Chi yn unig sy’n gweld hyn.',
    unanswered: (bot: string) =>
      bot
        ? `Nid yw ${bot} wedi ateb. Efallai nad yw’n rhedeg: rhowch gynnig arall arni’n hwyrach.`
        : 'Nid yw’r Bot wedi ateb.',
    refused: (why: string) => `Ni ellid cyrraedd y Bot. ${why}`,
    dismiss: 'Cau',
    dismissAnswer: (words: string) => `yr ateb: ${words}`,
    choices: 'Dewisiadau’r Bot',
    needsConnection: 'Mae angen cysylltiad',
  },
);
