import { setImmediate } from 'node:timers/promises';
import { create, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import type { Adapters, Clock, HttpReply, Socket, Storage } from '../src/adapters.ts';
import {
  type ClientFrame,
  ClientFrameSchema,
  ServerFrameSchema,
  type ServerItemSchema,
} from '../src/gen/ourplace/v1/wire_pb.ts';

/** Lets everything happen that waits for nothing but promises. */
export const settle = () => setImmediate();

/** Time that passes only when a test says so. */
export class ManualClock implements Clock {
  #now = 1_700_000_000_000;
  #timers: { at: number; run: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.#now + ms, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** The timers that are due run in their order, each at its time. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settle();
    for (;;) {
      const next = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#timers = this.#timers.filter((other) => other !== next);
      this.#now = Math.max(this.#now, next.at);
      next.run();
      await settle();
    }
    this.#now = end;
  }
}

/** Keeps what was sent, and lets a test be the server. */
export class RecordingSocket implements Socket {
  onOpen = () => {};
  onMessage: (bytes: Uint8Array) => void = () => {};
  onClose: (code: number) => void = () => {};
  readonly sent: ClientFrame[] = [];
  closed = false;
  /** Called for each frame, after it was kept. */
  onSent: (frame: ClientFrame) => void = () => {};

  send(bytes: Uint8Array): void {
    if (this.closed) throw new Error('Sent into a closed socket.');
    const frame = fromBinary(ClientFrameSchema, bytes);
    this.sent.push(frame);
    this.onSent(frame);
  }

  close(): void {
    this.closed = true;
  }

  receive(...items: MessageInitShape<typeof ServerItemSchema>['kind'][]): void {
    const frame = create(ServerFrameSchema, { items: items.map((kind) => (kind ? { kind } : {})) });
    this.onMessage(toBinary(ServerFrameSchema, frame));
  }

  hello(memberId = 'ana', epoch = 'e1'): void {
    this.onOpen();
    this.receive({ case: 'hello', value: { memberId, epoch } });
  }

  /** The frames of one kind, oldest first. */
  frames<K extends NonNullable<ClientFrame['kind']['case']>>(kind: K) {
    type Value = Extract<ClientFrame['kind'], { case: K }>['value'];
    return this.sent.flatMap((frame) =>
      frame.kind.case === kind ? [{ id: frame.id, value: frame.kind.value as Value }] : [],
    );
  }
}

/** What is on the disk. Give the same one to another World, and a tab has died in between. */
export class TestStorage implements Storage {
  readonly kept = new Map<string, Uint8Array>();
  /** Set to let everything fail from then on. */
  failure: Error | undefined;

  async get(key: string): Promise<Uint8Array | undefined> {
    await this.#turn();
    return this.kept.get(key);
  }

  async set(key: string, value: Uint8Array): Promise<void> {
    await this.#turn();
    this.kept.set(key, value);
  }

  async remove(key: string): Promise<void> {
    await this.#turn();
    this.kept.delete(key);
  }

  async entries(prefix: string): Promise<[string, Uint8Array][]> {
    await this.#turn();
    return [...this.kept].filter(([key]) => key.startsWith(prefix)).sort(([a], [b]) => (a < b ? -1 : 1));
  }

  keys(prefix: string): string[] {
    return [...this.kept.keys()].filter((key) => key.startsWith(prefix));
  }

  async #turn(): Promise<void> {
    await Promise.resolve();
    if (this.failure) throw this.failure;
  }
}

/** One tab: its clock, its sockets, and chance that is the same in every run. */
export class World implements Adapters {
  readonly sockets: RecordingSocket[] = [];
  /** Answers HTTP; there is no line until a test gives one. */
  answer: (path: string, body: Uint8Array) => Promise<HttpReply> = () => Promise.reject(new Error('no line'));
  /** What `random` gives for one byte. */
  chance = 255;
  /** Told of every socket as it is opened. */
  onSocket: (socket: RecordingSocket) => void = () => {};
  wake = () => {};
  #ids = 0;

  constructor(
    readonly storage = new TestStorage(),
    readonly clock = new ManualClock(),
    /** Tabs that share a server need ids of their own. */
    private readonly tab = 0,
  ) {}

  openSocket(): RecordingSocket {
    const socket = new RecordingSocket();
    this.sockets.push(socket);
    this.onSocket(socket);
    return socket;
  }

  get socket(): RecordingSocket {
    const socket = this.sockets.at(-1);
    if (!socket) throw new Error('No socket was opened.');
    return socket;
  }

  post(path: string, body: Uint8Array): Promise<HttpReply> {
    return this.answer(path, body);
  }

  random(bytes: number): Uint8Array<ArrayBuffer> {
    const random = new Uint8Array(bytes).fill(this.chance);
    if (bytes < 8) return random;
    new DataView(random.buffer).setUint32(0, ++this.#ids);
    random[4] = this.tab;
    return random;
  }

  onWake(wake: () => void): void {
    this.wake = wake;
  }
}

/** A row of numbers below 1 that looks like chance and is the same for the same seed (mulberry32). */
export function chances(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
