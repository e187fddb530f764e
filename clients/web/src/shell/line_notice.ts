import type { Clock, Session } from '@ourplace/sdk';
import { effect, signal } from '@preact/signals';

/**
 * What people are told about the line. `kept`: messages that wait on this device. `left`: those of them that are under way
 * since it is back. `went`: those that waited and are sent.
 */
export type Notice =
  | { kind: 'none' }
  | { kind: 'lost'; kept: number; retryAt: number }
  | { kind: 'sending'; left: number }
  | { kind: 'back'; went: number }
  | { kind: 'stopped' };

/** A short loss is nobody's business. */
const patienceMs = 5000;
const backShownMs = 8000;

/** Turns what the connection does into what is worth saying, each once. */
export class LineNotice {
  readonly shown = signal<Notice>({ kind: 'none' });
  /** When the line went, as far as it is still gone. */
  readonly lostAt = signal<number | undefined>(undefined);
  #stopTimer = () => {};
  #waitedFor = 0;
  readonly #stopEffect: () => void;

  constructor(
    private readonly session: Session,
    private readonly clock: Clock,
  ) {
    this.#stopEffect = effect(() => this.#look());
  }

  end(): void {
    this.#stopEffect();
    this.#stopTimer();
  }

  #look(): void {
    const line = this.session.connection.state.value;
    const kept = this.session.outbox.pending.value.filter((pending) => pending.state !== 'refused').length;
    const shown = this.shown.peek();
    if (line.kind === 'stopped') {
      if (!line.signedOut) this.#show({ kind: 'stopped' });
    } else if (line.kind === 'waiting') {
      this.lostAt.value = line.since;
      const left = line.since + patienceMs - this.clock.now();
      if (left <= 0 || shown.kind === 'lost') this.#show({ kind: 'lost', kept, retryAt: line.retryAt });
      else this.#later(left, () => this.#look());
      this.#waitedFor = kept;
    } else if (line.kind === 'online') {
      this.lostAt.value = undefined;
      const wasShown = shown.kind === 'lost' || shown.kind === 'sending';
      if (shown.kind === 'none') {
        this.#stopTimer();
      } else if (wasShown && kept > 0) {
        this.#show({ kind: 'sending', left: kept });
      } else if (wasShown) {
        this.#show({ kind: 'back', went: this.#waitedFor });
        this.#later(backShownMs, () => this.#show({ kind: 'none' }));
      }
    }
  }

  #later(ms: number, run: () => void): void {
    this.#stopTimer();
    this.#stopTimer = this.clock.after(ms, run);
  }

  #show(notice: Notice): void {
    this.shown.value = notice;
  }
}
