import { inBoth } from './language.ts';

/** "I'm worried": read by somebody who may be frightened. Short, and nothing to decide that can wait. */
export const worriedWords = inBoth(
  {
    worried: 'I’m worried',
    title: 'I’m worried about someone',
    onOffer:
      'If you read something here that worries you about a person’s safety, press “I’m worried” above, whether or not you take the Ask.',
    intro: 'You do not have to be sure, and you do not have to deal with it alone.',
    tell: 'Tell the Safeguarding Lead',
    telling: 'Telling…',
    what: 'What worries you?',
    whatHint: 'A few words are enough.',
    sayIt: 'Write what worries you',
    who: (names: string) => `${names} can read this, and nobody else. The person you are worried about is not told.`,
    noNames: 'Only the Safeguarding Leads can read this. The person you are worried about is not told.',
    told: (when: string) => `It has been told. A Safeguarding Lead answers for it by ${when}.`,
    after: 'That was right to do. If it stays with you, talk to somebody you trust, or call one of the numbers here.',
    back: 'Go back without telling anyone',
    done: 'Go back',
  },
  {
    worried: 'Rwy’n poeni',
    title: 'Rwy’n poeni am rywun',
    onOffer:
      'Os darllenwch rywbeth yma sy’n peri pryder i chi am ddiogelwch rhywun, pwyswch “Rwy’n poeni” uchod, p’un a gymerwch y cais ai peidio.',
    intro: 'Nid oes rhaid i chi fod yn siŵr, ac nid oes rhaid i chi ddelio ag ef ar eich pen eich hun.',
    tell: 'Dweud wrth yr Arweinydd Diogelu',
    telling: 'Yn dweud…',
    what: 'Beth sy’n eich poeni?',
    whatHint: 'Mae ychydig eiriau’n ddigon.',
    sayIt: 'Ysgrifennwch beth sy’n eich poeni',
    who: (names: string) => `${names} all ddarllen hwn, a neb arall. Ni ddywedir wrth y person rydych yn poeni amdano.`,
    noNames: 'Dim ond yr Arweinwyr Diogelu all ddarllen hwn. Ni ddywedir wrth y person rydych yn poeni amdano.',
    told: (when: string) => `Dywedwyd. Bydd Arweinydd Diogelu yn gofalu amdano erbyn ${when}.`,
    after:
      'Roedd yn iawn gwneud hynny. Os yw’n aros gyda chi, siaradwch â rhywun rydych yn ymddiried ynddo, neu ffoniwch un o’r rhifau yma.',
    back: 'Mynd yn ôl heb ddweud wrth neb',
    done: 'Mynd yn ôl',
  },
);
