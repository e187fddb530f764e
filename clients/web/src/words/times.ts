import { language, withWelsh } from './language.ts';

const dayMs = 86_400_000;

const en = {
  days: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
  months: 'January February March April May June July August September October November December'.split(' '),
  today: 'Today',
  yesterday: 'Yesterday',
  todayAt: (clock: string) => `today ${clock}`,
  yesterdayAt: (clock: string) => `yesterday ${clock}`,
  dayAt: (day: string, clock: string) => `${day}, ${clock}`,
  justNow: 'just now',
};

export type TimesWords = typeof en;
const names = withWelsh('times', en);

export function fromMicros(us: bigint): Date {
  return new Date(Number(us / 1000n));
}

/** "14:05" */
export function clock(time: Date): string {
  return `${String(time.getHours()).padStart(2, '0')}:${String(time.getMinutes()).padStart(2, '0')}`;
}

export function startOfDay(time: Date): number {
  return new Date(time.getFullYear(), time.getMonth(), time.getDate()).getTime();
}

function daysBefore(time: Date, now: Date): number {
  return Math.round((startOfDay(now) - startOfDay(time)) / dayMs);
}

/** "Friday 20 November", with the year when it is another one. */
export function date(time: Date, now = new Date()): string {
  const year = time.getFullYear() === now.getFullYear() ? '' : ` ${time.getFullYear()}`;
  return `${names().days[time.getDay()]} ${time.getDate()} ${names().months[time.getMonth()]}${year}`;
}

/** "November 2026" */
export function monthName(time: Date): string {
  return `${names().months[time.getMonth()]} ${time.getFullYear()}`;
}

/** "Today", "Yesterday", "Friday 20 November". */
export function day(time: Date, now = new Date()): string {
  const before = daysBefore(time, now);
  if (before === 0) return names().today;
  if (before === 1) return names().yesterday;
  return date(time, now);
}

/** "just now", "today 14:05", "yesterday 09:12", "Friday 20 November, 09:12". */
export function moment(time: Date, now = new Date()): string {
  if (Math.abs(now.getTime() - time.getTime()) < 60_000) return names().justNow;
  const before = daysBefore(time, now);
  if (before === 0) return names().todayAt(clock(time));
  if (before === 1) return names().yesterdayAt(clock(time));
  return names().dayAt(date(time, now), clock(time));
}

/** The whole of it, for a pointer that rests on a short time. */
export function wholeTime(time: Date): string {
  return `${names().days[time.getDay()]} ${time.getDate()} ${names().months[time.getMonth()]} ${time.getFullYear()}, ${clock(time)}`;
}

/** For `<html lang>` and sorting. */
export function languageTag(): string {
  return language.value === 'cy' ? 'cy' : 'en-GB';
}
