/**
 * A line between a client and the server that can be slow, far away, dead or cut. A TCP proxy on loopback: Playwright's
 * offline switch leaves open WebSockets open, and a real line does not.
 */
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

export interface LineQuality {
  /** Bits per second in each direction; Infinity for no limit. */
  bitsPerSecond: number;
  /** One way, in milliseconds. */
  delayMs: number;
  /** All connections share the bits, as those of one phone do; otherwise each has as many. */
  shared?: true;
}

export const perfect: LineQuality = { bitsPerSecond: Number.POSITIVE_INFINITY, delayMs: 0 };
/** The line of the issue: 32 kbit/s and 600 ms there and back. */
export const badLine: LineQuality = { bitsPerSecond: 32_000, delayMs: 300 };
/** A phone at the edge of a village, as browsers' own tools define slow 3G. */
export const slow3G: LineQuality = { bitsPerSecond: 400_000, delayMs: 200, shared: true };

type State = 'up' | 'dead' | 'cut';

interface Pair {
  client: Socket;
  upstream: Socket;
  directions: Direction[];
  /** Ended by a reset of one side. */
  broken: boolean;
}

const chunkBytes = 512;

/** When the next bit can go. */
interface Pace {
  freeAtMs: number;
}

/** Moves bytes one way: at most one chunk per its time on the line, each `delayMs` later; a dead line holds them back. */
class Direction {
  readonly #own: Pace;
  #queue: { bytes: Buffer; dueMs: number }[] = [];
  #timer: NodeJS.Timeout | undefined;
  #ended = false;

  constructor(
    private readonly from: Socket,
    private readonly to: Socket,
    private readonly line: Line,
    private readonly shared: Pace,
    /** Nothing goes before. */
    openAtMs: number,
  ) {
    this.#own = { freeAtMs: openAtMs };
    from.on('data', (bytes) => {
      for (let at = 0; at < bytes.length; at += chunkBytes) this.#enqueue(bytes.subarray(at, at + chunkBytes));
      if (this.#queue.length > 64) from.pause();
      this.pump();
    });
    from.on('end', () => {
      this.#ended = true;
      this.pump();
    });
  }

  #enqueue(bytes: Buffer): void {
    const { bitsPerSecond, delayMs, shared } = this.line.quality;
    const pace = shared ? this.shared : this.#own;
    const startMs = Math.max(pace.freeAtMs, this.#own.freeAtMs, performance.now());
    pace.freeAtMs = startMs + (bytes.length * 8 * 1000) / bitsPerSecond;
    this.#queue.push({ bytes, dueMs: pace.freeAtMs + delayMs });
  }

  pump(): void {
    clearTimeout(this.#timer);
    if (this.line.state !== 'up') return;
    const now = performance.now();
    while (this.#queue[0] && this.#queue[0].dueMs <= now) {
      const next = this.#queue.shift();
      if (next && !this.to.destroyed) this.to.write(next.bytes);
    }
    const next = this.#queue[0];
    if (next) this.#timer = setTimeout(() => this.pump(), next.dueMs - now);
    else if (this.#ended) this.to.end();
    if (this.#queue.length <= 64) this.from.resume();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#queue = [];
  }
}

export class Line {
  quality: LineQuality;
  state: State = 'up';
  /** Bytes that came from the server, for tests of thrift. */
  bytesToClient = 0;
  readonly #up: Pace = { freeAtMs: 0 };
  readonly #down: Pace = { freeAtMs: 0 };
  readonly #server: Server;
  readonly #pairs = new Set<Pair>();

  private constructor(
    private readonly serverPort: () => number,
    quality: LineQuality,
  ) {
    this.quality = quality;
    this.#server = createServer({ allowHalfOpen: true }, (client) => this.#accept(client));
  }

  /** The port is asked for at each connection, so that a server may come back elsewhere. */
  static async open(serverPort: () => number, quality: LineQuality = perfect): Promise<Line> {
    const line = new Line(serverPort, quality);
    await new Promise<void>((resolve) => line.#server.listen(0, '127.0.0.1', resolve));
    return line;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Nothing passes and nobody is told, as in a tunnel. New connections are accepted by the network and then hang. */
  goDead(): void {
    this.state = 'dead';
  }

  /** Every connection is reset and new ones are refused at once, as in flight mode. */
  cut(): void {
    this.state = 'cut';
    this.reset();
  }

  /** Resets the connections there are; new ones work. */
  reset(): void {
    for (const pair of this.#pairs) this.#break(pair);
  }

  mend(): void {
    this.state = 'up';
    for (const pair of this.#pairs) {
      if (pair.broken) this.#break(pair);
      else for (const direction of pair.directions) direction.pump();
    }
  }

  /** Until nothing came for a second: what was said last is answered, as are the marks of what was read. */
  async quiet(): Promise<void> {
    for (let seconds = 0, before = -1; before !== this.bytesToClient; seconds++) {
      if (seconds === 30) throw new Error('something came in each of 30 seconds');
      before = this.bytesToClient;
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(client: Socket): void {
    if (this.state === 'cut') {
      client.resetAndDestroy();
      return;
    }
    const upstream = connect({ port: this.serverPort(), host: '127.0.0.1', allowHalfOpen: true });
    client.setNoDelay(true);
    upstream.setNoDelay(true);
    upstream.on('data', (bytes) => {
      this.bytesToClient += bytes.length;
    });
    const pair: Pair = {
      client,
      upstream,
      directions: [
        // A connection takes one way there and back before anything is said on it.
        new Direction(client, upstream, this, this.#up, performance.now() + 2 * this.quality.delayMs),
        new Direction(upstream, client, this, this.#down, 0),
      ],
      broken: false,
    };
    this.#pairs.add(pair);
    for (const socket of [client, upstream]) {
      socket.on('error', () => this.#break(pair));
      socket.on('close', () => {
        if (client.destroyed && upstream.destroyed) this.#pairs.delete(pair);
      });
    }
  }

  /** Who is at the other end of a dead line hears of it later. */
  #break(pair: Pair): void {
    pair.broken = true;
    if (this.state === 'dead') return;
    this.#pairs.delete(pair);
    for (const direction of pair.directions) direction.stop();
    pair.client.resetAndDestroy();
    pair.upstream.destroy();
  }
}
