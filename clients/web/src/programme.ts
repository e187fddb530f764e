import { ProgrammeService, type ProgrammeSettings, type Session } from '@ourplace/sdk';
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { session as currentSession } from './account.ts';
import type { Language } from './words/language.ts';

/** What the programme has settled for all who are in it. */
export interface Programme {
  emergency: string;
  signposts: readonly Signpost[];
  /** Where "Exit this page" leads. */
  exitPage: Record<Language, string>;
  responseDays: number;
}
export interface Signpost {
  /** In Welsh where it differs. */
  who: { en: string; cy?: string };
  call: string;
}

/** As on the server where nothing was set: whom to call is there also before the server has said anything. */
const usual: Programme = {
  emergency: '999',
  signposts: [
    { who: { en: 'Samaritans, day and night', cy: 'Y Samariaid, ddydd a nos' }, call: '116 123' },
    {
      who: {
        en: 'NHS 111, urgent help with mental health: choose 2',
        cy: 'GIG 111, help brys gydag iechyd meddwl: dewiswch 2',
      },
      call: '111',
    },
    { who: { en: 'Childline, if you are under 19', cy: 'Childline, os ydych dan 19' }, call: '0800 1111' },
  ],
  exitPage: { en: 'https://www.bbc.co.uk/weather', cy: 'https://www.bbc.co.uk/tywydd' },
  responseDays: 28,
};

const key = 'programme';
/** As this device heard last. */
export const programme = signal<Programme>(read());

/** Asked for once for each session; a failure is asked again by the next page that wants it. */
let askedFor: Session | undefined;

export function useProgramme(): Programme {
  const session = currentSession.value;
  const online = session?.connection.state.value.kind === 'online';
  useEffect(() => {
    if (!session || !online || askedFor === session) return;
    askedFor = session;
    session.connection.call(ProgrammeService.method.getProgramme, {}).then(
      ({ settings }) => settings && keep(settings),
      () => {
        askedFor = undefined;
      },
    );
  }, [session, online]);
  return programme.value;
}

function keep(settings: ProgrammeSettings): void {
  const { exitPageEn, exitPageCy } = settings;
  programme.value = {
    emergency: settings.emergencyNumber,
    signposts: settings.signposts.map(({ labelEn, labelCy, number }) => ({
      who: { en: labelEn, ...(labelCy && { cy: labelCy }) },
      call: number,
    })),
    exitPage: { en: exitPageEn, cy: exitPageCy },
    responseDays: settings.suggestionResponseDays,
  };
  try {
    localStorage.setItem(key, JSON.stringify(programme.value));
  } catch {
    // Storage may be full or forbidden: it is asked for again with the next tab.
  }
}

function read(): Programme {
  try {
    return { ...usual, ...JSON.parse(localStorage.getItem(key) ?? '{}') };
  } catch {
    return usual;
  }
}
