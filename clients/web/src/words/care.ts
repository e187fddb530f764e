import { english, inBoth, welsh } from './language.ts';

/** What people are asked about how they are. Only they read it. */
export const careWords = inBoth(
  {
    care: 'How are you?',
    restTitle: 'You have carried a lot lately',
    rest: (weeks: number, asks: number, days: number) =>
      `In the last ${weeks} weeks you looked after ${english(asks, 'one Ask', `${asks} Asks`)} and wrote on ${english(days, 'one day', `${days} days`)}. Thank you. Resting is part of helping.`,
    restMeans: 'If you pause, nothing new is offered to you for a week. Whom you help already, you keep.',
    pause: 'Pause for a week',
    pausing: 'Pausing…',
    paused: (when: string) => `You have paused until ${when}. You can change it under More.`,
    notNow: 'Not now',
    afterRaisingTitle: 'You were worried about somebody',
    afterRaising:
      'A Safeguarding Lead has dealt with what you told them. You did right to say it. Such things weigh on people, and you do not have to carry it alone.',
    afterHandlingTitle: 'You dealt with a Concern',
    afterHandling:
      'It is closed. Take a moment before the next thing. You do not have to carry it alone: talk it over with another Lead, or with somebody you trust.',
    talkTo: (name: string) => `Talk to ${name}`,
    theySeeYou: 'Whoever you write to sees your name.',
    allRight: 'I am all right',
    answering: 'One moment…',
    onlyYou: 'Only you can see this',
  },
  {
    care: 'Sut ydych chi?',
    restTitle: 'Rydych wedi cario llawer yn ddiweddar',
    rest: (weeks: number, asks: number, days: number) =>
      `Yn y ${weeks} wythnos ddiwethaf buoch yn gofalu am ${welsh(asks, { one: 'un cais', two: '2 gais', other: `${asks} o geisiadau` })} ac yn ysgrifennu ar ${welsh(days, { one: 'un diwrnod', two: '2 ddiwrnod', other: `${days} o ddyddiau` })}. Diolch. Mae gorffwys yn rhan o helpu.`,
    restMeans:
      'Os byddwch yn oedi, ni chynigir dim newydd i chi am wythnos. Byddwch yn cadw’r rhai rydych eisoes yn eu helpu.',
    pause: 'Oedi am wythnos',
    pausing: 'Yn oedi…',
    paused: (when: string) => `Rydych wedi oedi tan ${when}. Gallwch ei newid dan Mwy.`,
    notNow: 'Ddim nawr',
    afterRaisingTitle: 'Roeddech yn poeni am rywun',
    afterRaising:
      'Mae Arweinydd Diogelu wedi delio â’r hyn a ddywedoch. Roeddech yn iawn i’w ddweud. Mae pethau felly’n pwyso ar bobl, ac nid oes rhaid i chi ei gario ar eich pen eich hun.',
    afterHandlingTitle: 'Buoch yn delio â phryder',
    afterHandling:
      'Mae wedi’i gau. Cymerwch eiliad cyn y peth nesaf. Nid oes rhaid i chi ei gario ar eich pen eich hun: siaradwch ag Arweinydd arall, neu â rhywun rydych yn ymddiried ynddo.',
    talkTo: (name: string) => `Siarad â ${name}`,
    theySeeYou: 'Bydd pwy bynnag yr ysgrifennwch ato yn gweld eich enw.',
    allRight: 'Rydw i’n iawn',
    answering: 'Un eiliad…',
    onlyYou: 'Dim ond chi all weld hyn',
  },
);
