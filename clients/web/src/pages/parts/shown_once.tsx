import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { announce } from '../../parts/announcer.tsx';
import { Icon } from '../../parts/icon.tsx';
import { pagesWords } from '../../words/pages/pages.ts';

/** A secret that can be read this one time, and copied. */
export function ShownOnce(props: { title: string; hint: string; secret: string; children?: ComponentChildren }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => heading.current?.focus(), [props.secret]);
  return (
    <div class="card card--need">
      <h2 ref={heading} tabIndex={-1} class="card__title">
        {props.title}
      </h2>
      <p class="small">{props.hint}</p>
      <Copyable label={props.title} text={props.secret} go />
      {props.children}
    </div>
  );
}

/** Text for another program, with a button that copies it. */
export function Copyable(props: { label: string; text: string; go?: boolean; labelled?: boolean; rows?: number }) {
  const words = pagesWords();
  const id = useId();
  const [copied, setCopied] = useState<'yes' | 'failed'>();
  const field = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(props.text);
      setCopied('yes');
      announce(words.copied);
    } catch {
      // Without https, or when it is not allowed.
      field.current?.select();
      setCopied('failed');
      announce(words.copyYourself);
    }
  };
  const shared = {
    id,
    ref: field,
    class: 'input grow',
    readOnly: true,
    value: props.text,
    dir: 'ltr' as const,
    spellcheck: false,
    'aria-label': props.labelled ? undefined : props.label,
    onFocus: (event: { currentTarget: { select(): void } }) => event.currentTarget.select(),
  };
  return (
    <>
      {props.labelled && (
        <label class="small strong" for={id}>
          {props.label}
        </label>
      )}
      <div class="row row--close">
        {props.rows ? <textarea {...shared} rows={props.rows} class="input grow command" /> : <input {...shared} />}
        <button type="button" class={`btn${props.go ? ' btn--go' : ''}`} onClick={() => void copy()}>
          {copied === 'yes' && <Icon name="tick" />}
          <span>
            {copied === 'yes' ? words.copied : words.copy}
            {!props.go && <span class="sr"> {props.label}</span>}
          </span>
        </button>
      </div>
      {copied === 'failed' && <p class="small">{words.copyYourself}</p>}
    </>
  );
}
