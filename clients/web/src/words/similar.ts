import { english, inBoth, welsh } from './language.ts';

/** Stories that may answer what somebody asks. */
export const similarWords = inBoth(
  {
    heading: 'Somebody may have been through this',
    hint: 'Found by what you write. Nobody sees it, and it is not kept.',
    found: (count: number) => english(count, '1 Story may help', `${count} Stories may help`),
    by: (name: string) => `By ${name}`,
    answers: 'This answers it',
    answersOf: (title: string) => `This answers it: ${title}`,
    answered: 'Good that you found it',
    answeredHint: 'Nothing was sent, and what you wrote is no longer kept on this device.',
    read: 'Read the Story',
    askAllTheSame: 'Ask all the same',
  },
  {
    heading: 'Efallai fod rhywun wedi bod drwy hyn',
    hint: 'Wedi’i ganfod o’r hyn a ysgrifennwch. Nid oes neb yn ei weld, ac ni chaiff ei gadw.',
    found: (count: number) =>
      welsh(count, { one: 'Gall 1 Stori helpu', two: 'Gall 2 Stori helpu', other: `Gall ${count} Stori helpu` }),
    by: (name: string) => `Gan ${name}`,
    answers: 'Mae hwn yn ei ateb',
    answersOf: (title: string) => `Mae hwn yn ei ateb: ${title}`,
    answered: 'Da eich bod wedi dod o hyd iddo',
    answeredHint: 'Nid anfonwyd dim, ac nid yw’r hyn a ysgrifennoch yn cael ei gadw ar y ddyfais hon mwyach.',
    read: 'Darllen y Stori',
    askAllTheSame: 'Gofyn yr un fath',
  },
);
