/** What was written and not sent, for one member and channel on this device. Local storage writes at once, so no tab dies too soon. */
export interface Draft {
  text: string;
  /** The number of the message that is replied to; 0: none. */
  quotedSeq: string;
  /** Chosen from the list, by id: names may change until it is sent. */
  mentioned: Record<string, string>;
}

export const emptyDraft: Draft = { text: '', quotedSeq: '0', mentioned: {} };

const key = (memberId: string, channelId: string) => `draft/${memberId}/${channelId}`;

export function readDraft(memberId: string, channelId: string): Draft {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key(memberId, channelId)) ?? 'null');
    return isDraft(kept) ? kept : emptyDraft;
  } catch {
    return emptyDraft;
  }
}

/** False when this device would not keep it. */
export function keepDraft(memberId: string, channelId: string, draft: Draft): boolean {
  try {
    if (draft.text.trim() === '' && draft.quotedSeq === '0') localStorage.removeItem(key(memberId, channelId));
    else localStorage.setItem(key(memberId, channelId), JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

function isDraft(kept: unknown): kept is Draft {
  if (typeof kept !== 'object' || kept === null) return false;
  const { text, quotedSeq, mentioned } = kept as Record<string, unknown>;
  return (
    typeof text === 'string' &&
    typeof quotedSeq === 'string' &&
    /^\d{1,19}$/.test(quotedSeq) &&
    typeof mentioned === 'object' &&
    mentioned !== null
  );
}
