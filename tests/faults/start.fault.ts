/** What keeps a server from starting: each says what is wrong and what to do, and harms nobody who runs already. */
import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { post } from '../support/call.ts';
import { inReadOnlyFolder, inSmallFolder } from '../support/disks.ts';
import { TestProgramme } from '../support/programme.ts';
import { binary, freePort, TestServer } from '../support/server.ts';
import { query } from './store.ts';

let server: TestServer;
let token: string;
let channelId: string;

beforeEach(() => {
  server = new TestServer();
  const programme = new TestProgramme(server.dataFolder);
  channelId = programme.channel('Talk');
  token = programme.program('Ana');
});

afterEach(() => server.remove());

/** Starts another server and returns what it says as it gives up. */
async function refusal(dataFolder: string, { port = 0, launcher = [] as string[] } = {}): Promise<string> {
  const serve = [binary, 'serve', '--data', dataFolder, '--port', String(port || (await freePort()))];
  const [command = binary, ...rest] = [...launcher, ...serve];
  const ended = spawnSync(command, rest, { encoding: 'utf8', timeout: 20_000 });
  expect(ended.signal).toBeNull();
  expect(ended.status).toBe(1);
  const last = ended.stderr.trim().split('\n').at(-1) ?? '';
  expect(last).toMatch(/^ourplace: /);
  return last;
}

async function expectConversationGoesOn(): Promise<void> {
  expect(await post(server, token, channelId, 'We are still here.')).toBeGreaterThan(0);
}

it('refuses a port that another server has, which goes on', async () => {
  await server.start();
  const other = new TestServer();
  new TestProgramme(other.dataFolder);
  expect(await refusal(other.dataFolder, { port: server.port })).toContain(`${server.port}`);
  await expectConversationGoesOn();
  await other.remove();
});

it('refuses a data folder that another server uses, which goes on', async () => {
  await server.start();
  const said = await refusal(server.dataFolder);
  expect(said).toContain('Another ourplace server uses the data folder');
  expect(said).toContain(server.dataFolder);
  await expectConversationGoesOn();
});

it('refuses a store that a newer version made', async () => {
  query(server.storeFile, "INSERT INTO migration (number, name) VALUES (1000, 'things to come')");
  expect(await refusal(server.dataFolder)).toMatch(/store is at version \d+, but this program knows only up to/);
});

it('refuses a file that is no store', async () => {
  writeFileSync(server.storeFile, 'Minutes of the meeting\n'.repeat(1000));
  expect(await refusal(server.dataFolder)).toMatch(/not a store of ourplace|damaged/);
});

it('refuses a store whose list of tables is damaged', async () => {
  overwrite(server.storeFile, 100, 1000);
  expect(await refusal(server.dataFolder)).toMatch(/damaged/);
});

it('finds damage deep in a store when it is asked to check', () => {
  const check = () => spawnSync(binary, ['check', '--data', server.dataFolder], { encoding: 'utf8' });
  expect(check().status).toBe(0);
  const [table] = query<{ rootpage: number }>(
    server.storeFile,
    "SELECT rootpage FROM sqlite_schema WHERE name = 'update_log'",
  );
  overwrite(server.storeFile, ((table?.rootpage ?? 0) - 1) * 4096, 4096);
  const checked = check();
  expect(checked.status).toBe(1);
  expect(checked.stdout + checked.stderr).toContain('The store is damaged: restore a backup');
});

it('refuses a data folder that it may not write to', async () => {
  const launcher = inReadOnlyFolder(server.dataFolder);
  const said = await refusal(server.dataFolder, { launcher });
  expect(said).toContain(server.dataFolder);
  expect(said).toMatch(/cannot be written to/);
});

it('refuses a data folder on a full disk', async () => {
  const folder = `${server.folder}/full`;
  mkdirSync(folder);
  const said = await refusal(folder, { launcher: inSmallFolder(folder, 64) });
  expect(said).toMatch(/disk.* is full/i);
});

function overwrite(file: string, at: number, bytes: number): void {
  const opened = openSync(file, 'r+');
  writeSync(opened, Buffer.alloc(bytes, 0xee), 0, bytes, at);
  closeSync(opened);
}
