// @vitest-environment happy-dom
import { effect, signal } from '@preact/signals';
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { settleToast, Toasts, toast } from './toast.tsx';

let box: HTMLElement;
let happened: string[];

beforeEach(() => {
  vi.useFakeTimers();
  box = document.createElement('div');
  document.body.append(box);
  happened = [];
  act(() => render(<Toasts />, box));
});
afterEach(() => {
  settleToast();
  render(null, box);
  box.remove();
  vi.useRealTimers();
});

const pass = (ms: number) =>
  act(() => {
    vi.advanceTimersByTime(ms);
  });
const remove = (what: string) =>
  act(() =>
    toast({
      words: `${what} deleted.`,
      action: { words: 'Undo', run: () => happened.push(`${what} back`) },
      onGone: () => happened.push(`${what} gone`),
    }),
  );

it('shown within an effect is shown once, whatever is shown after it', () => {
  const news = signal('');
  const stop = effect(() => {
    if (news.value) toast({ words: news.value });
  });
  act(() => {
    news.value = 'Something has happened.';
  });
  expect(box.textContent).toContain('Something has happened.');
  act(() => toast({ words: 'Something else.' }));
  expect(box.textContent).toContain('Something else.');
  act(settleToast);
  expect(box.textContent).toBe('');
  stop();
});

describe('What can be undone', () => {
  it('is done after ten seconds', () => {
    remove('one');
    pass(9999);
    expect(happened).toEqual([]);
    pass(1);
    expect(happened).toEqual(['one gone']);
    expect(box.textContent).toBe('');
  });

  it('is undone and never done', () => {
    remove('one');
    act(() => box.querySelector('button')?.click());
    pass(60_000);
    expect(happened).toEqual(['one back']);
  });

  it('is done when the next one comes', () => {
    remove('one');
    remove('two');
    expect(happened).toEqual(['one gone']);
    expect(box.textContent).toContain('two deleted.');
  });

  it('waits while somebody is at it', () => {
    remove('one');
    act(() => {
      box.querySelector('.toast')?.dispatchEvent(new Event('focusin', { bubbles: true }));
      vi.advanceTimersByTime(60_000);
    });
    expect(happened).toEqual([]);
    act(() => {
      box.querySelector('.toast')?.dispatchEvent(new Event('focusout', { bubbles: true }));
      vi.advanceTimersByTime(10_000);
    });
    expect(happened).toEqual(['one gone']);
  });

  it('is done when the page goes away, since it may not come back', () => {
    remove('one');
    act(() => {
      dispatchEvent(new Event('pagehide'));
    });
    remove('two');
    vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
    act(() => {
      document.dispatchEvent(new Event('visibilitychange'));
    });
    vi.restoreAllMocks();
    expect(happened).toEqual(['one gone', 'two gone']);
  });
});
