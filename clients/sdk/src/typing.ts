import { signal } from '@preact/signals-core';
import type { Clock } from './adapters.ts';

const holdsMs = 6000;
const tellEveryMs = 3000;

/** Who is writing where, as far as is known: each word of it holds for six seconds. */
export class TypingMembers {
  /** By channel: member id to name. */
  readonly byChannel = signal<ReadonlyMap<string, ReadonlyMap<string, string>>>(new Map());
  readonly #ends = new Map<string, () => void>();
  readonly #toldAt = new Map<string, number>();

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

  /** Whether it is time to tell the others again that the member is writing themselves. */
  mayTell(channelId: string): boolean {
    const now = this.clock.now();
    if (now - (this.#toldAt.get(channelId) ?? 0) < tellEveryMs) return false;
    this.#toldAt.set(channelId, now);
    return true;
  }

  #change(channelId: string, change: (here: Map<string, string>) => void): void {
    const here = new Map(this.byChannel.value.get(channelId));
    change(here);
    this.byChannel.value = new Map(this.byChannel.value).set(channelId, here);
  }
}
