import { type Ask, AskState } from '@ourplace/sdk';

/** The halved problem: one half is the asker's, the other dashed while it looks, gold when shared; whole when done. */
export function AskMark({ ask, large }: { ask: Pick<Ask, 'state' | 'match'>; large?: boolean }) {
  const looks = `ask-mark${large ? ' ask-mark--l' : ''}`;
  if (ask.state === AskState.CLOSED)
    return (
      <svg class={looks} viewBox="0 0 24 24" aria-hidden="true">
        <circle class="mark-done" cx="12" cy="12" r="9.5" />
        <path class="mark-tick" d="m7.5 12.5 3 3 6-6.5" />
      </svg>
    );
  return (
    <svg class={looks} viewBox="0 0 24 24" aria-hidden="true">
      <path class="mark-a" d="M11.3 2.5a9.5 9.5 0 0 0 0 19z" />
      {ask.match ? (
        <path class="mark-b" d="M13 2.9a9.2 9.2 0 0 1 0 18.2z" />
      ) : (
        <path class="mark-gap" d="M13.5 3.5a8.6 8.6 0 0 1 0 17z" />
      )}
    </svg>
  );
}
