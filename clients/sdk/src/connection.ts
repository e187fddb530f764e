import {
  create,
  type DescMessage,
  type DescMethodUnary,
  fromBinary,
  type MessageInitShape,
  type MessageShape,
  toBinary,
} from '@bufbuild/protobuf';
import { type Signal, signal } from '@preact/signals-core';
import type { Adapters, Socket } from './adapters.ts';
import { OurplaceError } from './errors.ts';
import { Code } from './gen/ourplace/v1/errors_pb.ts';
import {
  type ClientFrame,
  ClientFrameSchema,
  type Hello,
  ServerFrameSchema,
  type ServerItem,
} from './gen/ourplace/v1/wire_pb.ts';

/** How the line is. `waiting` is between attempts; `stopped` means that nothing will be tried any more. */
export type LineState =
  | { kind: 'connecting' }
  | { kind: 'online' }
  | { kind: 'waiting'; retryAt: number; since: number }
  | { kind: 'stopped'; signedOut: boolean };

const callTimeoutMs = 30_000;
const silenceMs = 60_000;
const probeMs = 5_000;
const firstDelayMs = 500;
const longestDelayMs = 30_000;
const shortestDelayMs = 100;
/** The one of the close codes without a way back that signing in again mends. */
const sessionEnded = 4500;

interface Waiting {
  resolve(response: Uint8Array): void;
  reject(error: OurplaceError): void;
  stopTimer(): void;
}

type AnyUnary<I extends DescMessage, O extends DescMessage> = DescMethodUnary<I, O>;

/** One WebSocket at a time, for as long as it takes: opens, watches, and opens again. Keeps no message. */
export class Connection {
  readonly state: Signal<LineState> = signal({ kind: 'connecting' });
  onHello: (hello: Hello) => void = () => {};
  onItem: (item: ServerItem) => void = () => {};

  #socket: Socket | undefined;
  #calls = new Map<number, Waiting>();
  #nextId = 1;
  #failures = 0;
  #downSince = 0;
  #goAwayMs: number | undefined;
  #stopTimer = () => {};
  #stopSilence = () => {};
  #sentSinceHeard = false;

