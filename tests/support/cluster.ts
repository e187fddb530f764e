/**
 * Three nodes of one programme over a real PostgreSQL and a real Redis, and a front that spreads connections over those
 * that run. Each node's ways to Redis and to PostgreSQL are lines of its own, which can go dead.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as elapse } from 'node:timers/promises';
import { Line } from './line.ts';
import { TestPostgres } from './postgres.ts';
import { TestProgramme } from './programme.ts';
import { TestRedis } from './redis.ts';
import { TestServer } from './server.ts';

export const nodeCount = 3;

export class ClusterNode {
  readonly server: TestServer;
  /** The front sends nobody to a node that does not run or is about to stop. */
  takesConnections = false;
  /** Of the processes that have ended. */
  readonly #counted = new Map<string, number>();

  constructor(
    readonly name: string,
    readonly redisLine: Line,
    readonly postgresLine: Line,
    databaseUrl: string,
    flags: string[],
    clockOffsetS: number,
  ) {
    const ways = ['--redis-url', `redis://127.0.0.1:${redisLine.port}`, '--database', databaseUrl];
    this.server = new TestServer([...ways, ...flags], clockOffsetS === 0 ? [] : withClock(clockOffsetS));
  }

  /** As a supervisor would: again, when what it needs is away. */
  async start(): Promise<void> {
    const deadline = Date.now() + 60_000;
    for (;;) {
      try {
        await this.server.start();
        break;
      } catch (failed) {
        if (Date.now() > deadline) throw failed;
        await elapse(200);
      }
    }
    this.takesConnections = true;
  }

  async kill(): Promise<void> {
    await this.#countUp();
    this.takesConnections = false;
    await this.server.kill();
  }

  /** Asks it to stop; resolves with its exit code. */
  async drain(): Promise<number | null> {
    await this.#countUp();
    this.takesConnections = false;
    return this.server.stop();
  }

  /** A counter of /metrics without labels, over all processes of the node as far as they were asked before they ended. */
  async count(metric: string): Promise<number> {
    return (this.#counted.get(metric) ?? 0) + ((await this.#metrics()).get(metric) ?? 0);
  }

  async #countUp(): Promise<void> {
    for (const [name, value] of await this.#metrics()) this.#counted.set(name, (this.#counted.get(name) ?? 0) + value);
  }

  async #metrics(): Promise<Map<string, number>> {
    const text = await (await fetch(`${this.server.url}/metrics`)).text();
    return new Map([...text.matchAll(/^(\w+) (\S+)$/gm)].map(([, name = '', value]) => [name, Number(value)]));
  }
}

export interface ClusterOptions {
  /** More flags for each `ourplace serve`. */
  flags?: string[];
  /** By how many seconds each node's clock is wrong. */
  clockOffsetsS?: number[];
}

export class Cluster {
  readonly nodes: ClusterNode[] = [];
  readonly #folder = mkdtempSync(join(tmpdir(), 'ourplace-cluster-'));
  #front: Line | undefined;
  #turn = 0;

  private constructor(
    readonly postgres: TestPostgres,
    readonly redis: TestRedis,
  ) {}

  /** @param furnish makes the programme before the nodes start */
  static async open(furnish: (programme: TestProgramme) => void, options: ClusterOptions = {}): Promise<Cluster> {
    const cluster = new Cluster(new TestPostgres(), new TestRedis());
    // What was begun is ended, whatever fails.
    await cluster.#start(furnish, options).catch(async (failed) => {
      await cluster.remove();
      throw failed;
    });
    return cluster;
  }

  async #start(furnish: (programme: TestProgramme) => void, options: ClusterOptions): Promise<void> {
    const { flags = [], clockOffsetsS = [] } = options;
    await Promise.all([this.postgres.start(), this.redis.start()]);
    furnish(new TestProgramme(this.postgres.url));
    for (let number = 1; number <= nodeCount; number++) {
      const redisLine = await Line.open(() => this.redis.port);
      const postgresLine = await Line.open(() => this.postgres.port);
      const url = this.postgres.urlWith('ourplace', 'secret', postgresLine.port);
      const offsetS = clockOffsetsS[number - 1] ?? 0;
      this.nodes.push(new ClusterNode(`node ${number}`, redisLine, postgresLine, url, flags, offsetS));
    }
    this.#front = await Line.open(() => this.#nextPort());
    await Promise.all(this.nodes.map((node) => node.start()));
  }

  /** Where clients go: another node at each connection. */
  get origin(): string {
    return `http://127.0.0.1:${this.#front?.port}`;
  }

  /** A folder for what belongs to one client. */
  folderFor(client: string): string {
    return join(this.#folder, client);
  }

  node(number: 1 | 2 | 3): ClusterNode {
    return this.nodes[number - 1] as ClusterNode;
  }

  /** The newest number of a stream. */
  async head(streamId: string): Promise<number> {
    return Number(await this.postgres.query(`SELECT last_seq FROM stream WHERE stream_id = '${streamId}'`));
  }

  /** Over all nodes, which run. */
  async count(metric: string): Promise<number> {
    const counts = await Promise.all(this.nodes.map((node) => node.count(metric)));
    return counts.reduce((sum, count) => sum + count, 0);
  }

  /** Stops all nodes; the store stays. Resolves with their exit codes. */
  async drain(): Promise<(number | null)[]> {
    return Promise.all(this.nodes.map((node) => node.drain()));
  }

  async remove(): Promise<void> {
    await this.#front?.close();
    for (const node of this.nodes) {
      await node.server.remove();
      await node.redisLine.close();
      await node.postgresLine.close();
    }
    await this.redis.remove();
    await this.postgres.remove();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** The next that takes connections; if none does, one that will refuse. */
  #nextPort(): number {
    const open = this.nodes.filter((node) => node.takesConnections);
    const from = open.length > 0 ? open : this.nodes;
    return from[this.#turn++ % from.length]?.server.port ?? 0;
  }
}

/** Turns into a program for which the wall clock is wrong; what measures durations is right. */
function withClock(offsetS: number): string[] {
  const sign = offsetS < 0 ? '' : '+';
  return [
    'env',
    'LD_PRELOAD=/usr/$LIB/faketime/libfaketimeMT.so.1',
    'DONT_FAKE_MONOTONIC=1',
    `FAKETIME=${sign}${offsetS}`,
  ];
}
