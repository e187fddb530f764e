import { type Ask, AskState, HowSoon } from '@ourplace/sdk';
import { fromMicros } from '../words/times.ts';

const hour = 3_600_000;
/** As patient as the server is with a Champion who has one (asks/ask_rules.cpp). */
const patience: Partial<Record<HowSoon, number>> = {
  [HowSoon.TODAY]: 4 * hour,
  [HowSoon.THIS_WEEK]: 48 * hour,
  [HowSoon.NO_HURRY]: 96 * hour,
};

/** Asks that nobody has, though somebody should by now; the one that waits longest comes first. */
export function overdue(asks: readonly Ask[], now: Date): Ask[] {
  return asks
    .filter(
      ({ match, state, howSoon, openedAtUs }) =>
        !match &&
        (state === AskState.OPEN || state === AskState.OFFERED) &&
        now.getTime() - fromMicros(openedAtUs).getTime() > (patience[howSoon] ?? 48 * hour),
    )
    .sort((a, b) => Number(a.openedAtUs - b.openedAtUs));
}
