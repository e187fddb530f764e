import { create } from '@bufbuild/protobuf';
import { Answer, Language, ReminderDue_Kind, ReminderDueSchema } from '@ourplace/sdk/bot';
import { expect, it } from 'vitest';
import { textOf } from './words.js';

const due = create(ReminderDueSchema, {
  kind: ReminderDue_Kind.REMINDER,
  language: Language.EN,
  title: { en: 'Litter pick', cy: 'Casglu sbwriel' },
  place: 'The pavilion',
  onlineLink: 'https://meet.example.org/litter',
  start: '2026-10-29T19:00',
  zone: 'Europe/London',
  answer: Answer.GOING,
  url: 'https://hub.example.org/event/abc',
});
const weekBefore = new Date('2026-10-22T18:00:00Z');

it('says what, when, where and what was answered, in English', () => {
  expect(textOf(due, weekBefore)).toBe(
    [
      '**Litter pick** is on Thursday 29 October at 19:00.',
      'Where: The pavilion',
      'Online: https://meet.example.org/litter',
      'You said that you are coming. If that has changed: https://hub.example.org/event/abc',
    ].join('\n'),
  );
});

it('says it in Welsh to who reads Welsh', () => {
  expect(textOf({ ...due, language: Language.CY, answer: Answer.MAYBE, onlineLink: '' }, weekBefore)).toBe(
    [
      'Mae **Casglu sbwriel** ddydd Iau 29 Hydref am 19:00.',
      'Lle: The pavilion',
      'Fe ddywedoch chi efallai y byddwch yn dod. Os ydych yn gwybod nawr: https://hub.example.org/event/abc',
    ].join('\n'),
  );
});

it('calls today and tomorrow so, as the day is where the event is', () => {
  const line = (now, more = {}) => textOf({ ...due, ...more }, new Date(now)).split('\n')[0];
  expect(line('2026-10-29T17:00:00Z')).toBe('**Litter pick** is today at 19:00.');
  expect(line('2026-10-28T19:00:00Z')).toBe('**Litter pick** is tomorrow at 19:00.');
  // Half past midnight in summer time, while it is still the day before in UTC.
  expect(line('2026-07-01T23:30:00Z', { start: '2026-07-02T19:00' })).toBe('**Litter pick** is today at 19:00.');
  expect(line('2026-10-28T15:00:00Z', { zone: 'Pacific/Auckland' })).toBe(
    '**Litter pick** is today at 19:00 (Pacific/Auckland).',
  );
});

it('asks who has not answered', () => {
  const text = textOf({ ...due, kind: ReminderDue_Kind.QUESTION, answer: Answer.UNSPECIFIED }, weekBefore);
  expect(text).toContain('Are you coming to **Litter pick**, on Thursday 29 October at 19:00?');
  expect(text).toContain('Say so here: https://hub.example.org/event/abc');
});

it('writes to a channel in each language that the title has', () => {
  const toChannel = { ...due, language: Language.UNSPECIFIED, answer: Answer.UNSPECIFIED };
  expect(
    textOf(toChannel, weekBefore)
      .split('\n\n')
      .map((text) => text.split(' ')[0]),
  ).toEqual(['**Litter', 'Mae']);
  const english = { ...toChannel, title: { ...due.title, cy: '' } };
  expect(textOf(english, weekBefore)).not.toContain('Mae');
});

it('uses the title that there is', () => {
  expect(textOf({ ...due, language: Language.CY, title: { ...due.title, cy: '' } }, weekBefore)).toContain(
    'Mae **Litter pick** ddydd Iau',
  );
});
