// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from 'vitest';
import { speak, upTo99, welsh } from './language.ts';
import { clock, date, day, moment } from './times.ts';

const now = new Date(2026, 10, 22, 14, 5);
const at = (dayOfMonth: number, hour = 9, minute = 12, month = 10, year = 2026) =>
  new Date(year, month, dayOfMonth, hour, minute);

afterEach(() => speak('en'));

describe('Times', () => {
  it('are on a clock of 24 hours', () => {
    expect(clock(at(22, 0, 7))).toBe('00:07');
    expect(clock(at(22, 23, 59))).toBe('23:59');
  });

  it('say the day as people do', () => {
    expect(day(at(22), now)).toBe('Today');
    expect(day(at(21, 23, 59), now)).toBe('Yesterday');
    expect(day(at(20), now)).toBe('Friday 20 November');
    expect(date(at(20, 9, 12, 10, 2025), now)).toBe('Thursday 20 November 2025');
  });

  it('say a moment', () => {
    expect(moment(new Date(now.getTime() - 20_000), now)).toBe('just now');
    expect(moment(at(22), now)).toBe('today 09:12');
    expect(moment(at(21), now)).toBe('yesterday 09:12');
    expect(moment(at(20), now)).toBe('Friday 20 November, 09:12');
  });

  it('know yesterday over a change of the clocks', () => {
    vi.stubEnv('TZ', 'Europe/London');
    // The night to 29 March has 23 hours.
    expect(day(new Date(2026, 2, 29, 12, 0), new Date(2026, 2, 30, 12, 0))).toBe('Yesterday');
    vi.unstubAllEnvs();
  });

  it('are in Welsh too', async () => {
    await speak('cy');
    expect(document.documentElement.lang).toBe('cy');
    expect(day(at(22), now)).toBe('Heddiw');
    expect(date(at(20), now)).toBe('Dydd Gwener 20 Tachwedd');
  });
});

describe('Numbers', () => {
  it('take the Welsh form that was given, and the other one where none was', () => {
    const forms = { one: 'un', two: 'dau', other: 'mwy' };
    expect([0, 1, 2, 3, 6, 11].map((count) => welsh(count, forms))).toEqual(['mwy', 'un', 'dau', 'mwy', 'mwy', 'mwy']);
  });

  it('stop at 99', () => {
    expect([0, 99, 100].map(upTo99)).toEqual(['0', '99', '99+']);
  });
});
