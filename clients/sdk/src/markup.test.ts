import { describe, expect, it } from 'vitest';
import { type Block, type Inline, parseMarkup } from './markup.ts';

/** The inline nodes of a text of one paragraph. */
function inline(body: string, ...rest: [Parameters<typeof parseMarkup>[1]?, boolean?]): Inline[] {
  const blocks = parseMarkup(body, ...rest);
  expect(blocks).toHaveLength(1);
  const [paragraph] = blocks;
  if (paragraph?.kind !== 'paragraph') throw new Error(`Not a paragraph: ${paragraph?.kind}`);
  return paragraph.children;
}
const text = (value: string): Inline => ({ kind: 'text', text: value });
const link = (url: string): Inline => ({ kind: 'link', url, text: url });

/** Every character that a reader sees. */
function visible(nodes: readonly (Block | Inline)[]): string {
  return nodes
    .map((node) => {
      if ('text' in node) return node.text;
      if (node.kind === 'list') return node.items.map(visible).join('');
      if (node.kind === 'mention') return `@${node.name}`;
      return 'children' in node ? visible(node.children) : '';
    })
    .join('');
}

describe('Paragraphs', () => {
  it('keep their line breaks, and an empty line begins another', () => {
    expect(parseMarkup('one\ntwo\n\n\nthree')).toEqual([
      { kind: 'paragraph', children: [text('one'), { kind: 'break' }, text('two')] },
      { kind: 'paragraph', children: [text('three')] },
    ]);
  });

  it('are none in an empty text', () => {
    expect(parseMarkup('')).toEqual([]);
    expect(parseMarkup(' \n\t\n')).toEqual([]);
  });
});

describe('Bold and italic', () => {
  it.each<[string, Inline[]]>([
    ['**bold**', [{ kind: 'strong', children: [text('bold')] }]],
    ['*soft*', [{ kind: 'emphasis', children: [text('soft')] }]],
    ['_soft_', [{ kind: 'emphasis', children: [text('soft')] }]],
    ['a **b** c', [text('a '), { kind: 'strong', children: [text('b')] }, text(' c')]],
    [
      '**a *b* c**',
      [{ kind: 'strong', children: [text('a '), { kind: 'emphasis', children: [text('b')] }, text(' c')] }],
    ],
    ['2 * 3 * 4', [text('2 * 3 * 4')]],
    ['snake_case_name', [text('snake_case_name')]],
    ['**never closed', [text('**never closed')]],
    ['****', [text('****')]],
    ['*', [text('*')]],
    ['_a _b_ c_', [{ kind: 'emphasis', children: [text('a _b')] }, text(' c_')]],
  ])('%s', (body, nodes) => {
    expect(inline(body)).toEqual(nodes);
  });
});

describe('Code', () => {
  it('within a line shows marks as they are', () => {
    expect(inline('type `**x**` here')).toEqual([text('type '), { kind: 'code', text: '**x**' }, text(' here')]);
  });

  it('that is not closed is text', () => {
    expect(inline('a ` b')).toEqual([text('a ` b')]);
    expect(inline('``')).toEqual([text('``')]);
  });

  it('in a block keeps lines, spaces and marks', () => {
    expect(parseMarkup('```\n  > a\n\n- b\n```\nafter')).toEqual([
      { kind: 'code', text: '  > a\n\n- b' },
      { kind: 'paragraph', children: [text('after')] },
    ]);
  });

  it('in one line with three marks does not swallow what follows', () => {
    expect(inline('```a` b```')).toEqual([{ kind: 'code', text: 'a` b' }]);
    expect(parseMarkup('```a```\nafter')).toHaveLength(1);
    expect(visible(parseMarkup('```a```\nafter'))).toBe('aafter');
  });

  it('keeps what stands behind its opening marks', () => {
    expect(parseMarkup('```three words here\nmore\n```')).toEqual([{ kind: 'code', text: 'three words here\nmore' }]);
  });

  it('in a block that is not closed goes to the end', () => {
    expect(parseMarkup('```\na\nb')).toEqual([{ kind: 'code', text: 'a\nb' }]);
  });
});

describe('Lists', () => {
  it('of dots and of numbers are two', () => {
    expect(parseMarkup('- a\n* b\n1. c\n2) d')).toEqual([
      { kind: 'list', ordered: false, items: [[text('a')], [text('b')]] },
      { kind: 'list', ordered: true, items: [[text('c')], [text('d')]] },
    ]);
  });

  it('need a space, so that prices and dates are text', () => {
    expect(inline('-5 degrees')).toEqual([text('-5 degrees')]);
    expect(inline('12.50 each')).toEqual([text('12.50 each')]);
  });

  it('end a paragraph', () => {
    expect(parseMarkup('Bring:\n- tea').map(({ kind }) => kind)).toEqual(['paragraph', 'list']);
  });
});

