/** The real server of a build, on a free port, over a data folder of its own; it may be killed and started again. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const binary = process.env.TESTS_BINARY ?? join(root, 'build/dev/server/ourplace');

export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((done) => probe.listen(0, '127.0.0.1', done));
  const address = probe.address();
  await new Promise((done) => probe.close(done));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

/** Runs `ourplace admin …` on a data folder and returns what it says as JSON. */
export function admin<T>(dataFolder: string, ...args: string[]): T {
  const output = execFileSync(binary, ['admin', '--data', dataFolder, '--json', ...args], { encoding: 'utf8' });
  return JSON.parse(output) as T;
}

export class TestServer {
  readonly folder = mkdtempSync(join(tmpdir(), 'ourplace-test-'));
  readonly dataFolder = join(this.folder, 'data');
  port = 0;
  #process: ChildProcess | undefined;

  /** @param flags more flags for `ourplace serve` */
  constructor(private readonly flags: string[] = []) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get log(): string {
    return readFileSync(join(this.folder, 'server.log'), 'utf8');
  }

  /** Starts on the port of the last time, so that clients find it again. Resolves when it is ready. */
  async start(): Promise<void> {
    this.port ||= await freePort();
    const log = openSync(join(this.folder, 'server.log'), 'a');
    const started = spawn(binary, ['serve', '--data', this.dataFolder, '--port', String(this.port), ...this.flags], {
      stdio: ['ignore', log, log],
    });
    this.#process = started;
    const deadline = Date.now() + 30_000;
    while (Date.now() < deadline && started.exitCode === null) {
      const ready = await fetch(`${this.url}/readyz`).catch(() => undefined);
      if (ready?.ok) return;
      await new Promise((done) => setTimeout(done, 20));
    }
    throw new Error(`the server did not start:\n${this.log.slice(-2000)}`);
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
