/** What one stream brought, handled in its order; what cannot wait is handled beside it. */
export class StreamQueue {
  readonly #unfinished = new Set<bigint>();
  readonly #running = new Set<Promise<void>>();
  #newest = 0n;
  #chain: Promise<void> = Promise.resolve();

  /** @param onHandled told of the number up to which everything is handled */
  constructor(private readonly onHandled: (seq: bigint) => void) {}

  /** @param handle resolves with whether it is handled; never rejects */
  add(seq: bigint, handle: () => Promise<boolean>, order: 'in order' | 'beside'): void {
    this.#unfinished.add(seq);
    this.#newest = seq;
    const run = async () => {
      if (!(await handle())) return;
      this.#unfinished.delete(seq);
      this.onHandled(this.#handledUpTo);
    };
    const running = order === 'beside' ? run() : this.#chain.then(run);
    if (order === 'in order') this.#chain = running;
    this.#running.add(running);
    void running.finally(() => this.#running.delete(running));
  }

  /** Resolves when nothing of it is being handled. */
  async idle(): Promise<void> {
    await Promise.all(this.#running);
  }

  get #handledUpTo(): bigint {
    // They were added in their order.
    const [lowest = this.#newest + 1n] = this.#unfinished;
    return lowest - 1n;
  }
}
