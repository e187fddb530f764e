/** The real server of a build, on a free port, over a data folder of its own; it may be killed and started again. */
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const root = resolve(import.meta.dirname, '../..');
export const binary = resolve(root, process.env.TESTS_BINARY ?? 'build/dev/server/ourplace');
const storeFileName = 'ourplace.db';

export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((done) => probe.listen(0, '127.0.0.1', done));
  const address = probe.address();
  await new Promise((done) => probe.close(done));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

/** What names a store to `ourplace`: a data folder or a postgresql:// URL. */
export const storeFlags = (store: string): string[] => [
  store.startsWith('postgresql://') ? '--database' : '--data',
  store,
];

const adminArgs = (store: string, args: string[]) => ['admin', ...storeFlags(store), '--json', ...args];

/** Runs `ourplace admin …` on a store and returns what it says as JSON. */
export function admin<T>(store: string, ...args: string[]): T {
  return JSON.parse(execFileSync(binary, adminArgs(store, args), { encoding: 'utf8' })) as T;
}

/**
 * The same while nodes are connected by lines of this process: lines that stood still meanwhile would keep a node from
 * ending its transaction, and the command waits for that.
 */
export async function adminBeside<T>(store: string, ...args: string[]): Promise<T> {
  return JSON.parse((await promisify(execFile)(binary, adminArgs(store, args))).stdout) as T;
}

export class TestServer {
  readonly folder = mkdtempSync(join(tmpdir(), 'ourplace-test-'));
  readonly dataFolder = join(this.folder, 'data');
  port = 0;
  #process: ChildProcess | undefined;

  /**
   * @param flags more flags for `ourplace serve`
   * @param launcher a command that ends by turning into the server, such as one that limits what it may do
   */
  constructor(
    private readonly flags: string[] = [],
    public launcher: string[] = [],
  ) {}

  get url(): string {
    return `${this.#usesTls ? 'https' : 'http'}://127.0.0.1:${this.port}`;
  }

  get #usesTls(): boolean {
    return this.flags.includes('--tls-certificate');
  }

  get pid(): number {
    if (!this.#process?.pid) throw new Error('the server does not run');
    return this.#process.pid;
  }

  /** What it holds, one file. */
  get storeFile(): string {
    return join(this.dataFolder, storeFileName);
  }

  get log(): string {
    return readFileSync(join(this.folder, 'server.log'), 'utf8');
  }

  /** Starts on the port of the last time, so that clients find it again. Resolves when it is ready. */
  async start(): Promise<void> {
    this.port ||= await freePort();
    const log = openSync(join(this.folder, 'server.log'), 'a');
    const serve = [binary, 'serve', '--data', this.dataFolder, '--port', String(this.port), ...this.flags];
    const [command = binary, ...rest] = [...this.launcher, ...serve];
    const started = spawn(command, rest, { stdio: ['ignore', log, log] });
    closeSync(log);
    this.#process = started;
    const deadline = Date.now() + 30_000;
    while (Date.now() < deadline && started.exitCode === null && started.signalCode === null) {
      if (await this.#isReady()) return;
      await new Promise((done) => setTimeout(done, 20));
    }
    throw new Error(`the server did not start:\n${this.log.slice(-2000)}`);
  }

  #isReady(): Promise<boolean> {
    return new Promise((done) => {
      const options = { port: this.port, path: '/readyz', agent: false, rejectUnauthorized: false };
      const asked = (this.#usesTls ? https : http).get(options, (reply) => done(reply.resume().statusCode === 200));
      asked.on('error', () => done(false));
    });
  }

  signal(signal: NodeJS.Signals): void {
    process.kill(this.pid, signal);
  }

  /** Pulls the plug. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Asks it to stop; resolves with its exit code. */
  async stop(): Promise<number | null> {
    return this.#end('SIGTERM');
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    const ending = this.#process;
    this.#process = undefined;
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return ending?.exitCode ?? null;
    const exited = new Promise<void>((done) => ending.once('exit', () => done()));
    ending.kill(signal);
    await exited;
    return ending.exitCode;
  }

  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
