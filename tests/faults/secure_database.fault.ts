/** A PostgreSQL that speaks TLS: who asks for it gets it on every connection, and nobody who cannot prove who it is. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { post } from '../support/call.ts';
import { makeCertificate } from '../support/certificate.ts';
import { TestPostgres } from '../support/postgres.ts';
import { TestProgramme } from '../support/programme.ts';
import { TestServer } from '../support/server.ts';

const folder = mkdtempSync(join(tmpdir(), 'ourplace-tls-'));
const postgres = new TestPostgres();

beforeAll(async () => {
  await postgres.start();
  const { certificate, key } = makeCertificate(folder, 'server');
  const data = join(postgres.folder, 'data');
  for (const file of [certificate, key]) execFileSync('cp', [file, data]);
  // Only its own key does PostgreSQL take, and only when nobody else reads it.
  execFileSync('chown', ['--reference', data, join(data, 'server.key')]);
  await postgres.query("ALTER SYSTEM SET ssl_cert_file = 'server.pem'");
  await postgres.query("ALTER SYSTEM SET ssl_key_file = 'server.key'");
  await postgres.query('ALTER SYSTEM SET ssl = on');
  await postgres.restart();
}, 60_000);

afterAll(async () => {
  await postgres.remove();
  rmSync(folder, { recursive: true, force: true });
});

const trusting = (certificate: string) => `${postgres.url}?sslmode=verify-full&sslrootcert=${certificate}`;

it('talks over TLS alone to a database whose certificate it knows', async () => {
  const programme = new TestProgramme(postgres.url);
  const channelId = programme.channel('Talk');
  const token = programme.program('Ana');
  const server = new TestServer(['--database', trusting(join(folder, 'server.pem'))]);
  try {
    await server.start();
    expect(await post(server, token, channelId, 'Nobody on the way reads this.')).toBeGreaterThan(0);
    const open = await postgres.query(`
      SELECT bool_and(ssl), COUNT(*) > 1 FROM pg_stat_activity JOIN pg_stat_ssl USING (pid)
      WHERE client_addr IS NOT NULL`);
    expect(open).toBe('t|t');
  } finally {
    await server.remove();
  }
});

it('refuses a database that shows another certificate, without naming the password', async () => {
  const { certificate } = makeCertificate(folder, 'other');
  const server = new TestServer(['--database', trusting(certificate)]);
  try {
    await expect(server.start()).rejects.toThrow(/cannot be used.*certificate verify failed/);
    expect(server.log).not.toContain('secret');
  } finally {
    await server.remove();
  }
});
