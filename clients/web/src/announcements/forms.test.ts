// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { forgetDraft, keepDraft, readDraft } from '../pages/parts/kept_draft.ts';
import { checkTimes, timesOf } from './time_fields.tsx';
import { checkWording, wordingField, wordings } from './wording_fields.tsx';

const texts = { englishTitle: '', englishBody: '', welshTitle: '', welshBody: '' };
const english = { ...texts, englishTitle: 'Pumps', englishBody: 'Tonight' };

describe('The words of an announcement', () => {
  it('are in one language or in both, and whole in each that is begun', () => {
    expect(checkWording(english, false)).toEqual({});
    expect(Object.keys(checkWording(texts, false))).toEqual(['englishTitle', 'englishBody']);
    expect(Object.keys(checkWording({ ...english, welshTitle: 'Pympiau' }, false))).toEqual(['welshBody']);
    expect(Object.keys(checkWording({ ...texts, welshTitle: 'Pympiau', welshBody: 'Heno' }, false))).toEqual([]);
  });

  it('are in both where the Hub wants both', () => {
    expect(Object.keys(checkWording(english, true))).toEqual(['welshTitle', 'welshBody']);
  });

  it('have their limits, counted as the server counts', () => {
    expect(checkWording({ ...english, englishTitle: '🌧'.repeat(120) }, false)).toEqual({});
    expect(Object.keys(checkWording({ ...english, englishTitle: 'a'.repeat(121) }, false))).toEqual(['englishTitle']);
    expect(Object.keys(checkWording({ ...english, englishBody: 'a'.repeat(4001) }, false))).toEqual(['englishBody']);
  });

  it('leave out a language in which nothing is written', () => {
    expect(wordings(english)).toEqual({ english: { title: 'Pumps', body: 'Tonight' } });
    expect(wordings({ ...english, welshBody: '  ' })).toEqual({ english: { title: 'Pumps', body: 'Tonight' } });
  });

  it('are put right at the field that the server names', () => {
    expect(wordingField('welsh.body')).toBe('welshBody');
    expect(wordingField('english.title')).toBe('englishTitle');
    expect(wordingField('audience.roles')).toBeUndefined();
  });
});

describe('The times of an announcement', () => {
  const now = new Date(2026, 10, 26, 10, 0);
  const plain = { when: 'now', sendAt: '', asks: 'yes', acknowledgeBy: '', days: '30' };

  it('are this device’s', () => {
    expect(
      timesOf({ ...plain, when: 'later', sendAt: '2026-11-27T09:30', acknowledgeBy: '2026-11-28T12:00' }, now),
    ).toEqual({
      sendAtUs: BigInt(new Date(2026, 10, 27, 9, 30).getTime()) * 1000n,
      asksAcknowledgement: true,
      acknowledgeByUs: BigInt(new Date(2026, 10, 28, 12, 0).getTime()) * 1000n,
      expiresAtUs: BigInt(new Date(2026, 10, 27, 9, 30).getTime() + 30 * 86_400_000) * 1000n,
    });
    expect(timesOf(plain, now).sendAtUs).toBeUndefined();
  });

  it('lie ahead, in their order', () => {
    expect(checkTimes(plain, now)).toEqual({});
    expect(Object.keys(checkTimes({ ...plain, when: 'later' }, now))).toEqual(['sendAt']);
    expect(Object.keys(checkTimes({ ...plain, when: 'later', sendAt: '2026-11-26T09:59' }, now))).toEqual(['sendAt']);
    expect(Object.keys(checkTimes({ ...plain, acknowledgeBy: '2026-11-26T09:59' }, now))).toEqual(['acknowledgeBy']);
    expect(Object.keys(checkTimes({ ...plain, acknowledgeBy: '2027-01-26T09:59' }, now))).toEqual(['acknowledgeBy']);
  });

  it('ask for no date when nobody is asked to confirm', () => {
    const quiet = { ...plain, asks: 'no', acknowledgeBy: '2020-01-01T00:00' };
    expect(checkTimes(quiet, now)).toEqual({});
    expect(timesOf(quiet, now).acknowledgeByUs).toBeUndefined();
  });
});

describe('A draft', () => {
  it('is kept for one member and Hub, and what an older version kept does no harm', () => {
    expect(readDraft('ana', 'h1', english)).toEqual(english);
    expect(keepDraft('ana', 'h1', { ...english, englishTitle: 'Half' })).toBe(true);
    expect(readDraft('ana', 'h1', texts).englishTitle).toBe('Half');
    expect(readDraft('ben', 'h1', texts)).toEqual(texts);
    localStorage.setItem('draft/ana/h1', '{"englishTitle":7,"gone":"x"}');
    expect(readDraft('ana', 'h1', texts)).toEqual(texts);
    localStorage.setItem('draft/ana/h1', 'not JSON');
    expect(readDraft('ana', 'h1', texts)).toEqual(texts);
    forgetDraft('ana', 'h1');
    expect(localStorage.length).toBe(0);
  });
});
