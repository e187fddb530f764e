import { useEffect, useId, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { announce } from '../parts/announcer.tsx';
import { GrowingText } from '../parts/growing_text.tsx';
import { Face } from '../parts/shapes.tsx';
import { channelWords } from '../words/channel.ts';
import type { ChannelModel } from './channel_model.ts';
import { Completion } from './completion.ts';
import { asksToSend } from './enter_sends.ts';
import type { Candidate } from './mentions.ts';

export interface FieldHandle {
  focus(): void;
  completion: Completion;
}

/** A field for a message, with a list of people behind "@". Arrows choose, Enter or Tab takes, Escape closes. */
export function MentionField(props: {
  model: ChannelModel;
  label: string;
  placeholder: string;
  text: string;
  describedBy?: string;
  onText: (text: string) => void;
  onSend: () => void;
  onEscape?: () => void;
  /** Somebody was taken from the list. */
  onChosen?: (candidate: Candidate) => void;
  handle: (handle: FieldHandle) => void;
}) {
  const { model, text } = props;
  const words = channelWords();
  const id = useId();
  const box = useRef<HTMLTextAreaElement>(null);
  const caretAfter = useRef<number>(undefined);
  const completion = useMemo(() => new Completion(model), [model]);
  const look = () => {
    const field = box.current;
    if (field && document.activeElement === field) completion.look(field.value, field.selectionStart);
  };
  useLayoutEffect(() => {
    completion.onMore = look;
    props.handle({ focus: () => box.current?.focus(), completion });
  }, [completion]);
  useLayoutEffect(() => {
    if (caretAfter.current === undefined) return;
    box.current?.setSelectionRange(caretAfter.current, caretAfter.current);
    caretAfter.current = undefined;
  }, [text]);
  const shown = completion.shown.value;
  const open = shown.length > 0;
  useEffect(() => {
    if (open) announce(words.suggestionCount(shown.length));
  }, [open, shown.length]);

  const take = (candidate: Candidate) => {
    const field = box.current;
    if (!field) return;
    const completed = completion.choose(candidate, field.value, field.selectionStart);
    caretAfter.current = completed.caret;
    props.onText(completed.text);
    props.onChosen?.(candidate);
    field.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const chosen = shown[completion.active.value];
    if (open && chosen && !event.isComposing) {
      const keys: Record<string, () => void> = {
        ArrowDown: () => completion.move(1),
        ArrowUp: () => completion.move(-1),
        Enter: () => take(chosen),
        Tab: () => take(chosen),
        Escape: () => completion.close(),
      };
      const run = keys[event.key];
      if (run && !event.shiftKey) {
        event.preventDefault();
        run();
        return;
      }
    }
    if (event.key === 'Escape' && props.onEscape) {
      event.preventDefault();
      props.onEscape();
    } else if (asksToSend(event)) {
      event.preventDefault();
      props.onSend();
    }
  };
  return (
    <div class="mention-field">
      <label class="sr" for={id}>
        {props.label}
      </label>
      <GrowingText
        box={box}
        id={id}
        dir="auto"
        value={text}
        placeholder={props.placeholder}
        autocomplete="off"
        aria-describedby={props.describedBy}
        aria-autocomplete="list"
        aria-controls={open ? `${id}-list` : undefined}
        aria-activedescendant={open ? `${id}-${completion.active.value}` : undefined}
        onInput={(event) => {
          props.onText(event.currentTarget.value);
          look();
        }}
        onClick={look}
        onBlur={() => completion.close()}
        onKeyDown={onKeyDown}
      />
      {open && (
        <div class="suggestions" role="listbox" id={`${id}-list`} aria-label={words.suggestions}>
          {shown.map((candidate, at) => (
            // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field, which names the active one
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's
            <div
              key={candidate.memberId ?? candidate.name}
              id={`${id}-${at}`}
              class="suggestion"
              role="option"
              aria-selected={at === completion.active.value}
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => take(candidate)}
            >
              <Suggested candidate={candidate} />
            </div>
          ))}
        </div>
      )}
    </div>
  );
}

function Suggested({ candidate }: { candidate: Candidate }) {
  const { memberId, name, command, isBot = false } = candidate;
  const words = channelWords();
  if (command)
    return (
      <>
        <b dir="ltr">/{name}</b>
        <span dir="auto">{command.about}</span>
        <span class="soft small" dir="auto">
          {command.botName}, {words.bot}
        </span>
      </>
    );
  return (
    <>
      <Face id={memberId ?? ''} name={memberId ? name : '@'} bot={isBot} />
      <span dir="auto">{memberId ? name : '@channel'}</span>
      {isBot && <span class="soft small">{words.bot}</span>}
      {!memberId && <span class="soft small">{words.everybody}</span>}
    </>
  );
}
