// @vitest-environment happy-dom
import { create } from '@bufbuild/protobuf';
import { MessageSchema } from '@ourplace/sdk';
import { render } from 'preact';
import { describe, expect, it } from 'vitest';
import { MarkupView } from './markup_view.tsx';

function show(body: string, mentions: { memberId: string; name: string }[] = []): HTMLElement {
  const box = document.createElement('div');
  render(<MarkupView message={create(MessageSchema, { body, mentions })} me="me" />, box);
  return box;
}

describe('A message’s text', () => {
  it('never becomes HTML', () => {
    const box = show('<img src=x onerror=alert(1)> **<b>bold</b>** `<script>`');
    expect(box.querySelector('img, b, script')).toBeNull();
    expect(box.textContent).toBe('<img src=x onerror=alert(1)> <b>bold</b> <script>');
    expect(box.querySelector('strong')?.textContent).toBe('<b>bold</b>');
  });

  it('has links that can be pressed, and that tell other sites nothing', () => {
    const link = show('see https://example.org/a_(b).').querySelector('a');
    expect(link?.getAttribute('href')).toBe('https://example.org/a_(b)');
    expect(link?.getAttribute('rel')).toContain('noopener noreferrer');
    expect(show('javascript:alert(1)').querySelector('a')).toBeNull();
  });

  it('opens links within this place here', () => {
    const link = show(`see ${location.origin}/channel/c1/7`).querySelector('a');
    expect(link?.hasAttribute('target')).toBe(false);
  });

  it('sets off who is mentioned, and the reader most of all', () => {
    const box = show('@Ann and @Me Too', [
      { memberId: 'ann', name: 'Ann' },
      { memberId: 'me', name: 'Me Too' },
    ]);
    expect([...box.querySelectorAll('.mention')].map((mention) => [mention.textContent, mention.className])).toEqual([
      ['@Ann', 'mention mention--other'],
      ['@Me Too', 'mention'],
    ]);
  });

  it('finds the direction of each paragraph by itself', () => {
    expect([...show('hello\n\nأهلا').querySelectorAll('p')].map((part) => part.getAttribute('dir'))).toEqual([
      'auto',
      'auto',
    ]);
  });
});
