import { create } from '@bufbuild/protobuf';
import { type Cursor, CursorSchema } from './gen/ourplace/v1/conversations_pb.ts';
import type { Update } from './gen/ourplace/v1/wire_pb.ts';

/** Where a program was in its streams. */
export interface Place {
  /** The life of the store to which the numbers belong; empty: whichever there is. */
  epoch: string;
  cursors: readonly Cursor[];
}

/** What to do with an Update that arrived. */
export type Verdict = 'apply' | 'drop' | 'fetch';

/** The newest number applied of each stream. Numbers decide; arrival never does. */
export class Cursors {
  #applied = new Map<string, bigint>();

  /** Moves the cursor when the verdict is `apply`. `fetch`: something is missing, subscribe again from the cursor. */
  judge(update: Update): Verdict {
    const last = this.#applied.get(update.streamId);
    if (last === undefined || update.seq <= last) return 'drop';
    if (update.seq > last + 1n) return 'fetch';
    this.#applied.set(update.streamId, update.seq);
    return 'apply';
  }

  set(streamId: string, seq: bigint): void {
    this.#applied.set(streamId, seq);
  }

  /** A stream that is not followed yet starts there. */
  goBackTo(streamId: string, seq: bigint): void {
    const last = this.#applied.get(streamId);
    if (last === undefined || seq < last) this.#applied.set(streamId, seq);
  }

  forget(streamId: string): void {
    this.#applied.delete(streamId);
  }

  has(streamId: string): boolean {
    return this.#applied.has(streamId);
  }

  list(): Cursor[] {
    return [...this.#applied].map(([streamId, seq]) => create(CursorSchema, { streamId, seq }));
  }

  clear(): void {
    this.#applied.clear();
  }
}
