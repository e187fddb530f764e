/** A real Redis that forgets everything when it ends, on a port of its own that it comes back to. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as elapse } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from './server.ts';

const run = promisify(execFile);

export class TestRedis {
  readonly #folder = mkdtempSync(join(tmpdir(), 'ourplace-redis-'));
  #process: ChildProcess | undefined;
  port = 0;

  /** @param flags more flags for redis-server */
  constructor(private readonly flags: string[] = []) {}

  /** Resolves when it answers. */
  async start(): Promise<void> {
    this.port ||= await freePort();
    const where = ['--bind', '127.0.0.1', '--port', String(this.port), '--dir', this.#folder];
    const started = spawn('redis-server', [...where, '--save', '', '--appendonly', 'no', ...this.flags], {
      stdio: 'ignore',
    });
    this.#process = started;
    const deadline = Date.now() + 30_000;
    while (Date.now() < deadline && started.exitCode === null) {
      // One that wants a password says so, and is there.
      if (await this.cli('PING').then(Boolean, () => false)) return;
      await elapse(20);
    }
    throw new Error('redis-server did not start');
  }

  /** What redis-cli answers. */
  async cli(...command: string[]): Promise<string> {
    return (await run('redis-cli', ['-p', String(this.port), ...command])).stdout.trim();
  }

  pause(): void {
    this.#process?.kill('SIGSTOP');
  }

  continue(): void {
    this.#process?.kill('SIGCONT');
  }

  async kill(): Promise<void> {
    const ending = this.#process;
    this.#process = undefined;
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return;
    const exited = new Promise<void>((done) => ending.once('exit', () => done()));
    ending.kill('SIGKILL');
    await exited;
  }

  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
