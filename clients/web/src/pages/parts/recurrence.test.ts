import { describe, expect, it } from 'vitest';
import { choiceOf, recurrenceInWords, ruleOf } from './recurrence.ts';

const thursday = '2026-10-29T19:00';

describe('how an event repeats', () => {
  it('is written as a rule', () => {
    expect(ruleOf('once', thursday, '2026-12-31')).toBe('');
    expect(ruleOf('weekly', thursday, '')).toBe('FREQ=WEEKLY');
    expect(ruleOf('fortnightly', thursday, '2026-12-31')).toBe('FREQ=WEEKLY;INTERVAL=2;UNTIL=20261231');
    // The fifth Thursday is the last.
    expect(ruleOf('monthlyDay', thursday, '')).toBe('FREQ=MONTHLY;BYDAY=-1TH');
    expect(ruleOf('monthlyDay', '2026-10-08T19:00', '2027-01-31')).toBe('FREQ=MONTHLY;UNTIL=20270131;BYDAY=2TH');
    expect(ruleOf('monthlyDate', thursday, '')).toBe('FREQ=MONTHLY;BYMONTHDAY=29');
  });

  it('is found again in the rule', () => {
    for (const repeats of ['once', 'daily', 'weekly', 'fortnightly', 'monthlyDay', 'monthlyDate'] as const)
      for (const until of repeats === 'once' ? [''] : ['', '2027-03-01'])
        expect(choiceOf({ recurrence: ruleOf(repeats, thursday, until), start: thursday })).toEqual({ repeats, until });
    expect(choiceOf({ recurrence: 'FREQ=WEEKLY;BYDAY=TH', start: thursday }).repeats).toBe('weekly');
    expect(choiceOf({ recurrence: 'FREQ=WEEKLY;BYDAY=MO,TH', start: thursday }).repeats).toBe('other');
  });

  it('is said in words', () => {
    const words = (recurrence: string) => recurrenceInWords({ recurrence, start: thursday });
    expect(words('')).toBe('');
    expect(words('FREQ=WEEKLY')).toBe('Every week');
    expect(words('FREQ=WEEKLY;UNTIL=20271231')).toBe('Every week, until Friday 31 December 2027');
    expect(words('FREQ=YEARLY')).toBe('On several dates');
  });
});
