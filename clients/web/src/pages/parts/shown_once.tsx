import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { announce } from '../../parts/announcer.tsx';
import { Icon } from '../../parts/icon.tsx';
import { pagesWords } from '../../words/pages/pages.ts';

/** A secret that can be read this one time, and copied. */
export function ShownOnce({ title, hint, secret }: { title: string; hint: string; secret: string }) {
  const words = pagesWords();
  const [copied, setCopied] = useState<'yes' | 'failed'>();
  const field = useRef<HTMLInputElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => heading.current?.focus(), [secret]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(secret);
      setCopied('yes');
      announce(words.copied);
    } catch {
      // Without https, or when it is not allowed.
      field.current?.select();
      setCopied('failed');
      announce(words.copyYourself);
    }
  };
  return (
    <div class="card card--need">
      <h2 ref={heading} tabIndex={-1} class="card__title">
        {title}
      </h2>
      <p class="small">{hint}</p>
      <div class="row row--close">
        <input
          ref={field}
          class="input grow"
          readOnly
          value={secret}
          aria-label={title}
          dir="ltr"
          onFocus={(event) => event.currentTarget.select()}
        />
        <button type="button" class="btn btn--go" onClick={() => void copy()}>
          {copied === 'yes' && <Icon name="tick" />}
          {copied === 'yes' ? words.copied : words.copy}
        </button>
      </div>
      {copied === 'failed' && <p class="small">{words.copyYourself}</p>}
    </div>
  );
}
