import { create } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { Cursors } from './cursors.ts';
import { UpdateSchema } from './gen/ourplace/v1/wire_pb.ts';

const update = (streamId: string, seq: bigint) => create(UpdateSchema, { streamId, seq });

describe('Cursors', () => {
  it('apply the next number, drop what was applied and fetch over a hole', () => {
    const cursors = new Cursors();
    cursors.set('c.1', 4n);
    expect(cursors.judge(update('c.1', 4n))).toBe('drop');
    expect(cursors.judge(update('c.1', 6n))).toBe('fetch');
    expect(cursors.judge(update('c.1', 5n))).toBe('apply');
    expect(cursors.judge(update('c.1', 5n))).toBe('drop');
    expect(cursors.judge(update('c.1', 6n))).toBe('apply');
  });

  it('start a stream at its first number', () => {
    const cursors = new Cursors();
    cursors.set('h.1', 0n);
    expect(cursors.judge(update('h.1', 1n))).toBe('apply');
  });

  it('drop what belongs to a stream that is not followed', () => {
    const cursors = new Cursors();
    expect(cursors.judge(update('c.9', 1n))).toBe('drop');
    cursors.set('c.9', 0n);
    cursors.forget('c.9');
    expect(cursors.judge(update('c.9', 1n))).toBe('drop');
    expect(cursors.has('c.9')).toBe(false);
  });

  it('keep streams apart, and list where each is', () => {
    const cursors = new Cursors();
    cursors.set('c.1', 2n);
    cursors.set('c.2', 7n);
    cursors.judge(update('c.1', 3n));
    expect(cursors.list().map(({ streamId, seq }) => [streamId, seq])).toEqual([
      ['c.1', 3n],
      ['c.2', 7n],
    ]);
    cursors.clear();
    expect(cursors.list()).toEqual([]);
  });
});
