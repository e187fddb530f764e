import { batch, computed, signal } from '@preact/signals-core';
import type { ListMessagesResponse, Message, Reaction } from './gen/ourplace/v1/conversations_pb.ts';
import type { Update } from './gen/ourplace/v1/wire_pb.ts';

/** Rows kept at once: enough to read back, few enough for an old phone. */
const windowRows = 300;

/** One Channel's messages: a window of history without holes, changed by Updates. Numbers decide the order. */
export class Timeline {
  readonly #byNumber = signal<ReadonlyMap<bigint, Message>>(new Map());
  readonly messages = computed(() => [...this.#byNumber.value.values()].sort((a, b) => (a.seq < b.seq ? -1 : 1)));
  readonly hasOlder = signal(false);
  /** The window does not reach the newest message; new ones are then not shown in it. */
  readonly hasNewer = signal(false);
  /** Whether a page has ever arrived. */
  readonly loaded = signal(false);
  /** Updates are missing that will not come any more: a new page is needed. */
  hasHole = false;
  readonly #quoted = signal<ReadonlyMap<bigint, Message>>(new Map());
  /** Pages under way, and the Updates that came since the first of them was asked for. */
  #expected = 0;
  #waiting: Update[] = [];

  constructor(readonly channelId: string) {}

  /** A quoted message, if it is known. */
  quoted(seq: bigint): Message | undefined {
    return this.#byNumber.value.get(seq) ?? this.#quoted.value.get(seq);
  }

  /** From now until the page arrives Updates are kept: the page may have been read before them. */
  expectPage(): void {
    this.#expected++;
  }

  pageFailed(): void {
    this.#pageCame();
  }

  /** @param join where the page lies towards what is held; `replace` forgets that */
  addPage(page: ListMessagesResponse, join: 'replace' | 'older' | 'newer'): void {
    const waiting = this.#waiting.filter((update) => update.seq > page.asOfSeq);
    this.#pageCame();
    if (join === 'replace') this.hasHole = false;
    batch(() => {
      const held = join === 'replace' ? new Map<bigint, Message>() : new Map(this.#byNumber.value);
      for (const message of page.messages) held.set(message.seq, message);
      const quoted = new Map(this.#quoted.value);
      for (const message of page.quoted) quoted.set(message.seq, message);
      this.#quoted.value = quoted;
      if (join !== 'newer') this.hasOlder.value = page.hasOlder;
      if (join !== 'older') this.hasNewer.value = page.hasNewer;
      this.#trim(held, join === 'older' ? 'newest' : 'oldest');
      this.#byNumber.value = held;
      this.loaded.value = true;
      for (const update of waiting) this.#change(update);
    });
  }

  #pageCame(): void {
    this.#expected = Math.max(0, this.#expected - 1);
    if (this.#expected === 0) this.#waiting = [];
  }

  /** A message that is known to be stored, such as the reply to one's own post. What is held of it is as new or newer. */
  put(message: Message): void {
    if (!this.loaded.value || this.hasNewer.value || this.#byNumber.value.has(message.seq)) return;
    const first = this.messages.value[0];
    // The first answer to a late retry: between it and the window there may be others.
    if (first && message.seq < first.seq && this.hasOlder.value) return;
    const held = new Map(this.#byNumber.value).set(message.seq, message);
    this.#trim(held, 'oldest');
    this.#byNumber.value = held;
  }

  apply(update: Update): void {
    if (this.#expected > 0) this.#waiting.push(update);
    this.#change(update);
  }

  #change({ change }: Update): void {
    switch (change.case) {
      case 'messagePosted':
        if (change.value.message) this.put(change.value.message);
        break;
      case 'messageEdited': {
        const { messageSeq, body, mentions, editedAtUs, buttons } = change.value;
        this.#changeMessage(messageSeq, (message) => ({ ...message, body, mentions, editedAtUs, buttons }));
        break;
      }
      case 'messageDeleted': {
        const { messageSeq, tombstone } = change.value;
        this.#changeMessage(messageSeq, ({ tombstone: _, ...message }) => ({
          ...message,
          body: '',
          mentions: [],
          reactions: [],
          buttons: [],
          mentionsChannel: false,
          ...(tombstone && { tombstone }),
        }));
        break;
      }
      case 'reactionChanged': {
        const { messageSeq, memberId, reaction, on } = change.value;
        this.#changeMessage(messageSeq, (message) => ({
          ...message,
          reactions: react(message.reactions, reaction, memberId, on),
        }));
        break;
      }
    }
  }

  #changeMessage(seq: bigint, change: (message: Message) => Message): void {
    for (const held of [this.#byNumber, this.#quoted]) {
      const message = held.value.get(seq);
      if (message) held.value = new Map(held.value).set(seq, change(message));
    }
  }

  #trim(held: Map<bigint, Message>, drop: 'oldest' | 'newest'): void {
    if (held.size <= windowRows) return;
    const numbers = [...held.keys()].sort((a, b) => (a < b ? -1 : 1));
    const surplus = drop === 'oldest' ? numbers.slice(0, held.size - windowRows) : numbers.slice(windowRows);
    for (const seq of surplus) held.delete(seq);
    if (drop === 'oldest') this.hasOlder.value = true;
    else this.hasNewer.value = true;
  }
}

function react(
  reactions: Message['reactions'],
  reaction: Reaction,
  memberId: string,
  on: boolean,
): Message['reactions'] {
  const present = reactions.find((count) => count.reaction === reaction);
  const others = (present?.memberIds ?? []).filter((id) => id !== memberId);
  const memberIds = on ? [...others, memberId] : others;
  const rest = reactions.filter((count) => count.reaction !== reaction);
  if (memberIds.length === 0) return rest;
  return [...rest, { $typeName: 'ourplace.v1.ReactionCount' as const, reaction, memberIds }].sort(
    (a, b) => a.reaction - b.reaction,
  );
}
