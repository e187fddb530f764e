// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest';
import { emptyAsk, forgetAskDraft, idOfAsk, keepAskDraft, readAskDraft } from './ask_draft.ts';

let made = 0;
const random = () => new Uint8Array(16).fill(++made);
const ask = { ...emptyAsk, hubId: 'h1', text: 'Our boiler has failed.' };

beforeEach(() => {
  localStorage.clear();
  made = 0;
});

describe('The draft of an Ask', () => {
  it('is there again for the same member, and for nobody else', () => {
    expect(keepAskDraft('ana', ask)).toBe(true);
    expect(readAskDraft('ana')).toEqual(ask);
    expect(readAskDraft('ben')).toEqual(emptyAsk);
  });

  it('leaves out what another version wrote', () => {
    localStorage.setItem('ask-draft/ana', '{"text": "kept", "mood": "low", "theme": 7}');
    expect(readAskDraft('ana')).toEqual({ ...emptyAsk, text: 'kept' });
    localStorage.setItem('ask-draft/ana', 'not JSON');
    expect(readAskDraft('ana')).toEqual(emptyAsk);
  });

  it('is gone once it was asked', () => {
    keepAskDraft('ana', ask);
    idOfAsk('ana', ask, random);
    forgetAskDraft('ana');
    expect(localStorage.length).toBe(0);
  });

  it('of which the words are taken out is forgotten', () => {
    keepAskDraft('ana', ask);
    keepAskDraft('ana', { ...ask, text: ' ' });
    expect(readAskDraft('ana').text).toBe('');
  });
});

describe('The id of an Ask', () => {
  it('is the same for the same words, so that an answer that was lost makes no second Ask', () => {
    expect(idOfAsk('ana', ask, random)).toEqual(idOfAsk('ana', ask, random));
  });

  it('is another for other words', () => {
    const first = idOfAsk('ana', ask, random);
    expect(idOfAsk('ana', { ...ask, text: 'Something else' }, random)).not.toEqual(first);
  });
});
