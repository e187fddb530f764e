import { english, inBoth, welsh } from './language.ts';

/** Stories and public answers that may answer what somebody asks. */
export const similarWords = inBoth(
  {
    heading: 'Somebody may have been through this',
    hint: 'Found by what you write. Nobody sees it, and it is not kept.',
    found: (count: number) => english(count, '1 answer may help', `${count} answers may help`),
    by: (name: string) => `By ${name}`,
    respondedBy: (name: string, hub: string) => `Answered by ${name} for ${hub}`,
    answers: 'This answers it',
    answersOf: (title: string) => `This answers it: ${title}`,
    answered: 'Good that you found it',
    answeredHint: 'Nothing was sent, and what you wrote is no longer kept on this device.',
    read: { story: 'Read the Story', suggestion: 'Read the whole answer' },
    askAllTheSame: 'Ask all the same',
  },
  {
    heading: 'Efallai fod rhywun wedi bod drwy hyn',
    hint: 'Wedi’i ganfod o’r hyn a ysgrifennwch. Nid oes neb yn ei weld, ac ni chaiff ei gadw.',
    found: (count: number) =>
      welsh(count, { one: 'Gall 1 ateb helpu', two: 'Gall 2 ateb helpu', other: `Gall ${count} ateb helpu` }),
    by: (name: string) => `Gan ${name}`,
    respondedBy: (name: string, hub: string) => `Atebwyd gan ${name} dros ${hub}`,
    answers: 'Mae hwn yn ei ateb',
    answersOf: (title: string) => `Mae hwn yn ei ateb: ${title}`,
    answered: 'Da eich bod wedi dod o hyd iddo',
    answeredHint: 'Nid anfonwyd dim, ac nid yw’r hyn a ysgrifennoch yn cael ei gadw ar y ddyfais hon mwyach.',
    read: { story: 'Darllen y Stori', suggestion: 'Darllen yr ateb cyfan' },
    askAllTheSame: 'Gofyn yr un fath',
  },
);
