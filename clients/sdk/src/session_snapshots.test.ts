import { expect, it } from 'vitest';
import { LogServer } from '../tests/log_server.ts';
import { settle, TestStorage, World } from '../tests/world.ts';
import { Session } from './session.ts';

it('A session resumes from close by after its tab died, although the channel was never quiet', async () => {
  const server = new LogServer();
  for (const stream of ['m.ana', 'h.h1', 'c.c1']) server.log(stream);
  server.joined = ['c1'];
  const storage = new TestStorage();
  const open = async () => {
    const world = new World(storage);
    server.serve(world);
    await new Session(world).start();
    await settle();
    return world;
  };
  const dies = await open();
  for (let index = 0; index < 10; index++) {
    server.post('c1', `m${index}`);
    await dies.clock.advance(1000);
  }
  server.cut(dies.socket);

  const { socket } = await open();
  expect(server.overviews).toBe(1);
  const cursors = socket.frames('subscribe').flatMap(({ value }) => value.cursors);
  expect(cursors.find(({ streamId }) => streamId === 'c.c1')?.seq).toBeGreaterThan(7n);
});
