import { signal } from '@preact/signals-core';
import type { Clock } from './adapters.ts';

const holdsMs = 6000;

/** Who is writing where, as far as is known: each word of it holds for six seconds. */
export class TypingMembers {
  /** By channel: member id to name. */
  readonly byChannel = signal<ReadonlyMap<string, ReadonlyMap<string, string>>>(new Map());
  readonly #ends = new Map<string, () => void>();

  constructor(private readonly clock: Clock) {}

  typed(channelId: string, memberId: string, name: string): void {
    const writer = `${channelId} ${memberId}`;
    this.#ends.get(writer)?.();
    this.#ends.set(
      writer,
      this.clock.after(holdsMs, () => this.stopped(channelId, memberId)),
    );
    this.#change(channelId, (here) => here.set(memberId, name));
  }

  stopped(channelId: string, memberId: string): void {
    const writer = `${channelId} ${memberId}`;
    this.#ends.get(writer)?.();
    if (this.#ends.delete(writer)) this.#change(channelId, (here) => here.delete(memberId));
  }

  #change(channelId: string, change: (here: Map<string, string>) => void): void {
    const here = new Map(this.byChannel.value.get(channelId));
    change(here);
    this.byChannel.value = new Map(this.byChannel.value).set(channelId, here);
  }
}
