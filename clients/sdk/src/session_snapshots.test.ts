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

it('A session whose disk fails while it reads what was kept follows everything all the same', async () => {
  const server = new LogServer();
  for (const stream of ['m.ana', 'h.h1', 'c.c1']) server.log(stream);
  server.joined = ['c1'];
  const storage = new TestStorage();
  const first = new World(storage);
  server.serve(first);
  await new Session(first).start();
  await first.clock.advance(2000);
  expect(storage.keys('snapshot/')).not.toEqual([]);

  const second = new World(storage);
  server.serve(second);
  storage.entries = () => Promise.reject(new Error('the disk'));
  const session = new Session(second);
  await session.start();
  await settle();
  server.post('c1', 'still here');
  expect(session.overview.channel('c1')?.unread).toBe(1);
});

it('A session that died between the overview and what it had counted already counts nothing twice', async () => {
  const server = new LogServer();
  for (const stream of ['m.ana', 'h.h1', 'c.c1']) server.log(stream);
  server.joined = ['c1'];
  const storage = new TestStorage();
  const dies = new World(storage);
  server.serve(dies);
  const before = new Session(dies);
  await before.start();
  await settle();
  server.deliver = (socket, ...items) => {
    const late = items.some((item) => item?.case === 'update' && item.value.streamId === 'c.c1');
    if (!late) socket.receive(...items);
  };
  server.post('c1', 'on its way');
  await before.refresh();
  expect(before.overview.channel('c1')?.unread).toBe(1);
  await dies.clock.advance(5000);
  server.cut(dies.socket);

  server.deliver = (socket, ...items) => socket.receive(...items);
  const again = new World(storage);
  server.serve(again);
  const session = new Session(again);
  await session.start();
  await settle();
  expect(session.overview.channel('c1')?.unread).toBe(1);
});
