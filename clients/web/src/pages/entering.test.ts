import { Code, OurplaceError } from '@ourplace/sdk';
import { describe, expect, it } from 'vitest';
import { checkPassphrase, explainEntering, placeWithin } from './entering.ts';

describe('Where one goes after signing in', () => {
  it.each([
    ['#/channel/c1', '/channel/c1'],
    ['#/hubs', '/hubs'],
    ['#/join#TOKEN', '/join#TOKEN'],
    ['', '/'],
    ['#', '/'],
    ['#//elsewhere.example', '/'],
    ['#/\\elsewhere.example', '/'],
    ['#https://elsewhere.example', '/'],
    ['#javascript:alert(1)', '/'],
    ['#/sign-in#/hubs', '/'],
    ['#/sign-in-link#TOKEN', '/'],
  ])('%s leads to %s', (hash, to) => {
    expect(placeWithin(hash)).toBe(to);
  });
});

describe('Too many attempts', () => {
  const refused = (retryAfterMs: number) => new OurplaceError(Code.RESOURCE_EXHAUSTED, '', '', true, retryAfterMs);

  it('are told with a time at which trying again is not too early', () => {
    const now = new Date(2026, 10, 25, 14, 5, 10);
    expect(explainEntering(refused(60_000), now)).toEqual({ '': expect.stringContaining('14:07') });
    expect(explainEntering(refused(50_000), now)).toEqual({ '': expect.stringContaining('14:06') });
  });

  it('are not mistaken for something else', () => {
    expect(explainEntering(new OurplaceError(Code.INTERNAL, ''))).toBeUndefined();
  });
});

describe('A passphrase', () => {
  it('has 8 to 128 characters, counted as people count them', () => {
    expect(checkPassphrase('', 'it')).toHaveProperty('it');
    expect(checkPassphrase('1234567', 'it')).toHaveProperty('it');
    expect(checkPassphrase('12345678', 'it')).toEqual({});
    expect(checkPassphrase('👋'.repeat(4), 'it')).toHaveProperty('it');
    expect(checkPassphrase('👋'.repeat(128), 'it')).toEqual({});
    expect(checkPassphrase('x'.repeat(129), 'it')).toHaveProperty('it');
  });
});
