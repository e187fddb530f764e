/** A form that is being filled in, kept on this device for one member. `what`: "announcement/HUB". */
const key = (memberId: string, what: string) => `draft/${memberId}/${what}`;

export function readDraft<V extends Record<string, string>>(memberId: string, what: string, empty: V): V {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key(memberId, what)) ?? '{}');
    if (typeof kept !== 'object' || kept === null) return empty;
    const known = Object.entries(kept).filter(([name, value]) => name in empty && typeof value === 'string');
    return { ...empty, ...Object.fromEntries(known) };
  } catch {
    return empty;
  }
}

/** False when this device would not keep it. */
export function keepDraft(memberId: string, what: string, values: Record<string, string>): boolean {
  try {
    localStorage.setItem(key(memberId, what), JSON.stringify(values));
    return true;
  } catch {
    return false;
  }
}

export function forgetDraft(memberId: string, what: string): void {
  try {
    localStorage.removeItem(key(memberId, what));
  } catch {
    // Where nothing is kept there is nothing to forget.
  }
}
