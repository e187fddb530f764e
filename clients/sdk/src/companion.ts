import type { Update } from './gen/ourplace/v1/wire_pb.ts';

/** Something that is kept up beside a session, and only where it is needed. */
export interface Companion {
  /** The member is signed in and there is a line, again; or, at first, there is only what this device has kept. */
  open(memberId: string): Promise<void>;
  /** Each Update that the session applies, in the order of its stream. */
  apply(update: Update): void;
  /** Something of the member's own stream was missed. */
  refresh(): Promise<void>;
}

export class Companions {
  readonly #all = new Set<Companion>();
  #memberId = '';

  /** May come late: it asks for what it has not heard. */
  attach(companion: Companion): void {
    this.#all.add(companion);
    if (this.#memberId) void companion.open(this.#memberId);
  }

  open(memberId: string): void {
    this.#memberId = memberId;
    for (const companion of this.#all) void companion.open(memberId);
  }

  apply(update: Update): void {
    for (const companion of this.#all) companion.apply(update);
  }

  refresh(): void {
    for (const companion of this.#all) void companion.refresh();
  }
}
