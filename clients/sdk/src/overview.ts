import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { batch, computed, signal } from '@preact/signals-core';
import type { Me } from './gen/ourplace/v1/accounts_pb.ts';
import {
  type ChannelState,
  type Cursor,
  type GetOverviewResponse,
  GetOverviewResponseSchema,
  type Message,
} from './gen/ourplace/v1/conversations_pb.ts';
import type { Hub } from './gen/ourplace/v1/hubs_pb.ts';
import type { Update } from './gen/ourplace/v1/wire_pb.ts';

/** The server counts no further; people see "99+". */
const mostUnread = 100;

/** The member, their Hubs and Channels, and what is unread: as the server said, then changed by Updates. */
export class Overview {
  readonly me = signal<Me | undefined>(undefined);
  readonly hubs = signal<readonly Hub[]>([]);
  readonly channels = signal<ReadonlyMap<string, ChannelState>>(new Map());
  readonly loaded = computed(() => this.me.value !== undefined);
  /** Counts up when devices or tokens changed. */
  readonly devicesChanged = signal(0);
  /** Counts up, by hub, when who belongs to it changed. */
  readonly membersChanged = signal<ReadonlyMap<string, number>>(new Map());
  /** Counts up when an event, an occurrence or the member's answer changed. */
  readonly eventsChanged = signal(0);
  epoch = '';
  /** By stream, the newest Update that the server had counted in. */
  #asOf = new Map<string, bigint>();

  replace(response: GetOverviewResponse): void {
    batch(() => {
      this.epoch = response.epoch;
      this.#asOf = new Map(response.cursors.map(({ streamId, seq }) => [streamId, seq]));
      this.me.value = response.me;
      this.hubs.value = response.hubs;
      this.channels.value = new Map(response.channels.map((state) => [state.channel?.channelId ?? '', state]));
    });
  }

  /** As before anything was known. */
  clear(): void {
    this.replace(create(GetOverviewResponseSchema));
  }

