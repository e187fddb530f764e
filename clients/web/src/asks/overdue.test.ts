import { create } from '@bufbuild/protobuf';
import { AskSchema, AskState, HowSoon } from '@ourplace/sdk';
import { expect, it } from 'vitest';
import { overdue } from './overdue.ts';

const now = new Date('2026-11-26T12:00:00Z');
const ask = (askId: string, state: AskState, howSoon: HowSoon, hours: number, match?: object) =>
  create(AskSchema, {
    askId,
    state,
    howSoon,
    openedAtUs: BigInt(now.getTime() - hours * 3_600_000) * 1000n,
    ...(match && { match }),
  });
const late = (...asks: ReturnType<typeof ask>[]) => overdue(asks, now).map(({ askId }) => askId);

it('waits as long as the Ask can wait', () => {
  expect(late(ask('a', AskState.OPEN, HowSoon.TODAY, 5), ask('b', AskState.OPEN, HowSoon.TODAY, 3))).toEqual(['a']);
  expect(
    late(ask('a', AskState.OFFERED, HowSoon.THIS_WEEK, 49), ask('b', AskState.OFFERED, HowSoon.THIS_WEEK, 47)),
  ).toEqual(['a']);
  expect(late(ask('a', AskState.OPEN, HowSoon.NO_HURRY, 97), ask('b', AskState.OPEN, HowSoon.NO_HURRY, 95))).toEqual([
    'a',
  ]);
});

it('leaves out what somebody has, what came to the Organisers anyway, and what is done', () => {
  expect(
    late(
      ask('has', AskState.OPEN, HowSoon.TODAY, 99, {}),
      ask('helped', AskState.MATCHED, HowSoon.TODAY, 99, {}),
      ask('came', AskState.ESCALATED, HowSoon.TODAY, 99),
      ask('done', AskState.CLOSED, HowSoon.TODAY, 99),
    ),
  ).toEqual([]);
});

it('has the one that waits longest first', () => {
  expect(late(ask('b', AskState.OPEN, HowSoon.TODAY, 6), ask('a', AskState.OPEN, HowSoon.TODAY, 9))).toEqual([
    'a',
    'b',
  ]);
});
