import { hex } from '@ourplace/sdk';

/** An Ask that is being written, for one member on this device. */
export interface AskDraft extends Record<string, string> {
  hubId: string;
  text: string;
  theme: string;
  name: 'own' | 'other';
  placeId: string;
  language: string;
  howSoon: string;
}

export const emptyAsk: AskDraft = {
  hubId: '',
  text: '',
  theme: '',
  name: 'own',
  placeId: '',
  language: '',
  howSoon: '2',
};

const draftKey = (memberId: string) => `ask-draft/${memberId}`;
const sentKey = (memberId: string) => `ask-sent/${memberId}`;

export function readAskDraft(memberId: string): AskDraft {
  const kept = read(draftKey(memberId));
  const known = Object.entries(kept).filter(([name, value]) => name in emptyAsk && typeof value === 'string');
  return { ...emptyAsk, ...Object.fromEntries(known) };
}

/** False when this device would not keep it. */
export function keepAskDraft(memberId: string, values: AskDraft): boolean {
  if (values.text.trim() !== '') return write(draftKey(memberId), values);
  forgetAskDraft(memberId);
  return true;
}

export function forgetAskDraft(memberId: string): void {
  try {
    localStorage.removeItem(draftKey(memberId));
    localStorage.removeItem(sentKey(memberId));
  } catch {
    // Where nothing is kept there is nothing to forget.
  }
}

/** The same Ask sent again, even after the page was loaded anew, has the same id: an answer may have been lost. */
export function idOfAsk(memberId: string, values: AskDraft, random: () => Uint8Array<ArrayBuffer>): Uint8Array {
  const said = JSON.stringify(values);
  const before = read(sentKey(memberId));
  if (before.said === said && /^[0-9a-f]{32}$/.test(before.id ?? ''))
    return Uint8Array.from(before.id?.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
  const id = random();
  write(sentKey(memberId), { said, id: hex(id) });
  return id;
}

function read(key: string): Record<string, string> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '{}');
    return typeof kept === 'object' && kept !== null ? (kept as Record<string, string>) : {};
  } catch {
    return {};
  }
}

function write(key: string, value: object): boolean {
  try {
    localStorage.setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}
