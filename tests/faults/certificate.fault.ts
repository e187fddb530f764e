/** TLS from files that are read again on SIGHUP, while people stay connected. */
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeCertificate } from '../support/certificate.ts';
import { TestProgramme } from '../support/programme.ts';
import { TestServer } from '../support/server.ts';

const folder = mkdtempSync(join(tmpdir(), 'ourplace-tls-'));
const certificate = join(folder, 'certificate.pem');
const key = join(folder, 'key.pem');
const server = new TestServer(['--tls-certificate', certificate, '--tls-key', key]);

beforeAll(async () => {
  install('first');
  new TestProgramme(server.dataFolder);
  await server.start();
});

afterAll(async () => {
  await server.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** A certificate of that name is where the server looks for it. */
function install(name: string): void {
  const made = makeCertificate(folder, name);
  copyFileSync(made.key, key);
  copyFileSync(made.certificate, certificate);
}

async function connected(version?: 'TLSv1.1' | 'TLSv1.2'): Promise<TLSSocket> {
  const versions = version && ({ minVersion: version, maxVersion: version } as const);
  const socket = connect({ port: server.port, host: '127.0.0.1', rejectUnauthorized: false, ...versions });
  await once(socket, 'secureConnect');
  return socket;
}

async function nameOfCertificate(): Promise<string> {
  const socket = await connected();
  const { subject } = socket.getPeerCertificate();
  socket.destroy();
  return String(subject.CN);
}

/** The log is the only place where the operator learns how it went. */
async function logged(text: string): Promise<void> {
  while (!server.log.includes(text)) await nameOfCertificate();
}

it('takes a new certificate without ending a connection, and keeps the old one when the new one is broken', async () => {
  expect(await nameOfCertificate()).toBe('first');
  const before = await connected();

  install('second');
  server.signal('SIGHUP');
  await logged('certificate read again');
  expect(await nameOfCertificate()).toBe('second');

  writeFileSync(certificate, 'Not a certificate.\n');
  server.signal('SIGHUP');
  await logged('the old certificate stays');
  expect(server.log).toContain(certificate);
  expect(await nameOfCertificate()).toBe('second');

  before.write('GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
  const [reply] = (await once(before, 'data')) as [Buffer];
  expect(String(reply)).toMatch(/^HTTP\/1\.1 200 /);
  before.destroy();
});

it('speaks TLS 1.2 and refuses what is older', async () => {
  const socket = await connected('TLSv1.2');
  expect(socket.getProtocol()).toBe('TLSv1.2');
  socket.destroy();
  await expect(connected('TLSv1.1')).rejects.toThrow();
});