  constructor(private readonly adapters: Adapters) {
    adapters.onWake(() => this.#wake());
  }

  start(): void {
    this.#downSince = this.adapters.clock.now();
    this.#open();
  }

  /** @param signedOut whether the person has to sign in before anything can go on */
  stop(signedOut: boolean): void {
    this.#stopTimer();
    this.#stopSilence();
    this.state.value = { kind: 'stopped', signedOut };
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
    this.#failCalls();
  }

  /** Does not wait for the time that was set. */
  tryNow(): void {
    if (this.state.value.kind === 'waiting') this.#open();
  }

  send(kind: ClientFrame['kind']): number {
    const id = this.#nextId++;
    this.#socket?.send(toBinary(ClientFrameSchema, create(ClientFrameSchema, { id, kind })));
    return id;
  }

  /** Any method of the API, over the WebSocket. Rejects with an OurplaceError. */
  call<I extends DescMessage, O extends DescMessage>(
    method: AnyUnary<I, O>,
    request: MessageInitShape<I>,
  ): Promise<MessageShape<O>> {
    if (this.state.value.kind !== 'online') return Promise.reject(OurplaceError.noLine());
    return new Promise((resolve, reject) => {
      const bytes = toBinary(method.input, create(method.input, request));
      const id = this.send({
        case: 'call',
        value: { $typeName: 'ourplace.v1.Call', method: `${method.parent.typeName}/${method.name}`, request: bytes },
      });
      const stopTimer = this.adapters.clock.after(callTimeoutMs, () => {
        this.#calls.delete(id);
        reject(new OurplaceError(Code.DEADLINE_EXCEEDED, 'The server did not answer in time.', '', true));
        this.#probe();
      });
      this.#calls.set(id, {
        resolve: (response) => {
          try {
            resolve(fromBinary(method.output, response));
          } catch {
            reject(new OurplaceError(Code.INTERNAL, 'The answer could not be read.'));
          }
        },
        reject,
        stopTimer,
      });
    });
  }

  /** The same over HTTP, for what sets a cookie and for when there is no WebSocket yet. */
  async post<I extends DescMessage, O extends DescMessage>(
    method: AnyUnary<I, O>,
    request: MessageInitShape<I>,
  ): Promise<MessageShape<O>> {
    const body = toBinary(method.input, create(method.input, request));
    const reply = await this.adapters.post(`/${method.parent.typeName}/${method.name}`, body).catch(() => {
      throw OurplaceError.noLine();
    });
    if (reply.status !== 200) throw OurplaceError.fromHttp(reply);
    return fromBinary(method.output, reply.body);
  }

  #open(): void {
    // An attempt is under way: on a bad line, one that is always begun anew never succeeds.
    if (this.#socket) return;
    this.#stopTimer();
    if (this.state.value.kind !== 'waiting') this.state.value = { kind: 'connecting' };
    const socket = this.adapters.openSocket();
    this.#socket = socket;
    let opened = false;
    // A network that swallows everything never says that it failed.
    this.#stopTimer = this.adapters.clock.after(15_000, () => this.#lost(socket, opened, 1006));
    socket.onOpen = () => {
      opened = true;
      if (socket === this.#socket) this.#heard();
    };
    socket.onMessage = (bytes) => {
      if (socket !== this.#socket) return;
      this.#heard();
      for (const item of fromBinary(ServerFrameSchema, bytes).items) this.#receive(item);
    };
    socket.onClose = (code) => this.#lost(socket, opened, code);
  }

  #receive(item: ServerItem): void {
    switch (item.kind.case) {
      case 'hello':
        this.#stopTimer();
        this.#failures = 0;
        this.state.value = { kind: 'online' };
        this.onHello(item.kind.value);
        break;
      case 'reply': {
        const { id, result } = item.kind.value;
        const waiting = this.#calls.get(id);
        this.#calls.delete(id);
        waiting?.stopTimer();
        if (result.case === 'error') waiting?.reject(OurplaceError.fromWire(result.value));
        else waiting?.resolve(result.value ?? new Uint8Array());
        break;
      }
      case 'ping':
        this.send({ case: 'pong', value: { $typeName: 'ourplace.v1.Pong' } });
        break;
      case 'goAway':
        this.#goAwayMs = item.kind.value.reconnectInMs;
        break;
      default:
        this.onItem(item);
    }
  }

  #heard(): void {
    this.#sentSinceHeard = false;
    this.#stopSilence();
    this.#stopSilence = this.adapters.clock.after(silenceMs, () => {
      if (this.#socket) this.#lost(this.#socket, true, 1006);
    });
  }

  /** Somebody looks, or the line may have changed: a connection that does not answer within seconds is dead. */
  #probe(): void {
    const socket = this.#socket;
    if (!socket || this.state.value.kind !== 'online' || this.#sentSinceHeard) return;
    this.#sentSinceHeard = true;
    // Subscribing to nothing changes nothing and is answered.
    this.send({ case: 'subscribe', value: { $typeName: 'ourplace.v1.Subscribe', epoch: '', cursors: [] } });
    this.#stopSilence();
    this.#stopSilence = this.adapters.clock.after(probeMs, () => this.#lost(socket, true, 1006));
  }

  #wake(): void {
    if (this.state.value.kind === 'waiting') this.#open();
    else this.#probe();
  }

  #lost(socket: Socket, opened: boolean, code: number): void {
    if (socket !== this.#socket) return;
    this.#socket = undefined;
    this.#stopTimer();
    this.#stopSilence();
    socket.close();
    this.#failCalls();
    if (code >= 4500 && code < 5000) {
      this.state.value = { kind: 'stopped', signedOut: code === sessionEnded };
      return;
    }
    const now = this.adapters.clock.now();
    if (this.state.value.kind === 'online') this.#downSince = now;
    const delay = this.#delayMs();
    this.state.value = { kind: 'waiting', retryAt: now + delay, since: this.#downSince };
    this.#stopTimer = this.adapters.clock.after(delay, () => this.#open());
    if (!opened) this.onRefused();
  }

  /** A socket did not open: no line, or not signed in; scripts cannot see which, so somebody may ask over HTTP. */
  onRefused: () => void = () => {};

  #delayMs(): number {
    if (this.#goAwayMs !== undefined) {
      const delay = this.#goAwayMs;
      this.#goAwayMs = undefined;
      return delay;
    }
    const most = Math.min(longestDelayMs, firstDelayMs * 2 ** this.#failures++);
    const [random = 0] = this.adapters.random(1);
    // Full jitter, so that a thousand clients that lost one server do not come back together.
    return shortestDelayMs + (most * random) / 255;
  }

  #failCalls(): void {
    const calls = [...this.#calls.values()];
    this.#calls.clear();
    for (const call of calls) {
      call.stopTimer();
      call.reject(OurplaceError.noLine());
    }
  }
}
