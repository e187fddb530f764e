/** Somebody who can be mentioned, or a command. `memberId` is undefined for "@channel" and for commands. */
export interface Candidate {
  memberId: string | undefined;
  name: string;
  isBot?: boolean;
  /** What a command is for, and whose it is. */
  command?: { about: string; botName: string };
}

const longestQuery = 40;
const mostShown = 6;

/** The "@" that is being written at the caret, and the letters behind it. */
export function mentionAt(text: string, caret: number): { start: number; query: string } | undefined {
  const before = text.slice(Math.max(0, caret - longestQuery - 1), caret);
  const sign = before.lastIndexOf('@');
  if (sign < 0) return undefined;
  // An address or a word with "@" in it is none.
  if (sign > 0 && /[\p{L}\p{N}._-]/u.test(before[sign - 1] ?? '')) return undefined;
  const query = before.slice(sign + 1);
  // Names have spaces, so one goes on over a few words, but not over lines or a second space.
  if (/\n|\s{2}|^\s/.test(query)) return undefined;
  return { start: caret - query.length - 1, query };
}

/** Those whose name, or a word of it, starts with the query; the start of the name counts most. */
export function matching(candidates: readonly Candidate[], query: string): Candidate[] {
  const wanted = fold(query);
  const rank = (candidate: Candidate) => {
    const name = fold(candidate.name);
    if (name.startsWith(wanted)) return 0;
    return name.split(/[\s-]+/).some((word) => word.startsWith(wanted)) ? 1 : 2;
  };
  return candidates
    .map((candidate) => ({ candidate, rank: rank(candidate) }))
    .filter((one) => one.rank < 2)
    .sort((a, b) => a.rank - b.rank || a.candidate.name.localeCompare(b.candidate.name))
    .slice(0, mostShown)
    .map((one) => one.candidate);
}

/** The text with the mention written out, and where the caret then is. */
export function complete(
  text: string,
  start: number,
  caret: number,
  name: string,
  sign: '@' | '/' = '@',
): { text: string; caret: number } {
  const after = text.slice(caret);
  const written = `${sign}${name}${/^\s/.test(after) ? '' : ' '}`;
  return { text: text.slice(0, start) + written + after, caret: start + written.length + (/^\s/.test(after) ? 1 : 0) };
}

/** Of those that were chosen or are known, whom the text still names: "@" and the whole name, not a longer one. */
export function mentionedIn(text: string, candidates: readonly Candidate[]): string[] {
  const longestFirst = [...candidates].sort((a, b) => b.name.length - a.name.length);
  const found = new Set<string>();
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const named = longestFirst.find(({ name }) => text.startsWith(name, at + 1) && endsAt(text, at + 1 + name.length));
    if (named?.memberId) found.add(named.memberId);
  }
  return [...found].slice(0, 50);
}

/** Whether the text addresses everybody in the channel. */
export function mentionsChannel(text: string): boolean {
  return /(^|[^\p{L}\p{N}])@channel(?![\p{L}\p{N}])/u.test(text);
}

function endsAt(text: string, at: number): boolean {
  return !/^[\p{L}\p{N}]/u.test(text.slice(at, at + 2));
}

function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
