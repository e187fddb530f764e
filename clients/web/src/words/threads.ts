import { english, inBoth, welsh } from './language.ts';

/** The conversation below an announcement or an event. */
export const threadWords = inBoth(
  {
    replies: 'Replies',
    conversation: 'Conversation',
    opening: 'Opening the conversation…',
    messages: (count: number) => (count === 0 ? 'Nothing said yet' : english(count, '1 message', `${count} messages`)),
  },
  {
    replies: 'Atebion',
    conversation: 'Sgwrs',
    opening: 'Yn agor y sgwrs…',
    messages: (count: number) =>
      count === 0
        ? 'Neb wedi dweud dim eto'
        : welsh(count, { one: '1 neges', two: '2 neges', other: `${count} neges` }),
  },
);
