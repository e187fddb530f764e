// @vitest-environment happy-dom
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { programme } from '../programme.ts';
import { Leave } from './leave.tsx';

let went: string[];
let box: HTMLElement;

beforeEach(() => {
  went = [];
  vi.spyOn(location, 'replace').mockImplementation((to) => void went.push(String(to)));
  document.title = 'Asking for help · ourplace';
  box = document.createElement('div');
  document.body.append(box);
  act(() => render(<Leave />, box));
});
afterEach(() => {
  act(() => render(null, box));
  box.remove();
  vi.restoreAllMocks();
});

const press = (key: string, more: KeyboardEventInit = {}) =>
  document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, ...more }));

describe('Exit this page', () => {
  it('empties the page and its title, and puts another in its place in the history', () => {
    document.querySelector('button')?.click();
    expect(document.title).toBe('');
    expect(document.body.childElementCount).toBe(0);
    expect(went).toEqual(['https://www.bbc.co.uk/weather']);
  });

  it('leads where the programme has settled, in the language that is spoken', () => {
    const before = programme.value;
    const exitPage = { en: 'https://weather.example/', cy: 'https://tywydd.example/' };
    programme.value = { ...before, exitPage };
    document.querySelector('button')?.click();
    programme.value = before;
    expect(went).toEqual([exitPage.en]);
  });

  it('is also Escape three times', () => {
    press('Escape');
    press('Escape');
    expect(went).toEqual([]);
    press('Escape');
    expect(went).toHaveLength(1);
  });

  it('is not Escape held down, or with something else in between', () => {
    for (let presses = 0; presses < 5; presses++) press('Escape', { repeat: presses > 0 });
    press('Tab');
    press('Escape');
    press('Escape');
    expect(went).toEqual([]);
  });

  it('ends with the page: Escape elsewhere leaves nothing', () => {
    act(() => render(null, box));
    for (let presses = 0; presses < 3; presses++) press('Escape');
    expect(went).toEqual([]);
  });
});
