import type { Availability, ChampionProfile } from '@ourplace/sdk';

/** Part of a week, as the fields have it. 1 is Monday. */
export interface HoursRow {
  /** For the page only. */
  key: number;
  weekday: number;
  from: string;
  to: string;
}

/** What is typed; lists are kept beside it. */
export type AvailabilityFields = {
  when: 'any' | 'these';
  /** The hours, as a field that can be wrong. */
  hours: string;
  languages: string;
  quietFrom: string;
  quietTo: string;
  zone: string;
  pausedUntil: string;
  cap: string;
  canHelp: string;
  cannotHelp: string;
};

export function fieldsOf(
  availability: Availability | undefined,
  profile: ChampionProfile | undefined,
  now: Date,
): AvailabilityFields {
  const paused = new Date(Number((availability?.pausedUntilUs ?? 0n) / 1000n));
  return {
    when: (availability?.hours.length ?? 0) > 0 ? 'these' : 'any',
    hours: '',
    languages: '',
    quietFrom: availability?.quietFrom ?? '',
    quietTo: availability?.quietTo ?? '',
    zone: availability?.zone ?? '',
    pausedUntil: paused > now ? localDay(paused) : '',
    cap: String(availability?.cap ?? 3),
    canHelp: profile?.canHelpWith ?? '',
    cannotHelp: profile?.cannotHelpWith ?? '',
  };
}

/** Where somebody begins who so far could be asked at any time. */
export function officeHours(): HoursRow[] {
  return [1, 2, 3, 4, 5].map((weekday) => ({ key: weekday, weekday, from: '09:00', to: '17:00' }));
}

/** The beginning of that day where the reader is, in microseconds; what stands there already stays to the second. */
export function pausedUntilUs(day: string, before: bigint): bigint {
  if (day === '') return 0n;
  if (before > 0n && localDay(new Date(Number(before / 1000n))) === day) return before;
  return BigInt(new Date(`${day}T00:00`).getTime()) * 1000n;
}

function localDay(at: Date): string {
  const two = (number: number) => String(number).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** Of the IANA database as this browser knows it, with the ones that are at hand first. */
export function zonesToOffer(chosen: string): string[] {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const known = typeof Intl.supportedValuesOf === 'function' ? Intl.supportedValuesOf('timeZone') : [];
  return [...new Set([chosen, here, 'Europe/London', ...known].filter(Boolean))];
}
