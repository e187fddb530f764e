/** The SDK's world in Node: files, timers, sockets. It can be unplugged, and then only the files are left. */
import { randomBytes } from 'node:crypto';
import { WebSocket } from 'ws';
import { FileStorage } from '../../clients/sdk/src/bot/file_storage.ts';
import type { Adapters, Clock, HttpReply, Socket, Storage } from '../../clients/sdk/src/index.ts';

export class NodeWorld implements Adapters {
  readonly clock: Clock;
  readonly storage: Storage;
  /** Sees every frame before the SDK does. */
  onReceived: (bytes: Uint8Array) => void = () => {};
  #unplugged = false;
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #sockets = new Set<WebSocket>();
  readonly #underWay = new Set<Promise<unknown>>();

  /**
   * @param origin "http://127.0.0.1:8080"
   * @param token a program's
   * @param folder where it keeps what must survive
   */
  constructor(
    private readonly origin: string,
    private readonly token: string,
    folder: string,
  ) {
    this.clock = { now: Date.now, after: (ms, run) => this.#after(ms, run) };
    const files = new FileStorage(folder);
    this.storage = {
      get: (key) => this.#whilePlugged(() => files.get(key)),
      set: (key, value) => this.#whilePlugged(() => files.set(key, value)),
      remove: (key) => this.#whilePlugged(() => files.remove(key)),
      entries: (prefix) => this.#whilePlugged(() => files.entries(prefix)),
    };
  }

  /**
   * As when a process is killed: nothing runs on, nothing is begun, the line breaks without a farewell. Resolves when
   * what the disk was doing just then is done.
   */
  async unplug(): Promise<void> {
    this.#unplugged = true;
    for (const timer of this.#timers) clearTimeout(timer);
    for (const socket of this.#sockets) socket.terminate();
    await Promise.allSettled(this.#underWay);
  }

  openSocket(): Socket {
    const ws = new WebSocket(`${this.origin.replace('http', 'ws')}/connect`, 'ourplace.v1', {
      headers: { authorization: `Bearer ${this.token}` },
      perMessageDeflate: false,
    });
    this.#sockets.add(ws);
    const socket: Socket = {
      onOpen: () => {},
      onMessage: () => {},
      onClose: () => {},
      send: (bytes) => {
        if (ws.readyState === WebSocket.OPEN) ws.send(bytes);
      },
      close: () => ws.close(),
    };
    const whilePlugged = (run: () => void) => {
      if (!this.#unplugged) run();
    };
    ws.on('open', () => whilePlugged(() => socket.onOpen()));
    ws.on('message', (data: Buffer) =>
      whilePlugged(() => {
        this.onReceived(data);
        socket.onMessage(data);
      }),
    );
    ws.on('error', () => {});
    ws.on('close', (code) => {
      this.#sockets.delete(ws);
      whilePlugged(() => socket.onClose(code));
    });
    return socket;
  }

  async post(path: string, body: Uint8Array): Promise<HttpReply> {
    const reply = await fetch(this.origin + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/proto' },
      body: Buffer.from(body),
    });
    return {
      status: reply.status,
      contentType: reply.headers.get('content-type') ?? '',
      body: new Uint8Array(await reply.arrayBuffer()),
    };
  }

  random(bytes: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(randomBytes(bytes));
  }

  onWake(): void {}

  #after(ms: number, run: () => void): () => void {
    if (this.#unplugged) return () => {};
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, ms);
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
      clearTimeout(timer);
    };
  }

  /** Who is dead neither begins anything nor hears how what was begun ended. */
  async #whilePlugged<T>(run: () => Promise<T>): Promise<T> {
    const never = new Promise<T>(() => {});
    if (this.#unplugged) return never;
    const running = run();
    this.#underWay.add(running);
    const result = await running.finally(() => this.#underWay.delete(running));
    return this.#unplugged ? never : result;
  }
}
