import type { EventDetails } from '@ourplace/sdk';
import { eventsWords } from '../../words/pages/events.ts';
import { date } from '../../words/times.ts';
import { onWall } from './event_times.ts';

/** The choices of the form. `other` is one that was made elsewhere, and stays as it is. */
export type Repeats = 'once' | 'daily' | 'weekly' | 'fortnightly' | 'monthlyDay' | 'monthlyDate' | 'other';

const weekdays = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];

/** "1TH": the first Thursday; the fifth is the last. */
function nthWeekday(start: Date): string {
  const nth = Math.ceil(start.getDate() / 7);
  return `${nth === 5 ? -1 : nth}${weekdays[start.getDay()]}`;
}

function pattern(repeats: Repeats, start: Date): string {
  switch (repeats) {
    case 'daily':
      return 'FREQ=DAILY';
    case 'weekly':
      return 'FREQ=WEEKLY';
    case 'fortnightly':
      return 'FREQ=WEEKLY;INTERVAL=2';
    case 'monthlyDay':
      return `FREQ=MONTHLY;BYDAY=${nthWeekday(start)}`;
    case 'monthlyDate':
      return `FREQ=MONTHLY;BYMONTHDAY=${start.getDate()}`;
    default:
      return '';
  }
}

/** @param until "2026-12-31"; empty: without end */
export function ruleOf(repeats: Repeats, start: string, until: string): string {
  const rule = pattern(repeats, onWall(start));
  if (!rule || !until) return rule;
  // In the server's order of parts.
  const [frequency = '', ...others] = rule.split(';');
  const interval = others.filter((part) => part.startsWith('INTERVAL'));
  const rest = others.filter((part) => !part.startsWith('INTERVAL'));
  return [frequency, ...interval, `UNTIL=${until.replaceAll('-', '')}`, ...rest].join(';');
}

/** Which choice a rule is, and its last day. */
export function choiceOf({ recurrence, start }: Pick<EventDetails, 'recurrence' | 'start'>): {
  repeats: Repeats;
  until: string;
} {
  const [, day] = /UNTIL=(\d{8})/.exec(recurrence) ?? [];
  const until = day ? `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}` : '';
  if (!recurrence) return { repeats: 'once', until };
  const known: Repeats[] = ['daily', 'weekly', 'fortnightly', 'monthlyDay', 'monthlyDate'];
  // "FREQ=WEEKLY;BYDAY=TH" on a Thursday says no more than "FREQ=WEEKLY".
  const own = `;BYDAY=${weekdays[onWall(start).getDay()]}`;
  const plain = recurrence.startsWith('FREQ=WEEKLY') ? recurrence.replace(own, '') : recurrence;
  return { repeats: known.find((one) => ruleOf(one, start, until) === plain) ?? 'other', until };
}

/** "Every week, until 31 December"; empty for what does not repeat. */
export function recurrenceInWords(details: Pick<EventDetails, 'recurrence' | 'start'>): string {
  const words = eventsWords();
  const { repeats, until } = choiceOf(details);
  if (repeats === 'once') return '';
  const said = repeats === 'other' ? words.repeatsOther : words.recurrences[repeats];
  return until ? words.untilDay(said, date(onWall(`${until}T00:00`))) : said;
}
