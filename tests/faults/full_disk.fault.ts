/** The disk fills up while people talk, and later there is room again. */
import { randomUUID } from 'node:crypto';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { call } from '../support/call.ts';
import { inSmallFolder, seenBy } from '../support/disks.ts';
import { TestProgramme } from '../support/programme.ts';
import { TestServer } from '../support/server.ts';

const server = new TestServer(['--unlimited']);
let token: string;
let channelId: string;
const posted: string[] = [];

beforeAll(async () => {
  const programme = new TestProgramme(server.dataFolder);
  channelId = programme.channel('Talk');
  token = programme.program('Ana');
  server.launcher = inSmallFolder(server.dataFolder, 4096);
  await server.start();
});

afterAll(() => server.remove());

/** A long message; resolves with the reply's error code, if any. */
async function post(id = randomUUID()): Promise<string | undefined> {
  const clientMessageId = Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64');
  const body = id.padEnd(8000, ' on and on');
  const reply = await call(server, token, 'ConversationService/PostMessage', { channelId, clientMessageId, body });
  if (reply.code === undefined) posted.push(id);
  return reply.code;
}

async function read(): Promise<string[]> {
  const { messages } = await call(server, token, 'ConversationService/ListMessages', { channelId, pageSize: 200 });
  return messages.map((message: { body: string }) => message.body.slice(0, 36));
}

function fill(ballast: string): void {
  const file = openSync(ballast, 'w');
  try {
    for (const block of [65_536, 4096, 1]) {
      try {
        for (;;) writeSync(file, Buffer.alloc(block));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      }
    }
  } finally {
    closeSync(file);
  }
}

it('refuses to post while the disk is full, goes on reading, and posts again when there is room', async () => {
  expect(await post()).toBeUndefined();
  const ballast = join(seenBy(server.pid, server.dataFolder), 'ballast');
  fill(ballast);

  // What the store has already set aside may take some more.
  const refused = randomUUID();
  let code = await post(refused);
  while (code === undefined) code = await post();
  expect(code).toBe('unavailable');
  expect(await read()).toEqual(posted);
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);

  rmSync(ballast);
  const again = randomUUID();
  expect(await post(again)).toBeUndefined();
  expect(await post(again)).toBeUndefined();
  posted.pop();
  expect(await read()).toEqual(posted);
  expect(server.log).not.toContain(' on and on');
  expect(await server.stop()).toBe(0);
});
