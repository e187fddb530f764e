import { fromBinary, toBinary } from '@bufbuild/protobuf';
import type { Storage } from './adapters.ts';
import { type ListMessagesResponse, ListMessagesResponseSchema } from './gen/ourplace/v1/conversations_pb.ts';
import type { Timeline } from './timeline.ts';

const overviewKey = 'snapshot/overview';
const timelinePrefix = 'snapshot/timeline/';
const mostTimelines = 8;
const mostMessages = 50;

/** What is shown before the server has answered: the overview with its cursors, and the ends of some timelines. */
export class Snapshots {
  /** Channels whose timeline is on the disk. */
  readonly #kept = new Set<string>();
  /** One after the other: what is forgotten is not written again by what began before. */
  #turn: Promise<void> = Promise.resolve();

  constructor(private readonly storage: Storage) {}

  async overview(): Promise<Uint8Array | undefined> {
    return this.storage.get(overviewKey);
  }

  async timelines(): Promise<[channelId: string, page: ListMessagesResponse][]> {
    const entries = await this.storage.entries(timelinePrefix);
    return entries.map(([key, bytes]) => {
      const channelId = key.slice(timelinePrefix.length);
      this.#kept.add(channelId);
      return [channelId, fromBinary(ListMessagesResponseSchema, bytes)];
    });
  }

  /**
   * Timelines first: a cursor that is older than a timeline only brings Updates that change nothing. A timeline that is
   * not kept up with the cursors would have a hole, so it goes.
   */
  save(overview: Uint8Array, timelines: readonly Timeline[]): Promise<void> {
    const whole = timelines.filter(({ loaded, hasNewer, hasHole }) => loaded.value && !hasNewer.value && !hasHole);
    const recent = whole.slice(-mostTimelines);
    // As they are now: while the disk is busy they go on.
    const pages = new Map(
      recent.map((timeline) => [timeline.channelId, toBinary(ListMessagesResponseSchema, end(timeline))]),
    );
    return this.#inTurn(async () => {
      for (const channelId of this.#kept) if (!pages.has(channelId)) await this.#remove(channelId);
      for (const [channelId, bytes] of pages) {
        this.#kept.add(channelId);
        await this.storage.set(timelinePrefix + channelId, bytes);
      }
      await this.storage.set(overviewKey, overview);
    });
  }

  forgetTimeline(channelId: string): Promise<void> {
    return this.#inTurn(() => this.#remove(channelId));
  }

  forget(): Promise<void> {
    return this.#inTurn(async () => {
      this.#kept.clear();
      for (const [key] of await this.storage.entries('snapshot/')) await this.storage.remove(key);
    });
  }

  async #remove(channelId: string): Promise<void> {
    if (this.#kept.delete(channelId)) await this.storage.remove(timelinePrefix + channelId);
  }

  #inTurn(run: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(run);
    this.#turn = done.catch(() => {});
    return done;
  }
}

function end(timeline: Timeline): ListMessagesResponse {
  const all = timeline.messages.value;
  const messages = all.slice(-mostMessages);
  const quoted = messages.flatMap(({ quotedSeq }) => (quotedSeq ? (timeline.quoted(quotedSeq) ?? []) : []));
  return {
    $typeName: 'ourplace.v1.ListMessagesResponse',
    messages,
    hasOlder: timeline.hasOlder.value || messages.length < all.length,
    hasNewer: false,
    asOfSeq: 0n,
    quoted,
  };
}
