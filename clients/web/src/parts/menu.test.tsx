// @vitest-environment happy-dom
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Menu } from './menu.tsx';

let box: HTMLElement;
let ran: string[];

beforeEach(() => {
  box = document.createElement('div');
  document.body.append(box);
  ran = [];
  act(() => {
    render(
      <Menu
        label="More"
        buttonClass="btn"
        button="⋮"
        items={() => [
          { words: 'Reply', icon: 'reply', run: () => ran.push('reply') },
          { words: 'Delete', icon: 'bin', run: () => ran.push('delete') },
        ]}
      />,
      box,
    );
  });
});
afterEach(() => {
  render(null, box);
  box.remove();
});

const button = () => box.querySelector('button') as HTMLButtonElement;
const press = (key: string) =>
  act(() => {
    document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  });
const open = () => act(() => button().click());
const focused = () => document.activeElement?.textContent;

describe('A menu', () => {
  it('opens with its first entry, and arrows go round', async () => {
    await open();
    expect(button().getAttribute('aria-expanded')).toBe('true');
    expect(focused()).toBe('Reply');
    await press('ArrowDown');
    expect(focused()).toBe('Delete');
    await press('ArrowDown');
    expect(focused()).toBe('Reply');
    await press('End');
    expect(focused()).toBe('Delete');
  });

  it('closes with Escape, and the focus goes back to its button', async () => {
    await open();
    await press('Escape');
    expect(box.querySelector('[role=menu]')).toBeNull();
    expect(document.activeElement).toBe(button());
  });

  it('closes with a press elsewhere', async () => {
    await open();
    await act(() => {
      document.body.dispatchEvent(new Event('pointerdown', { bubbles: true }));
    });
    expect(box.querySelector('[role=menu]')).toBeNull();
  });

  it('runs what was chosen, once, and closes', async () => {
    await open();
    await act(() => (box.querySelectorAll('[role=menuitem]')[1] as HTMLElement).click());
    expect(ran).toEqual(['delete']);
    expect(box.querySelector('[role=menu]')).toBeNull();
  });
});
