import { batch, computed, signal } from '@preact/signals-core';
import type { Companion } from './companion.ts';
import type { Connection } from './connection.ts';
import { OurplaceError } from './errors.ts';
import { type Ask, AskPart, AskService, AskState, ListAsksRequest_View } from './gen/ourplace/v1/asks_pb.ts';
import { Code } from './gen/ourplace/v1/errors_pb.ts';
import type { Update } from './gen/ourplace/v1/wire_pb.ts';

const pageSize = 100;
/** So many pages of each view at most: nobody looks further back than that. */
const mostPages = 5;

/**
 * The Asks that concern the member: their own, those offered to them, those they have, and those of the Hubs that they
 * organise. Updates carry no words of an Ask, so each one is read again. Nothing of it is kept on the device.
 */
export class Asks implements Companion {
  readonly all = signal<ReadonlyMap<string, Ask>>(new Map());
  /** All of it has come at least once since the tab was opened. */
  readonly loaded = signal(false);
  /** The Ask in which the programme has learnt who the member is, as it is told. */
  readonly nameOpened = signal<string | undefined>(undefined);
  /** How often it was told that a request for a private name waits for somebody in the member's role. */
  readonly namesWanted = signal(0);
  /** Why it has not come; undefined while it is asked for, and without a line. */
  readonly error = signal<OurplaceError | undefined>(undefined);
  /** Offers that the member has just passed on and may still take back. */
  readonly passing = signal<ReadonlySet<string>>(new Set());

