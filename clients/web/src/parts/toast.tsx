import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { shellWords } from '../words/shell.ts';
import { announce } from './announcer.tsx';

interface ToastContent {
  words: string;
  /** Its way back. */
  action?: { words: string; run: () => void };
  /** Runs when it goes without the action having been taken. */
  onGone?: () => void;
}

const shown = signal<ToastContent | undefined>(undefined);
const lastsMs = 10_000;

/** One at a time, never the only place for an error. Stays while it is hovered or has the focus. */
export function toast(content: ToastContent): void {
  // Whoever shows one within an effect must not wait for the next.
  shown.peek()?.onGone?.();
  shown.value = content;
  announce(content.words);
}

/** What could still be undone is done now. */
export function settleToast(): void {
  const content = shown.value;
  shown.value = undefined;
  content?.onGone?.();
}

export function Toasts() {
  const content = shown.value;
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const node = box.current;
    if (!content || !node) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = () => clearTimeout(timer);
    const start = () => {
      stop();
      timer = setTimeout(settleToast, lastsMs);
    };
    start();
    for (const event of ['mouseenter', 'focusin']) node.addEventListener(event, stop);
    for (const event of ['mouseleave', 'focusout']) node.addEventListener(event, start);
    return stop;
  }, [content]);
  useEffect(() => {
    // A phone ends pages in the background without a word.
    const hidden = () => document.visibilityState === 'hidden' && settleToast();
    addEventListener('pagehide', settleToast);
    document.addEventListener('visibilitychange', hidden);
    return () => {
      removeEventListener('pagehide', settleToast);
      document.removeEventListener('visibilitychange', hidden);
    };
  }, []);
  if (!content) return null;
  const { action } = content;
  return (
    <section class="toasts" aria-label={shellWords().notice}>
      <div class="toast" ref={box} key={content.words}>
        {content.words}
        {action && (
          <button
            type="button"
            class="btn btn--s"
            onClick={() => {
              shown.value = undefined;
              action.run();
            }}
          >
            {action.words}
          </button>
        )}
      </div>
    </section>
  );
}
