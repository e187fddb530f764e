/** What can go wrong in a cluster, drawn from a seed, and how it is mended. Each is over when it has been mended. */
import { setTimeout as elapse } from 'node:timers/promises';
import type { Cluster, ClusterNode } from '../support/cluster.ts';
import type { Line } from '../support/line.ts';
import type { Random } from '../support/random.ts';

/** What a fault takes hold of: two at once never share one. */
type Part = 'redis' | 'redis lines' | 'postgres' | 'postgres lines' | 'node';

interface Fault {
  kind: string;
  parts: readonly Part[];
  longestMs: number;
  /** Resolves when it is over. */
  run(ms: number): Promise<void>;
}

export interface Trouble {
  /** One, or two at once. */
  kinds: string[];
  tookMs: number;
}

export class ClusterFaults {
  readonly #all: readonly Fault[];
  #deck: Fault[] = [];
  happened = 0;

  /**
   * @param longest how long one lasts at most
   * @param postThrough posts into the quiet channel by way of one node; what it posts must reach everybody
   */
  constructor(
    cluster: Cluster,
    private readonly random: Random,
    private readonly longest: number,
    postThrough: (node: ClusterNode) => Promise<void>,
  ) {
    const { redis, postgres, nodes } = cluster;
    const someNode = () => random.oneOf(nodes);
    this.#all = [
      {
        kind: 'Redis killed, restarted empty',
        parts: ['redis'],
        longestMs: longest,
        run: async (ms) => {
          await redis.kill();
          await elapse(ms);
          await redis.start();
        },
      },
      {
        kind: 'Redis paused',
        parts: ['redis'],
        longestMs: longest,
        run: async (ms) => {
          redis.pause();
          await elapse(ms);
          redis.continue();
        },
      },
      {
        kind: 'one node cut off from Redis',
        parts: ['redis lines'],
        longestMs: longest,
        run: (ms) => cutOff([someNode().redisLine], ms),
      },
      {
        kind: 'all nodes cut off from Redis',
        parts: ['redis lines'],
        longestMs: longest,
        run: (ms) =>
          cutOff(
            nodes.map(({ redisLine }) => redisLine),
            ms,
          ),
      },
      {
        kind: 'PostgreSQL restarted',
        parts: ['postgres'],
        longestMs: 0,
        run: () => postgres.restart(),
      },
      {
        kind: 'PostgreSQL paused',
        parts: ['postgres'],
        longestMs: 4000,
        run: async (ms) => {
          await postgres.pause();
          await elapse(ms);
          await postgres.continue();
        },
      },
      {
        kind: 'connections to PostgreSQL ended',
        parts: ['postgres'],
        longestMs: 0,
        run: () => postgres.endConnections(),
      },
      {
        kind: 'one node cut off from PostgreSQL',
        parts: ['postgres lines'],
        longestMs: longest,
        run: (ms) => cutOff([someNode().postgresLine], ms),
      },
      {
        kind: 'node killed',
        parts: ['node'],
        longestMs: longest,
        run: async (ms) => {
          const node = someNode();
          await node.kill();
          await elapse(ms);
          await node.start();
        },
      },
      {
        kind: 'node paused',
        parts: ['node'],
        longestMs: 5000,
        run: async (ms) => {
          const { server } = someNode();
          server.signal('SIGSTOP');
          await elapse(ms);
          server.signal('SIGCONT');
        },
      },
      {
        kind: 'node drained',
        parts: ['node', 'postgres', 'postgres lines'],
        longestMs: 0,
        run: async () => {
          const node = someNode();
          const code = await node.drain();
          if (code !== 0) throw new Error(`${node.name} ended with ${code} when it was asked to stop`);
          await node.start();
        },
      },
      {
        kind: 'node cut off from Redis commits, then killed',
        parts: ['node', 'redis', 'redis lines', 'postgres', 'postgres lines'],
        longestMs: longest,
        run: async (ms) => {
          const node = someNode();
          node.redisLine.goDead();
          await elapse(ms);
          await postThrough(node);
          await node.kill();
          // What was on its way to Redis never arrives.
          node.redisLine.cut();
          node.redisLine.mend();
          await node.start();
        },
      },
    ];
  }

  /** One, or two at once. Resolves when all is mended. */
  async next(): Promise<Trouble> {
    const faults = [this.#draw()];
    if (this.random.next() < 0.2) {
      const taken = new Set(faults.flatMap(({ parts }) => parts));
      const beside = this.#all.filter(({ parts }) => !parts.some((part) => taken.has(part)));
      if (beside.length > 0) faults.push(this.random.oneOf(beside));
    }
    const begunMs = performance.now();
    await Promise.all(faults.map((fault) => fault.run(this.#duration(fault))));
    this.happened += faults.length;
    return { kinds: faults.map(({ kind }) => kind), tookMs: performance.now() - begunMs };
  }

  /** Each kind comes up before one comes again. */
  #draw(): Fault {
    if (this.#deck.length === 0) this.#deck = [...this.#all];
    const drawn = this.random.oneOf(this.#deck);
    this.#deck = this.#deck.filter((fault) => fault !== drawn);
    return drawn;
  }

  /** From 1 s on, short ones more often than long ones. */
  #duration({ longestMs }: Fault): number {
    return longestMs === 0 ? 0 : 1000 + (Math.min(longestMs, this.longest) - 1000) * this.random.next() ** 3;
  }
}

async function cutOff(lines: readonly Line[], ms: number): Promise<void> {
  for (const line of lines) line.goDead();
  await elapse(ms);
  for (const line of lines) line.mend();
}