  /** Those that end first come first. */
  readonly offered = computed(() =>
    this.#those((ask) => ask.myPart === AskPart.OFFERED && ask.offer && !this.passing.value.has(ask.askId)).sort(
      (a, b) => Number((a.offer?.answerByUs ?? 0n) - (b.offer?.answerByUs ?? 0n)),
    ),
  );
  readonly mine = computed(() => this.#those((ask) => ask.myPart === AskPart.ASKER && isLive(ask)));
  readonly matched = computed(() => this.#those((ask) => ask.myPart === AskPart.CHAMPION && isLive(ask)));
  readonly done = computed(() =>
    this.#those((ask) => !isLive(ask) && (ask.myPart === AskPart.ASKER || ask.myPart === AskPart.CHAMPION)),
  );
  /** Only organisers are told how an Ask was offered. Those that wait longest come first. */
  readonly organising = computed(() =>
    this.#those((ask) => ask.offers && ask.myPart !== AskPart.ASKER && isLive(ask)).reverse(),
  );
  /** The member's own, about which they are asked something. */
  readonly waitingForMe = computed(() =>
    this.mine.value.filter((ask) => ask.state === AskState.WAITING_FOR_ASKER || ask.handover),
  );
  readonly escalated = computed(() => this.organising.value.filter((ask) => ask.state === AskState.ESCALATED));
  /** What needs the member. */
  readonly needed = computed(
    () => this.offered.value.length + this.waitingForMe.value.length + this.escalated.value.length,
  );

  #memberId = '';
  /** Counts the readings of each Ask: an answer that was overtaken changes nothing. */
  readonly #reading = new Map<string, number>();
  /** An Update came while everything was being fetched: what the answer holds may be older. */
  readonly #heard = new Set<string>();
  #fetching: Promise<void> | undefined;

  constructor(private readonly connection: Connection) {}

  async open(memberId: string): Promise<void> {
    if (this.#memberId !== memberId) this.clear();
    this.#memberId = memberId;
    await this.refresh();
  }

  /** Without an answer what is known stays. */
  refresh(): Promise<void> {
    this.#fetching ??= this.#fetch().finally(() => {
      this.#fetching = undefined;
    });
    return this.#fetching;
  }

  apply({ change }: Update): void {
    switch (change.case) {
      case 'offerEnded':
        // At once: what can no longer be answered is not shown until the answer comes.
        this.#withdrawOffer(change.value.askId);
        this.#readSoon(change.value.askId);
        break;
      case 'askChanged':
      case 'offerMade':
      case 'askNudged':
        this.#readSoon(change.value.askId);
        break;
      case 'nameUnsealed':
        this.nameOpened.value = change.value.askId;
        break;
      case 'unsealingWanted':
        this.namesWanted.value++;
        break;
      // Becoming an organiser, or no longer being one, changes what there is.
      case 'myHubChanged':
      case 'myHubLeft':
        void this.refresh();
        break;
    }
  }

  /** Reads one again; `undefined` if it is not open to the member. Rejects with an OurplaceError. */
  async read(askId: string): Promise<Ask | undefined> {
    const reading = (this.#reading.get(askId) ?? 0) + 1;
    this.#reading.set(askId, reading);
    const isNewest = () => this.#reading.get(askId) === reading;
    try {
      const { ask } = await this.connection.call(AskService.method.getAsk, { askId });
      if (ask && isNewest()) this.put(ask);
      return ask;
    } catch (caught) {
      if (!(caught instanceof OurplaceError) || caught.code !== Code.NOT_FOUND) throw caught;
      if (isNewest()) this.forget(askId);
      return undefined;
    }
  }

  /** As a method has just answered it. */
  put(ask: Ask): void {
    this.#heard.add(ask.askId);
    this.all.value = new Map(this.all.value).set(ask.askId, ask);
  }

  forget(askId: string): void {
    this.#heard.add(askId);
    const left = new Map(this.all.value);
    if (left.delete(askId)) this.all.value = left;
  }

  /** "Not this time": out of sight at once. The server is told by decline(), or nothing has happened after keep(). */
  pass(askId: string): void {
    this.passing.value = new Set(this.passing.value).add(askId);
  }

  keep(askId: string): void {
    const left = new Set(this.passing.value);
    if (left.delete(askId)) this.passing.value = left;
  }

  async decline(askId: string): Promise<void> {
    try {
      await this.connection.call(AskService.method.declineOffer, { askId });
      batch(() => {
        this.#withdrawOffer(askId);
        this.keep(askId);
      });
    } catch (caught) {
      this.keep(askId);
      throw caught;
    }
    await this.read(askId).catch(() => {});
  }

  ofChannel(channelId: string): Ask | undefined {
    return this.#those((ask) => ask.channelId === channelId)[0];
  }

  clear(): void {
    batch(() => {
      this.namesWanted.value = 0;
      this.all.value = new Map();
      this.passing.value = new Set();
      this.loaded.value = false;
      this.error.value = undefined;
    });
  }

  #those(which: (ask: Ask) => unknown): Ask[] {
    return [...this.all.value.values()].filter(which).sort((a, b) => Number(b.openedAtUs - a.openedAtUs));
  }

  #withdrawOffer(askId: string): void {
    const known = this.all.value.get(askId);
    if (known?.myPart === AskPart.OFFERED) this.forget(askId);
  }

  #readSoon(askId: string): void {
    this.#heard.add(askId);
    // Without a line all is fetched again when it is back.
    void this.read(askId).catch(() => {});
  }

  async #fetch(): Promise<void> {
    const memberId = this.#memberId;
    this.#heard.clear();
    this.error.value = undefined;
    try {
      const { MINE, OFFERED, MATCHED, ORGANISING } = ListAsksRequest_View;
      const views = [MINE, OFFERED, MATCHED, ORGANISING];
      const found = (await Promise.all(views.map((view) => this.#list(view)))).flat();
      if (memberId !== this.#memberId) return;
      const all = new Map(found.map((ask) => [ask.askId, ask]));
      for (const askId of this.#heard) {
        const known = this.all.value.get(askId);
        if (known) all.set(askId, known);
        else all.delete(askId);
      }
      batch(() => {
        this.all.value = all;
        this.loaded.value = true;
      });
    } catch (caught) {
      if (!(caught instanceof OurplaceError)) throw caught;
      if (memberId === this.#memberId && caught.code !== Code.UNAVAILABLE) this.error.value = caught;
    }
  }

  async #list(view: ListAsksRequest_View): Promise<Ask[]> {
    const found: Ask[] = [];
    let pageToken = '';
    for (let pages = 0; pages < mostPages; pages++) {
      const page = await this.connection.call(AskService.method.listAsks, { view, pageSize, pageToken });
      found.push(...page.asks);
      pageToken = page.nextPageToken;
      if (!pageToken) break;
    }
    return found;
  }
}

export function isLive({ state }: Pick<Ask, 'state'>): boolean {
  return state < AskState.CLOSED;
}
