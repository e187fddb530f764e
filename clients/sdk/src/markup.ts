/** Light markup as nodes: nothing here ever becomes HTML by itself. Total and linear: any text gives some nodes. */

export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'strong' | 'emphasis'; children: Inline[] }
  | { kind: 'code'; text: string }
  | { kind: 'link'; url: string; text: string }
  | { kind: 'mention'; name: string; memberId: string | undefined }
  | { kind: 'break' };

export type Block =
  | { kind: 'paragraph'; children: Inline[] }
  | { kind: 'quote'; children: Block[] }
  | { kind: 'list'; ordered: boolean; items: Inline[][] }
  | { kind: 'code'; text: string };

export interface Mentioned {
  memberId: string;
  name: string;
}

const fence = /^```[^`]*$/;
const item = /^(?:[-*•]|(\d{1,9})[.)])\s+(.*)$/;

/** @param channel whether "@channel" addresses everybody in this message */
export function parseMarkup(body: string, mentions: readonly Mentioned[] = [], channel = false): Block[] {
  const names = mentions.map(({ name, memberId }) => ({ name, memberId: memberId as string | undefined }));
  if (channel) names.push({ name: 'channel', memberId: undefined });
  // The longest first: "@Ann Lee" is not "@Ann".
  names.sort((a, b) => b.name.length - a.name.length);
  return blocks(body.split('\n'), names, 0);
}

type Names = { name: string; memberId: string | undefined }[];

const deepestQuote = 4;

function blocks(lines: string[], names: Names, depth: number): Block[] {
  const found: Block[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] ?? '';
    if (line.trim() === '') {
      at++;
    } else if (fence.test(line)) {
      const [, last] = run(lines, at + 1, (other) => other.trimEnd() !== '```');
      // What stands behind the marks may name a language, or be what somebody wanted to say: nobody's words are dropped.
      const first = line.slice(3).trim();
      found.push({ kind: 'code', text: [...(first ? [first] : []), ...lines.slice(at + 1, last)].join('\n') });
      at = last + 1;
    } else if (line.startsWith('>') && depth < deepestQuote) {
      const [quoted, next] = run(lines, at, (other) => other.startsWith('>'));
      found.push({
        kind: 'quote',
        children: blocks(
          quoted.map((other) => other.replace(/^> ?/, '')),
          names,
          depth + 1,
        ),
      });
      at = next;
    } else if (item.test(line)) {
      const ordered = item.exec(line)?.[1] !== undefined;
      const [items, next] = run(
        lines,
        at,
        (other) => item.test(other) && (item.exec(other)?.[1] !== undefined) === ordered,
      );
      found.push({ kind: 'list', ordered, items: items.map((other) => inline(item.exec(other)?.[2] ?? '', names)) });
      at = next;
    } else {
      const starts = (other: string) =>
        other.trim() === '' || fence.test(other) || (other.startsWith('>') && depth < deepestQuote) || item.test(other);
      const [text, next] = run(lines, at + 1, (other) => !starts(other));
      const children = [line, ...text].flatMap((other, index) => [
        ...(index > 0 ? [{ kind: 'break' } as const] : []),
        ...inline(other, names),
      ]);
      found.push({ kind: 'paragraph', children });
      at = next;
    }
  }
  return found;
}

function run(lines: string[], from: number, belongs: (line: string) => boolean): [lines: string[], next: number] {
  let next = from;
  while (next < lines.length && belongs(lines[next] ?? '')) next++;
  return [lines.slice(from, next), next];
}

const closers = { '**': 'strong', '*': 'emphasis', _: 'emphasis' } as const;
const url = /https?:\/\/[^\s<>"`]+/y;
const word = /[\p{L}\p{N}]/u;

/** @param open marks that this text stands within: they cannot occur again, so this nests no deeper than there are marks */
function inline(text: string, names: Names, open: readonly string[] = []): Inline[] {
  const found: Inline[] = [];
  let plain = '';
  // For each mark, from where on there is known to be no end: looked for once, so the whole stays linear.
  const hopeless = new Set(open);
  const flush = () => {
    if (plain) found.push({ kind: 'text', text: plain });
    plain = '';
  };
  let at = 0;
  while (at < text.length) {
    const node =
      code(text, at, hopeless) ??
      link(text, at) ??
      mention(text, at, names) ??
      emphasis(text, at, names, hopeless, open);
    if (node) {
      flush();
      found.push(node.node);
      at = node.next;
    } else {
      plain += text[at];
      at++;
    }
  }
  flush();
  return found;
}

type Step = { node: Inline; next: number } | undefined;

function code(text: string, at: number, hopeless: Set<string>): Step {
  if (text[at] !== '`') return undefined;
  const mark = text.startsWith('```', at) ? '```' : '`';
  if (hopeless.has(mark)) return undefined;
  const from = at + mark.length;
  const end = text.indexOf(mark, from);
  if (end < 0) hopeless.add(mark);
  if (end <= from) return undefined;
  return { node: { kind: 'code', text: text.slice(from, end) }, next: end + mark.length };
}

function emphasis(text: string, at: number, names: Names, hopeless: Set<string>, open: readonly string[]): Step {
  const mark = text.startsWith('**', at) ? '**' : text[at] === '*' ? '*' : text[at] === '_' ? '_' : undefined;
  if (!mark || hopeless.has(mark)) return undefined;
  const before = text[at - 1] ?? ' ';
  const first = text[at + mark.length] ?? ' ';
  if (/\s/.test(first) || (mark === '_' && word.test(before))) return undefined;
  let end = text.indexOf(mark, at + mark.length + 1);
  while (
    end > 0 &&
    (/\s/.test(text[end - 1] ?? ' ') ||
      (mark !== '**' && text[end + 1] === mark) ||
      (mark === '_' && word.test(text[end + 1] ?? ' ')))
  ) {
    end = text.indexOf(mark, end + mark.length + (mark === '*' ? 1 : 0));
  }
  if (end < 0) {
    hopeless.add(mark);
    return undefined;
  }
  const children = inline(text.slice(at + mark.length, end), names, [...open, mark]);
  return { node: { kind: closers[mark], children }, next: end + mark.length };
}

function link(text: string, at: number): Step {
  if (text[at] !== 'h' || word.test(text[at - 1] ?? ' ')) return undefined;
  url.lastIndex = at;
  const match = url.exec(text)?.[0];
  if (!match) return undefined;
  // What ends a sentence is not part of the address; a closing bracket is, if it was opened within.
  let unopened = match.split(')').length - match.split('(').length;
  let end = match.length;
  for (; end > 0; end--) {
    const last = match.charAt(end - 1);
    if (last === ')' ? unopened-- <= 0 : !/[.,;:!?'"*_\]}…]/.test(last)) break;
  }
  const address = match.slice(0, end);
  if (!/^https?:\/\/./.test(address)) return undefined;
  return { node: { kind: 'link', url: address, text: address }, next: at + end };
}

function mention(text: string, at: number, names: Names): Step {
  if (text[at] !== '@') return undefined;
  const found = names.find(({ name }) => text.startsWith(name, at + 1) && !goesOn(text, at + 1 + name.length));
  if (!found) return undefined;
  return { node: { kind: 'mention', name: found.name, memberId: found.memberId }, next: at + 1 + found.name.length };
}

/** Whether the word that ended before this place does not end there: "@Anna" is not "@Ann". */
function goesOn(text: string, at: number): boolean {
  return word.test(String.fromCodePoint(text.codePointAt(at) ?? 0));
}
