import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import type { Storage } from '../adapters.ts';
import type { Place } from '../cursors.ts';
import { type Cursor, CursorSchema } from '../gen/ourplace/v1/conversations_pb.ts';
import { SubscribeSchema } from '../gen/ourplace/v1/wire_pb.ts';

/**
 * How far a bot has handled each stream, on the disk. It lags behind what has arrived, never the other way round: whatever
 * was not handled when the process died comes again.
 */
export class HandledPlace {
  #epoch = '';
  readonly #handled = new Map<string, bigint>();
  #writing: Promise<void> | undefined;
  #isDue = false;

  constructor(
    private readonly storage: Storage,
    private readonly memberId: string,
    private readonly report: (error: unknown) => void,
  ) {}

  /**
   * Where the bot was. At first everything from now on is its to handle, and of its own stream all that there is: nobody
   * else will do what is asked of it there.
   */
  async read(): Promise<Place> {
    const kept = await this.storage.get(this.#key);
    const { epoch, cursors } = kept ? fromBinary(SubscribeSchema, kept) : { epoch: '', cursors: [this.#beginning] };
    this.#epoch = epoch;
    for (const { streamId, seq } of cursors) this.#handled.set(streamId, seq);
    return { epoch, cursors };
  }

  /**
   * These are the streams that are followed now, and where those begin that were not before.
   * @returns whether the store has another life, in which the numbers so far mean nothing
   */
  follow(cursors: readonly Cursor[], epoch: string): boolean {
    const isAfresh = this.#epoch !== '' && this.#epoch !== epoch;
    if (isAfresh) this.#handled.clear();
    this.#epoch = epoch;
    const followed = new Set(cursors.map(({ streamId }) => streamId));
    for (const streamId of this.#handled.keys()) if (!followed.has(streamId)) this.#handled.delete(streamId);
    for (const { streamId, seq } of cursors) if (!this.#handled.has(streamId)) this.#handled.set(streamId, seq);
    this.#save();
    return isAfresh;
  }

  get epoch(): string {
    return this.#epoch;
  }

  /** Everything of the stream up to this number. */
  handled(streamId: string, seq: bigint): void {
    if (!this.#handled.has(streamId)) return;
    this.#handled.set(streamId, seq);
    this.#save();
  }

  /** Resolves when all that has been said is on the disk. */
  async kept(): Promise<void> {
    while (this.#writing) await this.#writing;
  }

  get #key(): string {
    return `bot/${this.memberId}/place`;
  }

  get #beginning(): Cursor {
    return create(CursorSchema, { streamId: `m.${this.memberId}`, seq: 0n });
  }

  /** One write at a time; what is said meanwhile goes into the next. */
  #save(): void {
    this.#isDue = true;
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined;
    });
  }

  async #write(): Promise<void> {
    while (this.#isDue) {
      this.#isDue = false;
      const cursors = [...this.#handled].map(([streamId, seq]) => create(CursorSchema, { streamId, seq }));
      const bytes = toBinary(SubscribeSchema, create(SubscribeSchema, { epoch: this.#epoch, cursors }));
      // What cannot be kept is handled again after a crash: no reason to stop.
      await this.storage.set(this.#key, bytes).catch(this.report);
    }
  }
}
