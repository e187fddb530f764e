import {
  type Channel,
  ChannelVisibility,
  Code,
  ConversationService,
  type Hub,
  HubRole,
  hubMethods,
  type Message,
  OurplaceError,
  type Reaction,
  type Session,
  type Timeline,
} from '@ourplace/sdk';
import { computed, signal } from '@preact/signals';

export type Loading = { kind: 'loading' } | { kind: 'ready' } | { kind: 'failed'; error: OurplaceError };

/** One open channel: what is shown of it, and what the member is about to do with its messages. */
export class ChannelModel {
  readonly loading = signal<Loading>({ kind: 'loading' });
  readonly fetching = signal<'older' | 'newer' | undefined>(undefined);
  readonly replyTo = signal<Message | undefined>(undefined);
  readonly editing = signal<bigint | undefined>(undefined);
  /** Deleted by the member, while it can still be undone. */
  readonly deleting = signal<ReadonlySet<bigint>>(new Set());
  /** Counts up when the member sent something: the list then goes to the end. */
  readonly sent = signal(0);
  /** What is to be put into the composer. */
  readonly insert = signal<{ text: string } | undefined>(undefined);
  /** Where the member had read to when they came. */
  readonly news = signal<{ after: bigint; count: number } | undefined>(undefined);
  /** Who can read what is written here, where that is not said by the channel. */
  readonly readers = signal('');
  /** What commands and buttons need, once there are any. */
  readonly invoking = signal<typeof import('./invoking/invoking.tsx') | undefined>(undefined);
  readonly #visitedHub = signal<Hub | undefined>(undefined);

  readonly state = computed(() => this.session.overview.channels.value.get(this.channelId));
  readonly channel = computed((): Channel | undefined => {
    return this.state.value?.channel ?? this.session.visited.value.get(this.channelId);
  });
  readonly hub = computed(() => {
    const hubId = this.channel.value?.hubId;
    return this.session.overview.hubs.value.find((hub) => hub.hubId === hubId) ?? this.#visitedHub.value;
  });
  readonly me = computed(() => this.session.overview.memberIdIn(this.channelId));
  readonly organises = computed(() => this.hub.value?.myRole === HubRole.ORGANISER);
  readonly moderates = computed(() => this.organises.value || this.hub.value?.myRole === HubRole.MODERATOR);
  readonly mayPost = computed(() => this.state.value !== undefined && this.channel.value?.archived === false);

  constructor(
    readonly session: Session,
    readonly channelId: string,
  ) {}

  get timeline(): Timeline {
    return this.session.timeline(this.channelId);
  }

  /** Rejects with nothing: what went wrong is in `loading`. Works from what this device kept, and goes on when there is a line. */
  async open(around?: bigint): Promise<void> {
    this.#noteNews();
    const known = this.timeline.loaded.value && this.state.value !== undefined;
    const shown = known && (around === undefined ? !this.timeline.hasNewer.value : this.#holds(around));
    if (shown) {
      this.loading.value = { kind: 'ready' };
      return;
    }
    await this.load(around);
  }

  async load(around?: bigint): Promise<void> {
    if (!this.timeline.loaded.value) this.loading.value = { kind: 'loading' };
    try {
      if (!this.state.value && !this.#visitedHub.value) {
        const { hub } = await this.session.connection.call((await hubMethods()).getChannel, {
          channelId: this.channelId,
        });
        this.#visitedHub.value = hub;
      }
      await this.session.load(this.channelId, around);
      this.#noteNews();
      this.loading.value = { kind: 'ready' };
    } catch (caught) {
      this.#failed(caught);
    }
  }

  async more(where: 'older' | 'newer'): Promise<void> {
    const there = where === 'older' ? this.timeline.hasOlder.value : this.timeline.hasNewer.value;
    if (!there || this.fetching.value || this.loading.value.kind !== 'ready') return;
    this.fetching.value = where;
    try {
      if (where === 'older') await this.session.loadOlder(this.channelId);
      else await this.session.loadNewer(this.channelId);
    } catch (caught) {
      // It is asked for again by the next scroll or press.
      if (!(caught instanceof OurplaceError)) throw caught;
    } finally {
      this.fetching.value = undefined;
    }
  }

  /** The newest page, wherever one was. */
  async latest(): Promise<void> {
    if (this.timeline.hasNewer.value) await this.load();
  }

  /** From now on what comes is new: the person looks away, having read everything. */
  startNews(): void {
    const state = this.state.value;
    if (!state || state.unread > 0) return;
    this.news.value = { after: state.lastMessage?.seq ?? state.readSeq, count: 0 };
  }

  async send(request: {
    body: string;
    mentionedMemberIds: string[];
    mentionsChannel: boolean;
    quotedSeq: bigint;
  }): Promise<void> {
    await this.session.outbox.add({ channelId: this.channelId, ...request });
    this.sent.value++;
    await this.latest();
  }

  /** Bots are not everywhere, and so this is not in the first download. */
  async loadInvoking(): Promise<typeof import('./invoking/invoking.tsx')> {
    this.invoking.value ??= await import('./invoking/invoking.tsx');
    return this.invoking.value;
  }

  async react(message: Message, reaction: Reaction): Promise<void> {
    const on = !reactedWith(message, reaction, this.me.value);
    const { channelId } = this;
    await this.session.connection.call(ConversationService.method.setReaction, {
      channelId,
      seq: message.seq,
      reaction,
      on,
    });
  }

  async edit(message: Message, body: string, mentionedMemberIds: string[]): Promise<void> {
    await this.session.connection.call(ConversationService.method.editMessage, {
      channelId: this.channelId,
      seq: message.seq,
      body,
      mentionedMemberIds,
    });
  }

  hide(seq: bigint): void {
    this.deleting.value = new Set(this.deleting.value).add(seq);
  }

  show(seq: bigint): void {
    const left = new Set(this.deleting.value);
    left.delete(seq);
    this.deleting.value = left;
  }

  async remove(seq: bigint, reason: string): Promise<void> {
    try {
      const { channelId } = this;
      await this.session.connection.call(ConversationService.method.deleteMessage, { channelId, seq, reason });
    } finally {
      this.show(seq);
    }
  }

  async join(): Promise<void> {
    await this.session.connection.call((await hubMethods()).joinChannel, { channelId: this.channelId });
    await this.session.refresh();
  }

  #holds(seq: bigint): boolean {
    return this.timeline.messages.value.some((message) => message.seq === seq);
  }

  #noteNews(): void {
    const state = this.state.value;
    if (this.news.value || !state || state.unread === 0) return;
    this.news.value = { after: state.readSeq, count: state.unread };
  }

  #failed(caught: unknown): void {
    if (!(caught instanceof OurplaceError)) throw caught;
    // What this device has kept is shown until there is a line.
    const offline = caught.code === Code.UNAVAILABLE || caught.code === Code.DEADLINE_EXCEEDED;
    this.loading.value = offline && this.timeline.loaded.value ? { kind: 'ready' } : { kind: 'failed', error: caught };
  }
}

export function reactedWith(message: Message, reaction: Reaction, memberId: string): boolean {
  return message.reactions.some((count) => count.reaction === reaction && count.memberIds.includes(memberId));
}

/** Whether somebody who was put out of a channel may go on reading it. */
export function stillReadable(channel: Channel, belongsToHub: boolean): boolean {
  return (
    channel.visibility === ChannelVisibility.OPEN || (channel.visibility === ChannelVisibility.HUB && belongsToHub)
  );
}
