import { create, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { signal } from '@preact/signals-core';
import type { Adapters } from './adapters.ts';
import { OurplaceError } from './errors.ts';
import { type Message, type PostMessageRequest, PostMessageRequestSchema } from './gen/ourplace/v1/conversations_pb.ts';
import { Code } from './gen/ourplace/v1/errors_pb.ts';

/** A message that the server has not yet said it has. */
export interface Pending {
  /** Storage key; sorts in the order of writing. */
  readonly key: string;
  readonly request: PostMessageRequest;
  readonly writtenAtMs: number;
  /** `waiting`: there is no line, or the server asked to wait. `refused`: it will not be sent as it is. */
  readonly state: 'waiting' | 'sending' | 'refused';
  readonly error?: OurplaceError;
}

/** What is posted, without the id that makes sending it again safe. */
export type Draft = Omit<MessageInitShape<typeof PostMessageRequestSchema>, '$typeName' | 'clientMessageId'>;
type Post = (request: PostMessageRequest) => Promise<Message>;

const longestDelayMs = 30_000;

/**
 * What was written and not yet acknowledged, on disk before anything else happens, so that neither a tab that dies nor a
 * line that breaks loses it. A message keeps its client_message_id for ever: the server returns the first result to a
 * retry, so sending again is always safe, from several tabs too.
 */
export class Outbox {
  /** In the order of writing. */
  readonly pending = signal<readonly Pending[]>([]);
  #memberId = '';
  #online = false;
  #failures = new Map<string, number>();
  /** Channels whose next attempt has its time. */
  #resting = new Set<string>();
  #lastKey = 0;
  /** Who wants to hear how it went, by key. */
  #waiting = new Map<string, ((outcome: Message | OurplaceError) => void)[]>();
  #lastWrite: Promise<void> = Promise.resolve();

  constructor(
    private readonly adapters: Adapters,
    private readonly post: Post,
    private readonly onSent: (message: Message) => void,
  ) {}

  /** Takes up what this member left behind; what somebody else wrote on this device waits for them. */
  async open(memberId: string): Promise<void> {
    if (this.#memberId !== memberId) this.pending.value = [];
    this.#memberId = memberId;
    await this.#takeUp();
    this.#sendNext();
  }

  /** Resolves when the message is on the disk: from then on it cannot be lost. One that waits already is not added again. */
  async add(request: Draft, clientMessageId = this.adapters.random(16)): Promise<Pending> {
    const known = this.#findById(clientMessageId);
    if (known) return known;
    const whole = create(PostMessageRequestSchema, { ...request, clientMessageId });
    // Two in one millisecond keep their order.
    const writtenAtMs = Math.max(this.adapters.clock.now(), this.#lastKey + 1);
    this.#lastKey = writtenAtMs;
    const key = `${this.#prefix}${String(writtenAtMs).padStart(15, '0')}-${hex(whole.clientMessageId)}`;
    const written = this.#lastWrite.then(() =>
      this.adapters.storage.set(key, toBinary(PostMessageRequestSchema, whole)),
    );
    this.#lastWrite = written.catch(() => {});
    await written;
    const pending: Pending = { key, request: whole, writtenAtMs, state: 'waiting' };
    this.#insert([pending]);
    this.#sendNext();
    return pending;
  }

  /** Resolves when the server has the message, and rejects when it refuses it, which then stays here as refused. */
  outcome({ key }: Pending): Promise<Message> {
    const { state, error } = this.#find(key) ?? {};
    if (state === 'refused' && error) return Promise.reject(error);
    return new Promise((resolve, reject) => {
      const waiting = this.#waiting.get(key) ?? [];
      waiting.push((outcome) => (outcome instanceof OurplaceError ? reject(outcome) : resolve(outcome)));
      this.#waiting.set(key, waiting);
    });
  }

  /** Takes one back that is not under way, or gives one up that was refused. Returns its words. */
  async discard(key: string): Promise<string | undefined> {
    const pending = this.#find(key);
    if (!pending || pending.state === 'sending') return undefined;
    this.#drop(key);
    await this.adapters.storage.remove(key);
    return pending.request.body;
  }

  retry(key: string): void {
    const pending = this.#find(key);
    if (pending?.state !== 'refused') return;
    const { error: _, ...again } = pending;
    this.#replace({ ...again, state: 'waiting' });
    this.#sendNext();
  }

  setOnline(online: boolean): void {
    this.#online = online;
    if (online) this.#sendNext();
  }

  async #takeUp(): Promise<void> {
    const prefix = this.#prefix;
    const entries = await this.adapters.storage.entries(prefix);
    if (prefix !== this.#prefix) return;
    this.#insert(
      entries.map(([key, bytes]) => {
        const writtenAtMs = Number(key.slice(prefix.length).split('-')[0]);
        // A device's clock may have been put back.
        this.#lastKey = Math.max(this.#lastKey, writtenAtMs);
        return { key, request: fromBinary(PostMessageRequestSchema, bytes), writtenAtMs, state: 'waiting' };
      }),
    );
  }

  /**
   * The log has it: the reply was lost, or another tab sent it.
   * @param writerId under which the member writes in this channel
   */
  confirm(message: Message, writerId = this.#memberId): void {
    const confirmed = message.author?.memberId === writerId && this.#findById(message.clientMessageId);
    if (!confirmed) return;
    this.#drop(confirmed.key);
    this.#tell(confirmed.key, message);
    void this.adapters.storage.remove(confirmed.key);
  }

  get #prefix(): string {
    return `outbox/${this.#memberId}/`;
  }

  /** One at a time for each channel, so that messages keep the order in which they were written. */
  #sendNext(): void {
    if (!this.#online) return;
    const busy = new Set<string>();
    for (const pending of this.pending.value) {
      const { channelId } = pending.request;
      if (busy.has(channelId) || pending.state === 'refused') continue;
      busy.add(channelId);
      if (pending.state === 'waiting' && !this.#resting.has(channelId)) void this.#send(pending);
    }
  }

  async #send(pending: Pending): Promise<void> {
    const { channelId } = pending.request;
    this.#replace({ ...pending, state: 'sending' });
    if (!(await this.#isKept(pending))) {
      this.#drop(pending.key);
      return this.#sendNext();
    }
    try {
      const message = await this.post(pending.request);
      this.#failures.delete(channelId);
      this.#drop(pending.key);
      this.onSent(message);
      await this.adapters.storage.remove(pending.key);
      this.#tell(pending.key, message);
    } catch (caught) {
      const error = caught instanceof OurplaceError ? caught : OurplaceError.noLine();
      // Confirmed by the log in the meantime.
      if (!this.#find(pending.key)) return this.#sendNext();
      if (!mayTryAgain(error)) {
        this.#replace({ ...pending, state: 'refused', error });
        this.#tell(pending.key, error);
      } else {
        this.#replace({ ...pending, state: 'waiting' });
        if (this.#online) return this.#wait(channelId, error.retryAfterMs);
      }
    }
    this.#sendNext();
  }

  #wait(channelId: string, atLeastMs: number): void {
    const failures = this.#failures.get(channelId) ?? 0;
    this.#failures.set(channelId, failures + 1);
    this.#resting.add(channelId);
    this.adapters.clock.after(Math.max(atLeastMs, Math.min(longestDelayMs, 1000 * 2 ** failures)), () => {
      this.#resting.delete(channelId);
      this.#sendNext();
    });
  }

  /** Another tab may have taken it back, or sent it. A disk that cannot be read does not hold a message up. */
  async #isKept(pending: Pending): Promise<boolean> {
    const kept = await this.adapters.storage.get(pending.key).catch(() => new Uint8Array());
    return kept !== undefined;
  }

  /** What another tab wrote comes in where it belongs. */
  #insert(found: readonly Pending[]): void {
    const known = new Set(this.pending.value.map(({ key }) => key));
    const unknown = found.filter(({ key }) => !known.has(key));
    if (unknown.length > 0)
      this.pending.value = [...this.pending.value, ...unknown].sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  #tell(key: string, outcome: Message | OurplaceError): void {
    const waiting = this.#waiting.get(key) ?? [];
    this.#waiting.delete(key);
    for (const tell of waiting) tell(outcome);
  }

  #findById(clientMessageId: Uint8Array): Pending | undefined {
    if (this.pending.value.length === 0) return undefined;
    const id = hex(clientMessageId);
    return this.pending.value.find((pending) => pending.key.endsWith(id));
  }
  #find(key: string): Pending | undefined {
    return this.pending.value.find((pending) => pending.key === key);
  }
  #replace(changed: Pending): void {
    this.pending.value = this.pending.value.map((pending) => (pending.key === changed.key ? changed : pending));
  }
  #drop(key: string): void {
    this.pending.value = this.pending.value.filter((pending) => pending.key !== key);
  }
}

/** Whether the same request may succeed later. Signed out is such a case: after signing in again it goes. */
function mayTryAgain(error: OurplaceError): boolean {
  const final = [
    Code.INVALID_ARGUMENT,
    Code.NOT_FOUND,
    Code.ALREADY_EXISTS,
    Code.PERMISSION_DENIED,
    Code.FAILED_PRECONDITION,
    Code.OUT_OF_RANGE,
    Code.UNIMPLEMENTED,
  ];
  return error.retryCanHelp || !final.includes(error.code);
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
