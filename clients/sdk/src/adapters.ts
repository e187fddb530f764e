/** What the SDK needs of the world around it. There is one set for browsers, one for Node, and tests have theirs. */

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs once after so many milliseconds; the returned function calls it off. */
  after(ms: number, run: () => void): () => void;
}

/** A WebSocket with binary messages. Handlers are set before the first event. */
export interface Socket {
  onOpen: () => void;
  onMessage: (bytes: Uint8Array) => void;
  /** Once, however it ends. 1006 when no close frame came. */
  onClose: (code: number) => void;
  send(bytes: Uint8Array): void;
  close(): void;
}

/** Keys and values that survive the tab and the power cut. A promise that is kept means it is on the disk. */
export interface Storage {
  get(key: string): Promise<Uint8Array | undefined>;
  set(key: string, value: Uint8Array): Promise<void>;
  remove(key: string): Promise<void>;
  /** In the order of the keys. */
  entries(prefix: string): Promise<[key: string, value: Uint8Array][]>;
}

export interface HttpReply {
  status: number;
  contentType: string;
  body: Uint8Array;
}

export interface Adapters {
  clock: Clock;
  storage: Storage;
  openSocket(): Socket;
  /** POST of a binary message to a path of the server; rejects only when there is no line. */
  post(path: string, body: Uint8Array): Promise<HttpReply>;
  random(bytes: number): Uint8Array<ArrayBuffer>;
  /** Calls back when the line may be back or the person looks again. */
  onWake(wake: () => void): void;
}
