import type { Event, EventDetails } from '@ourplace/sdk';
import { eventsWords } from '../../words/pages/events.ts';
import type { Problems } from './form_model.ts';
import { choiceOf, type Repeats, ruleOf } from './recurrence.ts';
import { endAfter } from './wall_fields.ts';
import { wholeNumber } from './whole_number.ts';

/** An event as its form has it. */
export type Fields = Record<
  | 'titleEn'
  | 'titleCy'
  | 'descriptionEn'
  | 'descriptionCy'
  | 'date'
  | 'from'
  | 'to'
  | 'zone'
  | 'repeats'
  | 'until'
  | 'place'
  | 'onlineLink'
  | 'accessEn'
  | 'accessCy'
  | 'capacity'
  | 'mostGuests'
  | 'channel'
  | 'asks',
  string
>;

const homeZone = 'Europe/London';
const mostPlaces = 100_000;
const mostGuests = 20;

export function emptyFields(now: Date): Fields {
  const inAWeek = new Date(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate() + 7));
  return {
    titleEn: '',
    titleCy: '',
    descriptionEn: '',
    descriptionCy: '',
    date: inAWeek.toISOString().slice(0, 10),
    from: '19:00',
    to: '21:00',
    zone: homeZone,
    repeats: 'once',
    until: '',
    place: '',
    onlineLink: '',
    accessEn: '',
    accessCy: '',
    capacity: '',
    mostGuests: '0',
    channel: '',
    asks: 'yes',
  };
}

export function fieldsOf(event: Event): Fields {
  const { details } = event;
  if (!details) return emptyFields(new Date());
  const { repeats, until } = choiceOf(details);
  return {
    titleEn: details.title?.en ?? '',
    titleCy: details.title?.cy ?? '',
    descriptionEn: details.description?.en ?? '',
    descriptionCy: details.description?.cy ?? '',
    date: details.start.slice(0, 10),
    from: details.start.slice(11),
    to: details.end.slice(11),
    zone: details.zone,
    repeats,
    until,
    place: details.place,
    onlineLink: details.onlineLink,
    accessEn: details.accessNeeds?.en ?? '',
    accessCy: details.accessNeeds?.cy ?? '',
    capacity: details.capacity > 0 ? String(details.capacity) : '',
    mostGuests: String(details.mostGuests),
    channel: details.reminderChannelId,
    asks: details.asksForAnswers ? 'yes' : 'no',
  };
}

export function problemsOf(fields: Fields): Problems<Fields> {
  const words = eventsWords();
  const isNumber = (text: string, most: number) => !text.trim() || wholeNumber(text, 0, most) !== undefined;
  return {
    ...(!fields.titleEn.trim() && !fields.titleCy.trim() && { titleEn: words.oneTitle }),
    ...(!(fields.date && fields.from) && { date: words.badDate }),
    ...(!fields.to && { to: words.badDate }),
    ...(!isNumber(fields.capacity, mostPlaces) && { capacity: words.badNumber(mostPlaces) }),
    ...(!isNumber(fields.mostGuests, mostGuests) && { mostGuests: words.badNumber(mostGuests) }),
  };
}

/** @param before what is being changed: a rule of another kind, days that are left out, and a length of days stay */
export function detailsOf(fields: Fields, before?: EventDetails) {
  const start = `${fields.date}T${fields.from}`;
  const recurrence =
    fields.repeats === 'other' ? (before?.recurrence ?? '') : ruleOf(fields.repeats as Repeats, start, fields.until);
  return {
    title: { en: fields.titleEn, cy: fields.titleCy },
    description: { en: fields.descriptionEn, cy: fields.descriptionCy },
    place: fields.place,
    onlineLink: fields.onlineLink.trim(),
    accessNeeds: { en: fields.accessEn, cy: fields.accessCy },
    start,
    end: endOf(fields, before),
    zone: fields.zone.trim(),
    recurrence,
    capacity: Number(fields.capacity || 0),
    mostGuests: Number(fields.mostGuests || 0),
    reminderChannelId: fields.channel,
    asksForAnswers: fields.asks === 'yes',
    excludedDays: recurrence ? (before?.excludedDays ?? []) : [],
  };
}

const dayNumber = (day: string) => Date.parse(`${day}T00:00Z`) / 86_400_000;

/** The form knows one day: what lasted longer lasts as many days as before. */
function endOf({ date, from, to }: Fields, before: EventDetails | undefined): string {
  const days = before ? dayNumber(before.end.slice(0, 10)) - dayNumber(before.start.slice(0, 10)) : 0;
  if (days <= 1) return endAfter(date, from, to);
  return `${new Date((dayNumber(date) + days) * 86_400_000).toISOString().slice(0, 10)}T${to}`;
}
