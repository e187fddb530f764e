import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { batch, computed, signal } from '@preact/signals-core';
import type { Adapters } from './adapters.ts';
import type { Companion } from './companion.ts';
import type { Connection } from './connection.ts';
import { OurplaceError } from './errors.ts';
import {
  type Announcement,
  type AnnouncementAcknowledged,
  AnnouncementService,
  Importance,
  ListPinnedResponseSchema,
} from './gen/ourplace/v1/announcements_pb.ts';
import { Code } from './gen/ourplace/v1/errors_pb.ts';
import type { Update } from './gen/ourplace/v1/wire_pb.ts';

const pinnedKey = 'snapshot/announcements';
/** Reports are spread over this time: what is sent to thousands at once must not be reported by all at once. */
const reportWithinMs = 3000;
/** So many in one report. */
const mostReported = 100;

/**
 * What hubs told the member and waits for them. That it is here is reported to the server; that they have read it is kept
 * on this device until the server knows.
 */
export class Announcements implements Companion {
  /** Urgent ones first, then newest first. What was confirmed in this tab stays, marked so, for as long as the tab lives. */
  readonly pinned = signal<readonly Announcement[]>([]);
  /** By id, the version that was confirmed here and that the server does not know of yet. */
  readonly waiting = signal<ReadonlyMap<string, number>>(new Map());
  /** Those that the member has still to confirm. */
  readonly unconfirmed = computed(() => this.pinned.value.filter((announcement) => !this.isConfirmed(announcement)));
  /** Counts up when something about an announcement was heard: lists are fetched again. */
  readonly changes = signal(0);
  readonly #confirmedHere = new Set<string>();
  #memberId = '';
  /** Since the tab was opened, or something of the stream was missing. */
  #isFetched = false;
  readonly #toReport = new Map<string, number>();
  #reportIsDue = false;
  #stopReport = () => {};

  constructor(
    private readonly adapters: Adapters,
    private readonly connection: Connection,
  ) {}

  /**
   * Takes up what this member left behind on this device. With a line, what waits goes, and the first time it is asked what
   * there is: after that the member's stream tells.
   */
  async open(memberId: string): Promise<void> {
    if (this.#memberId !== memberId) this.#clear();
    this.#memberId = memberId;
    await this.#takeUp(memberId).catch(() => {});
    this.#sendWaiting();
    if (this.#isFetched) this.#reportSoon();
    else await this.refresh();
  }

  /** Fetches what is pinned. Without an answer what is known stays. */
  async refresh(): Promise<void> {
    const memberId = this.#memberId;
    this.#isFetched = false;
    try {
      const { announcements } = await this.connection.call(AnnouncementService.method.listPinned, {});
      if (memberId !== this.#memberId) return;
      this.#isFetched = true;
      this.pinned.value = announcements;
      for (const announcement of announcements) this.#report(announcement);
      this.#keep();
    } catch (caught) {
      if (!(caught instanceof OurplaceError)) throw caught;
    }
  }

  isConfirmed({ announcementId, version, acknowledgedVersion }: Announcement): boolean {
    return Math.max(acknowledgedVersion, this.waiting.value.get(announcementId) ?? 0) >= version;
  }

  /** "I have read this." Goes when there is a line; rejects only if the device cannot keep it until then. */
  async acknowledge({ announcementId, version }: Announcement): Promise<void> {
    const key = this.#waitingPrefix + announcementId;
    const kept = this.adapters.storage.set(key, bytesOf(version));
    this.waiting.value = new Map(this.waiting.value).set(announcementId, version);
    this.#confirmedHere.add(announcementId);
    this.#sendWaiting();
    await kept;
  }

  apply({ change }: Update): void {
    switch (change.case) {
      case 'announcementArrived': {
        const { announcement } = change.value;
        if (!announcement) return;
        const others = this.pinned.value.filter(({ announcementId }) => announcementId !== announcement.announcementId);
        this.pinned.value = [announcement, ...others].sort(byUrgencyAndTime);
        this.#report(announcement);
        break;
      }
      case 'announcementNudged': {
        const { announcementId, version, nudgedAtUs } = change.value;
        this.#change(announcementId, (known) => (known.version === version ? { ...known, nudgedAtUs } : known));
        break;
      }
      case 'announcementAcknowledged':
        this.#acknowledged(change.value);
        break;
      default:
        return;
    }
    this.changes.value++;
    this.#keep();
  }

  get #waitingPrefix(): string {
    return `confirm/${this.#memberId}/`;
  }

  #clear(): void {
    this.#stopReport();
    this.#reportIsDue = false;
    this.#toReport.clear();
    this.#isFetched = false;
    batch(() => {
      this.pinned.value = [];
      this.waiting.value = new Map();
    });
  }

  async #takeUp(memberId: string): Promise<void> {
    const prefix = this.#waitingPrefix;
    const waiting = await this.adapters.storage.entries(prefix);
    const saved = await this.adapters.storage.get(pinnedKey);
    if (memberId !== this.#memberId) return;
    this.waiting.value = new Map([
      ...waiting.map(([key, bytes]) => [key.slice(prefix.length), versionOf(bytes)] as const),
      ...this.waiting.value,
    ]);
    if (saved && this.pinned.value.length === 0)
      this.pinned.value = fromBinary(ListPinnedResponseSchema, saved).announcements.filter(
        ({ acknowledgedVersion, version }) => acknowledgedVersion < version,
      );
  }

  #change(id: string, change: (announcement: Announcement) => Announcement): void {
    this.pinned.value = this.pinned.value.map((known) => (known.announcementId === id ? change(known) : known));
  }

