/** A real PostgreSQL for tests in TypeScript: that of postgres.sh, which can be restarted, paused and cut off. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const script = join(import.meta.dirname, 'postgres.sh');

export class TestPostgres {
  readonly folder = mkdtempSync(join(tmpdir(), 'ourplace-postgres-'));

  async start(): Promise<void> {
    await this.#bash('start_postgres "$1"');
    // Over TCP, as nodes on other machines come.
    await this.query("ALTER ROLE ourplace PASSWORD 'secret'");
  }

  get port(): number {
    return Number(readFileSync(join(this.folder, 'port'), 'utf8'));
  }

  get url(): string {
    return this.urlWith('ourplace', 'secret');
  }

  urlWith(user: string, password: string, port = this.port, database = 'ourplace'): string {
    return `postgresql://${user}:${password}@127.0.0.1:${port}/${database}`;
  }

  /** What psql answers: a line for each row, fields with | between. */
  async query(sql: string): Promise<string> {
    const url = `postgresql://ourplace@/ourplace?host=${this.folder}&port=${this.port}`;
    return (await run('psql', ['-qtAX', '-v', 'ON_ERROR_STOP=1', '-d', url, '-c', sql])).stdout.trim();
  }

  /** Without a farewell to who is connected, as when the plug is pulled. Resolves when it takes connections again. */
  async restart(): Promise<void> {
    await this.#bash('restart_postgres "$1"');
  }

  async pause(): Promise<void> {
    // A connection may end meanwhile.
    await this.#bash('pause_postgres "$1" || true');
  }

  async continue(): Promise<void> {
    await this.#bash('continue_postgres "$1" || true');
  }

  async endConnections(): Promise<void> {
    await this.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()');
  }

  /** Another server that follows this one and can only be read. */
  async startReplica(): Promise<TestPostgres> {
    const replica = new TestPostgres();
    const start = `
      chmod 755 "$2"; [ "$(id -u)" != 0 ] || chown postgres "$2"
      free_port >"$2/port"
      as_postgres "$(postgres_program pg_basebackup)" -h "$1" -p "$(<"$1/port")" -U ourplace -D "$2/data" -R -c fast
      as_postgres "$(postgres_program pg_ctl)" -D "$2/data" -w -t 60 -l "$2/server.log" \
        -o "-p $(<"$2/port") -k $2" start >"$2/start.log"`;
    await run('bash', ['-c', `set -euo pipefail; . "$0"; ${start}`, script, this.folder, replica.folder]);
    return replica;
  }

  async remove(): Promise<void> {
    await this.#bash('stop_postgres "$1"').catch(() => {});
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #bash(command: string): Promise<void> {
    await run('bash', ['-c', `set -euo pipefail; . "$0"; ${command}`, script, this.folder]);
  }
}