describe('Quotes', () => {
  it('hold blocks', () => {
    expect(parseMarkup('> a\n> - b\nc')).toEqual([
      {
        kind: 'quote',
        children: [
          { kind: 'paragraph', children: [text('a')] },
          { kind: 'list', ordered: false, items: [[text('b')]] },
        ],
      },
      { kind: 'paragraph', children: [text('c')] },
    ]);
  });

  it('nest four deep and no deeper', () => {
    let depth = 0;
    let blocks = parseMarkup(`${'>'.repeat(9)} deep`);
    while (blocks[0]?.kind === 'quote') {
      depth++;
      blocks = blocks[0].children;
    }
    expect(depth).toBe(4);
    expect(visible(blocks)).toBe('>>>>> deep');
  });
});

describe('Links', () => {
  it.each<[string, Inline[]]>([
    ['https://example.org', [link('https://example.org')]],
    ['See http://example.org/a?b=c#d.', [text('See '), link('http://example.org/a?b=c#d'), text('.')]],
    ['(https://example.org/a)', [text('('), link('https://example.org/a'), text(')')]],
    ['https://example.org/Dudley_(town)', [link('https://example.org/Dudley_(town)')]],
    ['**https://example.org**', [{ kind: 'strong', children: [link('https://example.org')] }]],
    ['https://example.org/a_b_c', [link('https://example.org/a_b_c')]],
    ['https://', [text('https://')]],
    ['xhttps://example.org', [text('xhttps://example.org')]],
    ['javascript:alert(1)', [text('javascript:alert(1)')]],
    ['data:text/html,x', [text('data:text/html,x')]],
    ['https://example.org/<b>', [link('https://example.org/'), text('<b>')]],
  ])('%s', (body, nodes) => {
    expect(inline(body)).toEqual(nodes);
  });
});

describe('Mentions', () => {
  const ann = { memberId: '1', name: 'Ann' };
  const annLee = { memberId: '2', name: 'Ann Lee' };

  it('take the longest name', () => {
    expect(inline('@Ann Lee and @Ann', [ann, annLee])).toEqual([
      { kind: 'mention', name: 'Ann Lee', memberId: '2' },
      text(' and '),
      { kind: 'mention', name: 'Ann', memberId: '1' },
    ]);
  });

  it('end where the name ends', () => {
    expect(inline('@Anna', [ann])).toEqual([text('@Anna')]);
    expect(inline("@Ann's tea", [ann])[0]).toMatchObject({ kind: 'mention' });
  });

  it('are only those that the message has', () => {
    expect(inline('@Ben', [ann])).toEqual([text('@Ben')]);
    expect(inline('@channel', [ann])).toEqual([text('@channel')]);
    expect(inline('@channel', [], true)).toEqual([{ kind: 'mention', name: 'channel', memberId: undefined }]);
  });

  it('stand in bold text too', () => {
    expect(inline('**@Ann**', [ann])).toEqual([
      { kind: 'strong', children: [{ kind: 'mention', name: 'Ann', memberId: '1' }] },
    ]);
  });
});

describe('What every script can write', () => {
  it.each(['👩‍👩‍👧‍👦🏴󠁧󠁢󠁷󠁬󠁳󠁿', 'مرحبا بالجميع', 'ÿ̈ŵ̂ ne\u0301', '\u202Eright to left\u202C', '\ud800'])(
    'survives: %s',
    (body) => {
      expect(inline(body)).toEqual([text(body)]);
    },
  );
});

describe('Hostile text', () => {
  const names = Array.from({ length: 50 }, (_, index) => ({ memberId: `${index}`, name: `An${'n'.repeat(index)}` }));
  // Far longer than a message may be: what takes the square of its length takes minutes here, what does not takes no
  // tenth of the limit on a busy machine.
  it.each(
    ['*', '**', '_', '*a', '_a', '*a_b', ' *a', 'a*', '*a *', '**a*', '**_*', '`', '`a', '``', '```\n', '```a\n']
      .concat(['>', '>>>> a\n', '- ', '-\n', '- a\n', '1) ', '(', ')', 'https://', 'https://a)', 'h', '@', '@An '])
      .concat(['\n', ' \n', '!.!.']),
  )('takes no longer than its length: %j', { timeout: 20_000 }, (piece) => {
    const hostile = piece.repeat(50_000 / piece.length);
    const started = performance.now();
    parseMarkup(hostile, names, true);
    parseMarkup(`https://example.org/${hostile}`, names, true);
    expect(performance.now() - started).toBeLessThan(3000);
  });

  it('loses no letter, whatever the marks', () => {
    const letters = 'abcdefghij';
    const marks = ['*', '**', '_', '`', '> ', '- ', '\n', ' ', '@', '```', 'https://x', ')'];
    let state = 7;
    const next = (below: number) => {
      state = (state * 48271) % 2147483647;
      return state % below;
    };
    for (let round = 0; round < 400; round++) {
      let body = '';
      for (const letter of letters)
        body += letter + (marks[next(marks.length)] ?? '') + (marks[next(marks.length * 2)] ?? '');
      expect(
        visible(parseMarkup(body))
          .replace(/https:\/\/x/g, '')
          .replace(/[^a-j]/g, ''),
        body,
      ).toBe(letters);
    }
  });
});
