import { OurplaceError } from '@ourplace/sdk';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { useSession } from '../../account.ts';
import { Icon, type IconName } from '../../parts/icon.tsx';
import { whyWords } from '../../words/errors.ts';
import { pagesWords } from '../../words/pages/pages.ts';

/** A button that asks the server: busy in words, says what went wrong beside it, and why it must wait for a line. */
export function Act(props: {
  words: string;
  busy: string;
  run: () => Promise<unknown>;
  icon?: IconName;
  kind?: 'go' | 'harm' | 'quiet';
  small?: boolean;
  /** What the words leave out, for a list of the same buttons. */
  about?: string;
  /** Of one that is turned on and off. */
  pressed?: boolean;
  explain?: (error: OurplaceError) => string | undefined;
}) {
  const online = useSession().connection.state.value.kind === 'online';
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState('');
  const there = useRef(true);
  const hint = useId();
  useEffect(
    () => () => {
      there.current = false;
    },
    [],
  );
  const press = async () => {
    if (!online || busy) return;
    setBusy(true);
    setWrong('');
    try {
      await props.run();
    } catch (error) {
      if (!(error instanceof OurplaceError)) throw error;
      if (there.current) setWrong(props.explain?.(error) ?? whyWords(error));
    } finally {
      if (there.current) setBusy(false);
    }
  };
  return (
    <>
      <button
        type="button"
        class={`btn${props.kind ? ` btn--${props.kind}` : ''}${props.small ? ' btn--s' : ''}`}
        aria-disabled={online ? undefined : true}
        aria-busy={busy || undefined}
        aria-pressed={props.pressed}
        aria-describedby={online ? undefined : hint}
        onClick={() => void press()}
      >
        {busy ? <span class="spin" aria-hidden="true" /> : props.icon && <Icon name={props.icon} />}
        <span>
          {busy ? props.busy : props.words}
          {props.about && <span class="sr"> {props.about}</span>}
        </span>
      </button>
      {!online && (
        <span class="hint" id={hint}>
          {pagesWords().needsConnection}
        </span>
      )}
      {wrong && (
        <span class="wrong" role="alert">
          <Icon name="warn" small />
          <span>{wrong}</span>
        </span>
      )}
    </>
  );
}
