// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { go, match, place, startRouter } from './router.ts';

describe('An address', () => {
  it.each([
    ['/', '/', {}],
    ['/chats', '/chats', {}],
    ['/chats', '/chats/', {}],
    ['/channel/:channel', '/channel/c1', { channel: 'c1' }],
    ['/channel/:channel/:seq', '/channel/c1/12', { channel: 'c1', seq: '12' }],
    ['/hub/:hub', '/hub/a%20b', { hub: 'a b' }],
  ])('%s fits %s', (pattern, address, found) => {
    expect(match(pattern, address)).toEqual(found);
  });

  it.each([
    ['/', '/chats'],
    ['/chats', '/'],
    ['/channel/:channel', '/channel'],
    ['/channel/:channel', '/channel/'],
    ['/channel/:channel', '/channel/c1/12'],
    ['/hub/:hub', '/hub/%E0%A4%A'],
  ])('%s does not fit %s', (pattern, address) => {
    expect(match(pattern, address)).toBeUndefined();
  });
});

describe('A link', () => {
  startRouter();
  const press = (attributes: Record<string, string>, init: MouseEventInit = {}) => {
    const link = document.createElement('a');
    for (const [name, value] of Object.entries(attributes)) link.setAttribute(name, value);
    document.body.append(link);
    const event = new MouseEvent('click', { bubbles: true, cancelable: true, button: 0, ...init });
    let followed = false;
    // After the router has seen it, so that nothing is really fetched.
    const last = (seen: Event) => {
      followed = seen.defaultPrevented;
      seen.preventDefault();
    };
    addEventListener('click', last, { once: true });
    link.dispatchEvent(event);
    link.remove();
    return followed;
  };

  it('to a page of ours is followed without loading anew', () => {
    go('/');
    const before = place.value.steps;
    expect(press({ href: '/chats' })).toBe(true);
    expect(place.value).toMatchObject({ path: '/chats', steps: before + 1 });
  });

  it.each([
    [{ href: 'https://example.org/' }, {}],
    [{ href: '/chats', target: '_blank' }, {}],
    [{ href: '/chats', download: '' }, {}],
    [{ href: '/other' }, { ctrlKey: true }],
    [{ href: '/other' }, { button: 1 }],
  ])('%j %j is the browser’s', (attributes, init) => {
    expect(press(attributes as Record<string, string>, init)).toBe(false);
  });

  it('to a mark of this page is the browser’s', () => {
    go('/chats');
    expect(press({ href: '/chats#new' })).toBe(false);
  });
});
