/**
 * A private channel from which an organiser removes people and to which they come back, while it is never quiet. Every
 * frame that reaches these people is looked at: what was posted while they were out must not come before they are back.
 */

import { setTimeout as elapse } from 'node:timers/promises';
import { fromBinary } from '@bufbuild/protobuf';
import { ServerFrameSchema } from '../../clients/sdk/src/gen/ourplace/v1/wire_pb.ts';
import { Code, ConversationService, HubService, OurplaceError, Session } from '../../clients/sdk/src/index.ts';
import type { Cluster } from '../support/cluster.ts';
import { NodeWorld } from '../support/node_world.ts';
import type { Random } from '../support/random.ts';

const postEveryMs = 600;
const backMs = 45_000;

export interface Person {
  name: string;
  memberId: string;
  token: string;
}

/** Somebody who is removed and comes back, and what reached them of the channel. */
class Guest {
  readonly received: { seq: number; atMs: number }[] = [];
  /** When they were out, and the first number that was posted then. */
  readonly times: { fromMs: number; untilMs: number; firstSeq: number }[] = [];
  readonly #session: Session;
  #waiting: { seq: number; resolve: () => void }[] = [];

  constructor(
    readonly person: Person,
    cluster: Cluster,
    streamId: string,
  ) {
    const world = new NodeWorld(cluster.origin, person.token, cluster.folderFor(person.name));
    world.onReceived = (bytes) => {
      for (const { kind } of fromBinary(ServerFrameSchema, bytes).items)
        if (kind.case === 'update' && kind.value.streamId === streamId) this.#receive(Number(kind.value.seq));
    };
    this.#session = new Session(world);
  }

  start(): Promise<void> {
    return this.#session.start();
  }

  close(): void {
    this.#session.connection.stop(false);
  }

  /** Resolves when something reaches them that has at least this number. */
  receives(seq: number): Promise<void> {
    if (this.received.some((received) => received.seq >= seq)) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ seq, resolve }));
  }

  #receive(seq: number): void {
    this.received.push({ seq, atMs: performance.now() });
    const ready = this.#waiting.filter((waiting) => waiting.seq <= seq);
    this.#waiting = this.#waiting.filter((waiting) => !ready.includes(waiting));
    for (const { resolve } of ready) resolve();
  }
}

export class PrivateChannel {
  readonly #organiser: Session;
  readonly #guests: Guest[];
  readonly #streamId: string;
  /** Numbers of what was posted, and when that was first tried. */
  readonly #posted: { seq: number; begunMs: number }[] = [];
  #awaitsPost: (() => void)[] = [];

  constructor(
    cluster: Cluster,
    private readonly channelId: string,
    organiser: Person,
    guests: readonly Person[],
    private readonly random: Random,
  ) {
    this.#streamId = `c.${channelId}`;
    const world = new NodeWorld(cluster.origin, organiser.token, cluster.folderFor(organiser.name));
    this.#organiser = new Session(world);
    this.#guests = guests.map((person) => new Guest(person, cluster, this.#streamId));
  }

  async open(): Promise<void> {
    await this.#organiser.start();
    await Promise.all(this.#guests.map((guest) => guest.start()));
    for (const { person } of this.#guests) await this.#add(person);
  }

  close(): void {
    this.#organiser.connection.stop(false);
    for (const guest of this.#guests) guest.close();
  }

  /** Posts, and removes people and lets them in again, as long as it goes on. Rejects when somebody who is back hears nothing. */
  async run(goesOn: () => boolean): Promise<void> {
    let isOver = false;
    const posting = this.#post(() => !isOver);
    const comings = this.#guests.map((guest) => this.#comeAndGo(guest, goesOn));
    await Promise.all(comings).finally(() => {
      isOver = true;
    });
    await posting;
  }

  get timesOut(): number {
    return this.#guests.reduce((sum, guest) => sum + guest.times.length, 0);
  }

  /** What reached somebody who was out. */
  get leaks(): string[] {
    return this.#guests.flatMap(({ person, received, times }) =>
      received.flatMap(({ seq, atMs }) =>
        times
          .filter(({ fromMs, untilMs, firstSeq }) => seq >= firstSeq && atMs > fromMs && atMs < untilMs)
          .map(({ fromMs, firstSeq }) => {
            const late = Math.round(atMs - fromMs);
            return `${person.name} received ${seq}, ${late} ms after being removed before ${firstSeq}`;
          }),
      ),
    );
  }

  async #comeAndGo(guest: Guest, goesOn: () => boolean): Promise<void> {
    while (goesOn()) {
      await elapse(this.random.between(500, 3000));
      await this.#insist(() => this.#remove(guest.person));
      const fromMs = performance.now();
      const firstSeq = await this.#postedSince(fromMs);
      await elapse(this.random.between(500, 3000));
      guest.times.push({ fromMs, untilMs: performance.now(), firstSeq });
      await this.#add(guest.person);
      const isBack = guest.receives(await this.#postedSince(performance.now()));
      const late = new Error(`${guest.person.name} is in the channel again and receives nothing`);
      await Promise.race([isBack, elapse(backMs).then(() => Promise.reject(late))]);
    }
  }

  async #post(goesOn: () => boolean): Promise<void> {
    for (let number = 1; goesOn(); number++) {
      const request = {
        channelId: this.channelId,
        clientMessageId: new Uint8Array(16).map(() => this.random.between(0, 256)),
        body: `${number}, among us`,
      };
      const begunMs = performance.now();
      const { message } = await this.#insist(() =>
        this.#organiser.connection.call(ConversationService.method.postMessage, request),
      );
      this.#posted.push({ seq: Number(message?.seq), begunMs });
      for (const resolve of this.#awaitsPost) resolve();
      this.#awaitsPost = [];
      await elapse(postEveryMs);
    }
  }

  /** The number of the first message that was begun after that moment. */
  async #postedSince(ms: number): Promise<number> {
    for (;;) {
      const found = this.#posted.find(({ begunMs }) => begunMs > ms);
      if (found) return found.seq;
      await new Promise<void>((resolve) => this.#awaitsPost.push(resolve));
    }
  }

  async #add({ memberId }: Person): Promise<void> {
    const request = { channelId: this.channelId, memberId };
    await this.#insist(() => this.#organiser.connection.call(HubService.method.addChannelMember, request));
  }

  async #remove({ memberId }: Person): Promise<void> {
    try {
      const request = { channelId: this.channelId, memberId };
      await this.#organiser.connection.call(HubService.method.removeChannelMember, request);
    } catch (caught) {
      // Done by an attempt whose answer was lost.
      if (!(caught instanceof OurplaceError) || caught.code !== Code.NOT_FOUND) throw caught;
    }
  }

  async #insist<T>(attempt: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await attempt();
      } catch (caught) {
        if (!(caught instanceof OurplaceError) || !caught.retryCanHelp) throw caught;
        await elapse(200);
      }
    }
  }
}
