/** A program of its own process, which says what it does and may be killed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { within } from './until.ts';

export class Program {
  output = '';
  readonly #process: ChildProcess;
  readonly #exited: Promise<void>;
  #look = () => {};

  constructor(command: string[], env: NodeJS.ProcessEnv, cwd?: string) {
    const [program = '', ...args] = command;
    this.#process = spawn(program, args, { env: { ...process.env, ...env }, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#exited = once(this.#process, 'close').then(() => this.#look());
    for (const stream of [this.#process.stdout, this.#process.stderr])
      stream?.on('data', (data) => {
        this.output += data;
        this.#look();
      });
  }

  /** Resolves when it has said these words; rejects when it has ended without. */
  async says(words: string, ms = 30_000): Promise<void> {
    const said = new Promise<void>((resolve, reject) => {
      this.#look = () => {
        if (this.output.includes(words)) resolve();
        else if (this.#hasEnded) reject(new Error(`it ended without saying "${words}": ${this.output}`));
      };
      this.#look();
    });
    await within(ms, `"${words}" from a program that said: ${this.output}`, said);
  }

  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#exited;
  }

  /** Asks it to stop. Resolves with its exit code. */
  async stop(): Promise<number | null> {
    this.#process.kill('SIGTERM');
    return this.ended();
  }

  async ended(ms = 30_000): Promise<number | null> {
    await within(ms, `the end of a program that said: ${this.output}`, this.#exited);
    return this.#process.exitCode;
  }

  get #hasEnded(): boolean {
    return this.#process.exitCode !== null || this.#process.signalCode !== null;
  }
}
