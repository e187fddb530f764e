import { create } from '@bufbuild/protobuf';
import { OccurrenceSchema } from '@ourplace/sdk';
import { describe, expect, it } from 'vitest';
import { dayName, offsetInWords, soonInWords, whenInWords } from './event_times.ts';

const now = new Date(2026, 10, 26, 9, 0);

describe('when an event is', () => {
  it('is said with the day, near ones by name', () => {
    expect(dayName('2026-11-26T19:00', now)).toBe('Today');
    expect(dayName('2026-11-27T00:00', now)).toBe('Tomorrow');
    expect(dayName('2026-12-03T19:00', now)).toBe('Thursday 3 December');
  });

  it('is said with both ends, also over midnight', () => {
    expect(whenInWords({ start: '2026-12-03T19:00', end: '2026-12-03T21:00' }, now)).toBe(
      'Thursday 3 December, 19:00 to 21:00',
    );
    expect(whenInWords({ start: '2026-11-27T22:00', end: '2026-11-28T02:00' }, now)).toBe(
      'Tomorrow, 22:00 until Saturday 28 November, 02:00',
    );
  });

  it('is said as a time to go when it is near', () => {
    const at = (minutes: number) =>
      create(OccurrenceSchema, {
        startsAtUs: BigInt(now.getTime() + minutes * 60_000) * 1000n,
        endsAtUs: BigInt(now.getTime() + (minutes + 60) * 60_000) * 1000n,
      });
    expect(soonInWords(at(1), now)).toBe('Starts in 1 minute.');
    expect(soonInWords(at(180), now)).toBe('Starts in 3 hours.');
    expect(soonInWords(at(2880), now)).toBe('Starts in 2 days.');
    expect(soonInWords(at(20_000), now)).toBe('');
    expect(soonInWords(at(-30), now)).toBe('It is on now.');
    expect(soonInWords(at(-90), now)).toBe('It is over.');
  });
});

describe('reminders', () => {
  it('are said in the largest measure that fits', () => {
    expect([10_080, 2880, 1440, 120, 90].map(offsetInWords)).toEqual([
      'a week before',
      '2 days before',
      'a day before',
      '2 hours before',
      '90 minutes before',
    ]);
  });
});