  #confirmed(id: string, version: number, acknowledgedAtUs: bigint): void {
    this.#change(id, (known) =>
      known.acknowledgedVersion < version ? { ...known, acknowledgedVersion: version, acknowledgedAtUs } : known,
    );
  }

  /** On some device, or here before: what comes again after a reload says so too. */
  #acknowledged({ announcementId, version, acknowledgedAtUs }: AnnouncementAcknowledged): void {
    if (this.#confirmedHere.has(announcementId)) this.#confirmed(announcementId, version, acknowledgedAtUs);
    else
      this.pinned.value = this.pinned.value.filter(
        (known) => known.announcementId !== announcementId || known.version > version,
      );
  }

  #sendWaiting(): void {
    if (this.connection.state.value.kind !== 'online') return;
    for (const [announcementId, version] of this.waiting.value) void this.#send(announcementId, version);
  }

  async #send(announcementId: string, version: number): Promise<void> {
    const key = this.#waitingPrefix + announcementId;
    try {
      const { announcement } = await this.connection.call(AnnouncementService.method.acknowledge, {
        announcementId,
        version,
      });
      if (announcement) this.#confirmed(announcementId, version, announcement.acknowledgedAtUs);
    } catch (caught) {
      const error = caught instanceof OurplaceError ? caught : OurplaceError.noLine();
      // Kept; it goes when there is a line again.
      if (error.retryCanHelp || error.code === Code.UNAUTHENTICATED) return;
    }
    if (this.waiting.value.get(announcementId) !== version) return;
    const waiting = new Map(this.waiting.value);
    waiting.delete(announcementId);
    batch(() => {
      this.waiting.value = waiting;
      this.changes.value++;
    });
    this.#keep();
    await this.adapters.storage.remove(key).catch(() => {});
  }

  #report({ announcementId, version, forMe }: Announcement): void {
    if (!forMe) return;
    this.#toReport.set(announcementId, version);
    this.#reportSoon();
  }

  #reportSoon(): void {
    if (this.#reportIsDue || this.#toReport.size === 0) return;
    this.#reportIsDue = true;
    const chance = (this.adapters.random(1)[0] ?? 0) / 255;
    this.#stopReport = this.adapters.clock.after(chance * reportWithinMs, () => {
      this.#reportIsDue = false;
      void this.#sendReport();
    });
  }

  async #sendReport(): Promise<void> {
    const reached = [...this.#toReport].slice(0, mostReported).map(([announcementId, version]) => ({
      announcementId,
      version,
    }));
    try {
      await this.connection.call(AnnouncementService.method.reportReached, { reached });
    } catch {
      // Kept for the next line.
      return;
    }
    for (const { announcementId, version } of reached)
      if (this.#toReport.get(announcementId) === version) this.#toReport.delete(announcementId);
    this.#reportSoon();
  }

  /** For the next start, which may be without a line. */
  #keep(): void {
    if (this.connection.state.value.kind === 'stopped') return;
    const response = create(ListPinnedResponseSchema, { announcements: [...this.pinned.value] });
    void this.adapters.storage.set(pinnedKey, toBinary(ListPinnedResponseSchema, response)).catch(() => {});
  }
}

function bytesOf(version: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, version);
  return bytes;
}

function versionOf(bytes: Uint8Array): number {
  return bytes.length < 4 ? 0 : new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
}

function byUrgencyAndTime(a: Announcement, b: Announcement): number {
  const urgent = (announcement: Announcement) => (announcement.importance === Importance.URGENT ? 1 : 0);
  return urgent(b) - urgent(a) || Number(b.sentAtUs - a.sentAtUs);
}
