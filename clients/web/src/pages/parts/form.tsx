import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../../parts/icon.tsx';
import { pagesWords } from '../../words/pages/pages.ts';
import type { Form } from './form_model.ts';

type Values = Record<string, string>;
const wrongId = (id: string) => `${id}-wrong`;
const hintId = (id: string) => `${id}-hint`;

/** A form with its summary of what is wrong on top. Ids of fields are `prefix-name`. */
export function FormBox<V extends Values>(props: {
  form: Form<V>;
  prefix: string;
  submit: string;
  busy: string;
  class?: string;
  children: ComponentChildren;
  /** Beside the button. */
  beside?: ComponentChildren;
  wide?: boolean;
  /** There is no line, and what it does cannot wait: it cannot be pressed, and says so. */
  offline?: boolean;
}) {
  const { form, prefix, offline } = props;
  const hint = useId();
  return (
    <form
      class={props.class ?? 'stack'}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!offline) void form.submit();
      }}
    >
      <Summary form={form} prefix={prefix} />
      {props.children}
      <div class="actions">
        <button
          type="submit"
          class={`btn btn--go${props.wide ? ' btn--wide' : ''}`}
          aria-busy={form.busy || undefined}
          aria-disabled={form.busy || offline || undefined}
          aria-describedby={offline ? hint : undefined}
        >
          {form.busy && <span class="spin" aria-hidden="true" />}
          {form.busy ? props.busy : props.submit}
        </button>
        {offline && (
          <span class="hint" id={hint}>
            {pagesWords().needsConnection}
          </span>
        )}
        {props.beside}
      </div>
    </form>
  );
}

