/** An announcement that is being written, for one member and hub on this device. */
const key = (memberId: string, hubId: string) => `announcement-draft/${memberId}/${hubId}`;

export function readDraft<V extends Record<string, string>>(memberId: string, hubId: string, empty: V): V {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key(memberId, hubId)) ?? '{}');
    if (typeof kept !== 'object' || kept === null) return empty;
    const known = Object.entries(kept).filter(([name, value]) => name in empty && typeof value === 'string');
    return { ...empty, ...Object.fromEntries(known) };
  } catch {
    return empty;
  }
}

/** False when this device would not keep it. */
export function keepDraft(memberId: string, hubId: string, values: Record<string, string>): boolean {
  try {
    localStorage.setItem(key(memberId, hubId), JSON.stringify(values));
    return true;
  } catch {
    return false;
  }
}

export function forgetDraft(memberId: string, hubId: string): void {
  try {
    localStorage.removeItem(key(memberId, hubId));
  } catch {
    // Where nothing is kept there is nothing to forget.
  }
}
