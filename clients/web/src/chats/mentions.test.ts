import { describe, expect, it } from 'vitest';
import { complete, matching, mentionAt, mentionedIn, mentionsChannel } from './mentions.ts';

const people = [
  { memberId: 'a', name: 'Ann' },
  { memberId: 'al', name: 'Ann Lee' },
  { memberId: 'z', name: 'Piotr Zieliński' },
  { memberId: 'e', name: 'Élodie Grant-Ang' },
];

describe('A mention that is being written', () => {
  it.each([
    ['@', '', 0],
    ['hello @An', 'An', 6],
    ['hello @Ann Le', 'Ann Le', 6],
    ['(@An', 'An', 1],
    ['👋@An', 'An', 2],
  ])('is seen in %j', (text, query, start) => {
    expect(mentionAt(text, text.length)).toEqual({ start, query });
  });

  it.each(['hello', 'ann@example', '@Ann\nhello', '@Ann  two spaces', '@ Ann', `@${'a'.repeat(60)}`])(
    'is not seen in %j',
    (text) => {
      expect(mentionAt(text, text.length)).toBeUndefined();
    },
  );

  it('is the one before the caret', () => {
    expect(mentionAt('@Ann and @Bob', 3)).toEqual({ start: 0, query: 'An' });
  });
});

describe('Those who may be meant', () => {
  it('are found by the start of a name or of a word in it, without regard to accents', () => {
    expect(matching(people, 'an').map(({ name }) => name)).toEqual(['Ann', 'Ann Lee', 'Élodie Grant-Ang']);
    expect(matching(people, 'ZIEL').map(({ name }) => name)).toEqual(['Piotr Zieliński']);
    expect(matching(people, 'elo').map(({ name }) => name)).toEqual(['Élodie Grant-Ang']);
    expect(matching(people, 'nn')).toEqual([]);
  });

  it('are at most six', () => {
    const many = Array.from({ length: 20 }, (_, at) => ({ memberId: String(at), name: `Ann ${at}` }));
    expect(matching(many, '')).toHaveLength(6);
  });

  it('are written out with a space behind, and the caret behind that', () => {
    expect(complete('hi @an', 3, 6, 'Ann Lee')).toEqual({ text: 'hi @Ann Lee ', caret: 12 });
    expect(complete('hi @an there', 3, 6, 'Ann')).toEqual({ text: 'hi @Ann there', caret: 8 });
  });
});

describe('A text that was written', () => {
  it('mentions those whose whole name stands behind an @, the longer name first', () => {
    expect(mentionedIn('@Ann Lee, see @Piotr Zieliński.', people)).toEqual(['al', 'z']);
    expect(mentionedIn('@Ann, hello', people)).toEqual(['a']);
  });

  it('mentions nobody by a part of a word or without the @', () => {
    expect(mentionedIn('@Annette and Ann', people)).toEqual([]);
  });

  it.each([
    ['@channel hello', true],
    ['hello @channel!', true],
    ['@channels', false],
    ['x@channel', false],
    ['channel', false],
  ])('%j addresses everybody: %s', (text, all) => {
    expect(mentionsChannel(text)).toBe(all);
  });
});
