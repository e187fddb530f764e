/** Nearer than this to the end counts as being there. */
const endPx = 48;

/**
 * Holds a list where the reader is: at the end it stays at the end, elsewhere the row that is read keeps its place when
 * rows come above it. On low screens and with large text it is the page that scrolls, not the box.
 */
export class ScrollKeeper {
  atEnd = true;
  #anchor: { key: string; top: number } | undefined;

  constructor(private readonly box: HTMLElement) {}

  get scroller(): HTMLElement {
    const inBox = getComputedStyle(this.box).overflowY !== 'visible';
    return inBox ? this.box : (document.scrollingElement as HTMLElement);
  }

  get #view(): { top: number; bottom: number } {
    if (this.scroller !== this.box) return { top: 0, bottom: innerHeight };
    const { top, bottom } = this.box.getBoundingClientRect();
    return { top, bottom };
  }

  /** Notes where the reader is; called after every scroll. */
  note(): void {
    const { scroller } = this;
    this.atEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < endPx;
    const { top } = this.#view;
    const first = this.#rows().find((row) => row.getBoundingClientRect().bottom > top + 1);
    this.#anchor = first && { key: first.dataset.key ?? '', top: first.getBoundingClientRect().top };
  }

  /** Puts the reader back after the rows have changed. */
  restore(): void {
    if (this.atEnd) {
      this.toEnd();
      return;
    }
    const row = this.#anchor && this.row(this.#anchor.key);
    if (row && this.#anchor) this.scroller.scrollTop += row.getBoundingClientRect().top - this.#anchor.top;
    this.note();
  }

  toEnd(): void {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.note();
    this.atEnd = true;
  }

  /** Brings a row near the top, or into the middle. */
  to(key: string, where: 'start' | 'center'): HTMLElement | undefined {
    const row = this.row(key);
    row?.scrollIntoView({ block: where });
    this.note();
    return row;
  }

  row(key: string): HTMLElement | undefined {
    return this.#rows().find((row) => row.dataset.key === key);
  }

  /** How many pixels are hidden above and below. */
  hidden(): { above: number; below: number } {
    const { scroller } = this;
    return {
      above: scroller.scrollTop,
      below: scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight,
    };
  }

  /** The greatest message number whose row has been seen to its end; undefined: none. */
  lastSeen(): bigint | undefined {
    const { bottom } = this.#view;
    let seen: bigint | undefined;
    for (const row of this.#rows()) {
      if (row.getBoundingClientRect().bottom > bottom + 1) break;
      if (row.dataset.seq) seen = BigInt(row.dataset.seq);
    }
    return seen;
  }

  /** Whether a row stands above what is in view. */
  isAbove(key: string): boolean {
    const row = this.row(key);
    return row !== undefined && row.getBoundingClientRect().bottom < this.#view.top;
  }

  #rows(): HTMLElement[] {
    return [...this.box.querySelectorAll<HTMLElement>('[data-key]')];
  }
}
