import { welsh } from '../language.ts';
import type { LineWords } from '../line.ts';

export const line: LineWords = {
  noConnection: 'Dim cysylltiad.',
  safe: (count: number) =>
    count === 0
      ? "Daliwch ati i ysgrifennu. Cedwir yr hyn a anfonwch ar y ddyfais hon, ac mae'n mynd ohono'i hun pan ddaw'r cysylltiad yn ôl."
      : welsh(count, {
          one: "Mae eich neges yn ddiogel ar y ddyfais hon ac mae'n mynd ohoni'i hun pan ddaw'r cysylltiad yn ôl.",
          other: `Mae eich ${count} neges yn ddiogel ar y ddyfais hon ac maent yn mynd ohonynt eu hunain pan ddaw'r cysylltiad yn ôl.`,
        }),
  tryingAgain: (seconds: number) => `Rhoi cynnig arall arni ymhen ${seconds} eiliad.`,
  trying: 'Yn rhoi cynnig arni nawr…',
  tryNow: 'Rhoi cynnig nawr',
  back: 'Yn ôl.',
  going: (count: number) =>
    welsh(count, { one: 'Mae eich neges yn mynd nawr…', other: `Mae eich ${count} neges yn mynd nawr…` }),
  went: (count: number) => welsh(count, { one: 'Aeth eich neges.', other: `Aeth eich ${count} neges.` }),
  reading: "Rydych wedi'ch cysylltu eto.",
  stopped: "Nid yw'r tab hwn wedi'i gysylltu bellach.",
  stoppedHint: "Llwythwch y dudalen eto i fynd ymlaen. Mae'r hyn a ysgrifennoch wedi'i gadw.",
  reload: 'Llwytho eto',
};