  /** Whether it has counted in what is still on its way: with these cursors it would be counted twice. */
  isAheadOf(cursors: readonly Cursor[]): boolean {
    return cursors.some(({ streamId, seq }) => seq < (this.#asOf.get(streamId) ?? 0n));
  }

  channel(channelId: string): ChannelState | undefined {
    return this.channels.value.get(channelId);
  }

  /** Under which id the member speaks there: their own, or that of a Pseudonym. */
  memberIdIn(channelId: string): string {
    return this.channel(channelId)?.channel?.myMemberId || (this.me.value?.member?.memberId ?? '');
  }

  hub(hubId: string): Hub | undefined {
    return this.hubs.value.find((hub) => hub.hubId === hubId);
  }

  /** True if only the server can tell what the Update brings (a hub, a channel): fetch the overview again. */
  apply(update: Update): boolean {
    const { change } = update;
    if (update.seq <= (this.#asOf.get(update.streamId) ?? 0n)) return false;
    const channelId = update.streamId.slice(2);
    switch (change.case) {
      case 'messagePosted':
        if (change.value.message) this.#posted(change.value.message);
        return false;
      case 'messageEdited': {
        const { messageSeq, body } = change.value;
        this.#lastMessage(channelId, messageSeq, (message) => ({ ...message, body }));
        return false;
      }
      case 'messageDeleted': {
        const { messageSeq, tombstone } = change.value;
        this.#lastMessage(channelId, messageSeq, (message) => ({
          ...message,
          body: '',
          ...(tombstone && { tombstone }),
        }));
        return false;
      }
      case 'readMarkerMoved': {
        const { readSeq, unread, unreadMentions } = change.value;
        this.#channel(change.value.channelId, (state) => ({ ...state, readSeq, unread, unreadMentions }));
        return false;
      }
      case 'channelChanged': {
        const { channel } = change.value;
        if (channel)
          this.#channel(channelId, (state) => ({
            ...state,
            // What goes to everybody in it does not say who the member is there, nor through which of its Hubs.
            channel: {
              ...channel,
              joined: state.channel?.joined ?? false,
              hubId: state.channel?.hubId ?? channel.hubId,
              myMemberId: state.channel?.myMemberId ?? '',
            },
          }));
        return false;
      }
      case 'hubChanged': {
        const changed = change.value.hub;
        if (changed) this.#hub(channelId, (hub) => ({ ...changed, myRole: hub.myRole, memberCount: hub.memberCount }));
        return false;
      }
      case 'hubMemberJoined':
      case 'hubMemberLeft': {
        const by = change.case === 'hubMemberJoined' ? 1 : -1;
        this.#hub(channelId, (hub) => ({ ...hub, memberCount: hub.memberCount + by }));
        this.#countMembersChange(channelId);
        return false;
      }
      case 'hubMemberChanged':
      case 'hubBotsChanged':
        this.#countMembersChange(channelId);
        return false;
      case 'profileChanged':
        if (change.value.me) this.me.value = { ...change.value.me, sessionId: this.me.value?.sessionId ?? '' };
        return false;
      case 'devicesChanged':
        this.devicesChanged.value++;
        return false;
      case 'eventChanged':
      case 'occurrenceChanged':
      case 'myRsvpChanged':
        this.eventsChanged.value++;
        return false;
      case 'myHubLeft':
        this.leaveHub(change.value.hubId);
        return false;
      case 'myChannelLeft':
        this.leaveChannel(change.value.channelId);
        return false;
      case 'myHubChanged':
      case 'myChannelJoined':
      case 'channelCreated':
        return true;
      default:
        return false;
    }
  }

  leaveHub(hubId: string): void {
    batch(() => {
      this.hubs.value = this.hubs.value.filter((hub) => hub.hubId !== hubId);
      this.channels.value = new Map([...this.channels.value].filter(([, state]) => state.channel?.hubId !== hubId));
    });
  }

  leaveChannel(channelId: string): void {
    const channels = new Map(this.channels.value);
    if (channels.delete(channelId)) this.channels.value = channels;
  }

  /** Before the server has confirmed it: what a person sees themselves is read at once. */
  markRead(channelId: string, seq: bigint): void {
    this.#channel(channelId, (state) =>
      seq <= state.readSeq
        ? state
        : { ...state, readSeq: seq, ...((state.lastMessage?.seq ?? 0n) <= seq && { unread: 0, unreadMentions: 0 }) },
    );
  }

  save(cursors: Cursor[]): Uint8Array {
    const { me } = this;
    return toBinary(
      GetOverviewResponseSchema,
      create(GetOverviewResponseSchema, {
        ...(me.value && { me: me.value }),
        hubs: [...this.hubs.value],
        channels: [...this.channels.value.values()],
        cursors,
        epoch: this.epoch,
      }),
    );
  }

  restore(bytes: Uint8Array): Cursor[] {
    const saved = fromBinary(GetOverviewResponseSchema, bytes);
    this.replace(saved);
    return saved.cursors;
  }

  #posted(message: Message): void {
    const me = this.memberIdIn(message.channelId);
    this.#channel(message.channelId, (state) => {
      const counts = !state.channel?.sandbox && message.author?.memberId !== me;
      const unread = counts && message.seq > state.readSeq;
      const mentions =
        unread && (message.mentionsChannel || message.mentions.some((mention) => mention.memberId === me));
      return {
        ...state,
        lastMessage: message,
        unread: Math.min(mostUnread, state.unread + (unread ? 1 : 0)),
        unreadMentions: Math.min(mostUnread, state.unreadMentions + (mentions ? 1 : 0)),
      };
    });
  }

  #lastMessage(channelId: string, seq: bigint, change: (message: Message) => Message): void {
    this.#channel(channelId, (state) =>
      state.lastMessage?.seq === seq ? { ...state, lastMessage: change(state.lastMessage) } : state,
    );
  }

  #channel(channelId: string, change: (state: ChannelState) => ChannelState): void {
    const state = this.channels.value.get(channelId);
    if (state) this.channels.value = new Map(this.channels.value).set(channelId, change(state));
  }

  #hub(hubId: string, change: (hub: Hub) => Hub): void {
    this.hubs.value = this.hubs.value.map((hub) => (hub.hubId === hubId ? change(hub) : hub));
  }

  #countMembersChange(hubId: string): void {
    const before = this.membersChanged.value;
    this.membersChanged.value = new Map(before).set(hubId, (before.get(hubId) ?? 0) + 1);
  }
}
