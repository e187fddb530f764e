// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from 'vitest';
import { emptyDraft, keepDraft, readDraft } from './drafts.ts';

afterEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
});

const draft = { text: 'half a thought', quotedSeq: '7', mentioned: { a: 'Ann' } };

describe('A draft', () => {
  it('is kept for its member and its channel', () => {
    expect(keepDraft('ann', 'c1', draft)).toBe(true);
    expect(readDraft('ann', 'c1')).toEqual(draft);
    expect(readDraft('ann', 'c2')).toEqual(emptyDraft);
    expect(readDraft('bob', 'c1')).toEqual(emptyDraft);
  });

  it('leaves nothing behind once it is empty', () => {
    keepDraft('ann', 'c1', draft);
    keepDraft('ann', 'c1', { ...emptyDraft, text: ' \n' });
    expect(localStorage).toHaveLength(0);
  });

  it('says so when the device does not keep it', () => {
    vi.stubGlobal('localStorage', {
      setItem() {
        throw new DOMException('full', 'QuotaExceededError');
      },
    });
    expect(keepDraft('ann', 'c1', draft)).toBe(false);
  });

  it.each(['not json', 'null', '{"text":1}', '{"text":"a","quotedSeq":"x","mentioned":{}}'])(
    'that another version left as %j is not read',
    (kept) => {
      localStorage.setItem('draft/ann/c1', kept);
      expect(readDraft('ann', 'c1')).toEqual(emptyDraft);
    },
  );
});
