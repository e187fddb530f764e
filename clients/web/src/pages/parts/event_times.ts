import type { Event, EventText, Occurrence } from '@ourplace/sdk';
import { language } from '../../words/language.ts';
import { eventsWords } from '../../words/pages/events.ts';
import { clock, date, fromMicros, startOfDay } from '../../words/times.ts';

/** A wall time, "2026-10-29T19:00", as a Date whose local parts are those of the wall. */
export function onWall(text: string): Date {
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0] = text.split(/[-T:]/).map(Number);
  return new Date(year, month - 1, day, hour, minute);
}

const clockOf = (text: string) => text.slice(11);
export const dayOf = (text: string) => text.slice(0, 10);

/** "Today", "Tomorrow", "Thursday 29 October". */
export function dayName(text: string, now = new Date()): string {
  const words = eventsWords();
  const days = Math.round((startOfDay(onWall(text)) - startOfDay(now)) / 86_400_000);
  if (days === 0) return words.today;
  if (days === 1) return words.tomorrow;
  return date(onWall(text), now);
}

/** "Thursday 29 October, 19:00 to 21:00", also over several days. */
export function whenInWords({ start, end }: Pick<Occurrence, 'start' | 'end'>, now = new Date()): string {
  const words = eventsWords();
  const from = words.onDay(dayName(start, now), clockOf(start));
  if (dayOf(start) === dayOf(end)) return words.span(from, clockOf(end));
  return words.spanDays(from, words.onDay(dayName(end, now), clockOf(end)));
}

export const hours = ({ start, end }: Pick<Occurrence, 'start' | 'end'>): string =>
  eventsWords().span(clockOf(start), clockOf(end));

/** "Starts in 3 hours."; empty when that is more than a week away. */
export function soonInWords(occurrence: Occurrence, now = new Date()): string {
  const words = eventsWords();
  const minutes = Math.ceil((fromMicros(occurrence.startsAtUs).getTime() - now.getTime()) / 60_000);
  if (minutes <= 0) return fromMicros(occurrence.endsAtUs) > now ? words.goingOn : words.over;
  if (minutes < 60) return words.inMinutes(minutes);
  if (minutes < 24 * 60) return words.inHours(Math.round(minutes / 60));
  const days = Math.round(minutes / (24 * 60));
  return days <= 7 ? words.inDays(days) : '';
}

/** Where the device's clocks show something else than those of the event. */
export function whereTheyAre(occurrence: Occurrence, zone: string, now = new Date()): string {
  const here = fromMicros(occurrence.startsAtUs);
  if (here.getTime() === onWall(occurrence.start).getTime()) return '';
  return eventsWords().hereItIs(zone, eventsWords().onDay(date(here, now), clock(here)));
}

/** In the reader's language or, if it is not written in it, in the other. */
export function inReadersLanguage(text: EventText | undefined): { words: string; lang: 'en' | 'cy' } {
  const { en = '', cy = '' } = text ?? {};
  if (language.value === 'cy') return cy ? { words: cy, lang: 'cy' } : { words: en, lang: 'en' };
  return en ? { words: en, lang: 'en' } : { words: cy, lang: 'cy' };
}

export const titleOf = (event: Event | undefined): string => inReadersLanguage(event?.details?.title).words;

export function isOver(occurrence: Occurrence, now = new Date()): boolean {
  return fromMicros(occurrence.endsAtUs) <= now;
}

/** "a week before", "2 hours before". */
export function offsetInWords(minutes: number): string {
  const { before } = eventsWords();
  if (minutes === 10_080) return before.week;
  if (minutes === 1440) return before.day;
  if (minutes % 1440 === 0) return before.days(minutes / 1440);
  return minutes % 60 === 0 ? before.hours(minutes / 60) : before.minutes(minutes);
}
