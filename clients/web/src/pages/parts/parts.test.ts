import { create } from '@bufbuild/protobuf';
import { HubRole, HubSchema, JoinPolicy, Paint, PlaceSchema } from '@ourplace/sdk';
import { describe, expect, it } from 'vitest';
import { paintByName, paintNames, paintOf } from './paints.ts';
import { placesInOrder } from './places.ts';
import { mayJoin } from './tags.tsx';
import { wholeNumber } from './whole_number.ts';

describe('A whole number', () => {
  it.each([
    ['1', 1],
    [' 90 ', 90],
    ['007', 7],
    ['0', undefined],
    ['91', undefined],
    ['', undefined],
    ['1.5', undefined],
    ['-1', undefined],
    ['1e1', undefined],
    ['ten', undefined],
  ])('%j from 1 to 90 is %s', (text, number) => {
    expect(wholeNumber(text, 1, 90)).toBe(number);
  });
});

describe('Places', () => {
  const place = (placeId: string, name: string, parentPlaceId = '') =>
    create(PlaceSchema, { placeId, name, parentPlaceId });

  it('stand below what they lie in, by name', () => {
    const places = [
      place('1', 'Camden'),
      place('2', 'Somers Town', '1'),
      place('3', 'Brockvale'),
      place('4', 'Cantelowes', '1'),
    ];
    expect(placesInOrder(places).map(({ place: { name }, depth }) => [name, depth])).toEqual([
      ['Brockvale', 0],
      ['Camden', 0],
      ['Cantelowes', 1],
      ['Somers Town', 1],
    ]);
  });

  it('whose parent is not known stand at the top', () => {
    expect(placesInOrder([place('2', 'Somers Town', 'gone')])).toHaveLength(1);
  });
});

describe('Doors', () => {
  it('have a name for each paint that there is', () => {
    const paints = Object.values(Paint).filter((paint) => typeof paint === 'number' && paint !== Paint.UNSPECIFIED);
    expect(Object.values(paintByName).sort()).toEqual(paints.sort());
    for (const name of paintNames) expect(paintOf(paintByName[name])).toBe(name);
    expect(paintOf(99 as Paint)).toBe('slate');
  });
});

describe('Joining by a button', () => {
  it.each([
    [HubRole.UNSPECIFIED, JoinPolicy.OPEN, true],
    [HubRole.UNSPECIFIED, JoinPolicy.INVITATION, false],
    [HubRole.MEMBER, JoinPolicy.OPEN, false],
    // A policy of a later server.
    [HubRole.UNSPECIFIED, 9 as JoinPolicy, false],
  ])('role %d and policy %d: %s', (myRole, joinPolicy, may) => {
    expect(mayJoin(create(HubSchema, { myRole, joinPolicy }))).toBe(may);
  });
});