/** Takes the focus when sending has failed, and leads to each field. */
function Summary<V extends Values>({ form, prefix }: { form: Form<V>; prefix: string }) {
  const box = useRef<HTMLDivElement>(null);
  const title = useId();
  useLayoutEffect(() => {
    if (form.failures > 0) box.current?.focus();
  }, [form.failures]);
  const problems = Object.entries(form.problems) as [string, string][];
  if (problems.length === 0) return null;
  return (
    <div class="summary" ref={box} tabIndex={-1} role="alert" aria-labelledby={title}>
      <h2 class="summary__title" id={title}>
        {pagesWords().toPutRight(problems.length)}
      </h2>
      <ul>
        {problems.map(([name, words]) => (
          <li key={name}>
            {name === '' ? (
              words
            ) : (
              <a
                href={`#${prefix}-${name}`}
                onClick={(event) => {
                  // The address may hold a secret behind its "#": it stays as it is.
                  event.preventDefault();
                  document.getElementById(`${prefix}-${name}`)?.focus();
                }}
              >
                {words}
              </a>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

interface FieldProps<V extends Values> {
  form: Form<V>;
  prefix: string;
  name: keyof V & string;
  label: string;
  hint?: string;
}

/** For aria-describedby of a field whose notes are these. */
export function described(id: string, hint: string | undefined, wrong: string | undefined): string | undefined {
  return [hint && hintId(id), wrong && wrongId(id)].filter(Boolean).join(' ') || undefined;
}

export function Around(props: {
  id: string;
  label: string;
  hint: string | undefined;
  wrong: string | undefined;
  children: ComponentChildren;
}) {
  return (
    <div class="field">
      <label for={props.id}>{props.label}</label>
      <Notes {...props} />
      {props.children}
    </div>
  );
}

/** What helps to fill a field in, and what is wrong with it. */
export function Notes({ id, hint, wrong }: { id: string; hint: string | undefined; wrong: string | undefined }) {
  return (
    <>
      {hint && (
        <span class="hint" id={hintId(id)}>
          {hint}
        </span>
      )}
      {wrong && <Wrong id={id} words={wrong} />}
    </>
  );
}

function Wrong({ id, words }: { id: string; words: string }) {
  return (
    <span class="wrong" id={wrongId(id)}>
      <Icon name="warn" small />
      <span>{words}</span>
    </span>
  );
}

export function TextField<V extends Values>(
  props: FieldProps<V> & {
    autocomplete?: string;
    /** Several lines. */
    rows?: number;
    inputMode?: 'numeric';
    type?: 'text' | 'date' | 'time' | 'url';
    maxLength?: number;
    /** Of what is written there, where it is known. */
    lang?: string;
  },
) {
  const id = `${props.prefix}-${props.name}`;
  const wrong = props.form.problems[props.name];
  const shared = {
    id,
    class: 'input',
    dir: 'auto' as const,
    lang: props.lang,
    value: props.form.values[props.name],
    maxLength: props.maxLength,
    'aria-invalid': wrong ? true : undefined,
    'aria-describedby': described(id, props.hint, wrong),
    onInput: (event: { currentTarget: { value: string } }) => props.form.set(props.name, event.currentTarget.value),
  };
  return (
    <Around id={id} label={props.label} hint={props.hint} wrong={wrong}>
      {props.rows ? (
        <textarea {...shared} rows={props.rows} />
      ) : (
        <input
          {...shared}
          // Preact's types want each kind of input by itself.
          type={(props.type ?? 'text') as 'text'}
          autocomplete={props.autocomplete ?? 'off'}
          inputMode={props.inputMode}
        />
      )}
    </Around>
  );
}

/** Can be looked at: a passphrase that is long is easily mistyped. */
export function PassphraseField<V extends Values>(
  props: FieldProps<V> & { autocomplete: 'new-password' | 'current-password' },
) {
  const id = `${props.prefix}-${props.name}`;
  const [shown, show] = useState(false);
  const wrong = props.form.problems[props.name];
  const words = pagesWords();
  return (
    <Around id={id} label={props.label} hint={props.hint} wrong={wrong}>
      <div class="row row--close">
        <input
          id={id}
          class="input grow"
          type={(shown ? 'text' : 'password') as 'password'}
          autocomplete={props.autocomplete}
          autocapitalize="none"
          spellcheck={false}
          value={props.form.values[props.name]}
          aria-invalid={wrong ? true : undefined}
          aria-describedby={described(id, props.hint, wrong)}
          onInput={(event) => props.form.set(props.name, event.currentTarget.value)}
        />
        <button type="button" class="btn" aria-pressed={shown} onClick={() => show(!shown)}>
          {shown ? words.hide : words.show}
          <span class="sr"> {props.label}</span>
        </button>
      </div>
    </Around>
  );
}

/** A few choices that are all seen at once. */
export function Choices<V extends Values>(
  props: FieldProps<V> & {
    long?: boolean;
    of: readonly { value: string; words: string; hint?: string; lang?: string; mark?: ComponentChildren }[];
  },
) {
  const id = `${props.prefix}-${props.name}`;
  const wrong = props.form.problems[props.name];
  return (
    <RadioCards
      id={id}
      label={props.label}
      value={props.form.values[props.name] ?? ''}
      of={props.of}
      choose={(value) => props.form.set(props.name, value)}
      {...(props.long && { long: true })}
      {...(props.hint && { hint: props.hint })}
      {...(wrong && { wrong })}
    />
  );
}

export function RadioCards<Value extends string>(props: {
  id: string;
  label: ComponentChildren;
  value: string;
  of: readonly {
    value: Value;
    words: string;
    hint?: string;
    lang?: string;
    mark?: ComponentChildren;
    scale?: number;
  }[];
  choose: (value: Value) => void;
  hint?: string;
  wrong?: string;
  class?: string;
  /** The words are too long for two beside each other on a phone. */
  long?: boolean;
}) {
  return (
    <fieldset
      class={props.class ?? 'field'}
      id={props.id}
      tabIndex={-1}
      aria-describedby={described(props.id, props.hint, props.wrong)}
    >
      <legend class="legend">{props.label}</legend>
      {props.hint && (
        <span class="hint" id={hintId(props.id)}>
          {props.hint}
        </span>
      )}
      {props.wrong && <Wrong id={props.id} words={props.wrong} />}
      <div class={`choices${props.long ? ' choices--long' : ''}`}>
        {props.of.map((choice) => {
          const on = choice.value === props.value;
          return (
            <label
              key={choice.value}
              class={`choice${on ? ' choice--on' : ''}`}
              style={choice.scale ? { fontSize: `${choice.scale}em` } : undefined}
            >
              <input
                type="radio"
                name={props.id}
                value={choice.value}
                checked={on}
                onChange={() => props.choose(choice.value)}
              />
              {choice.mark}
              <span lang={choice.lang}>
                {choice.words}
                {choice.hint && (
                  <>
                    <br />
                    <span class="soft small">{choice.hint}</span>
                  </>
                )}
              </span>
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}
