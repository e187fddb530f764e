import { beforeEach, describe, expect, it } from 'vitest';
import { LogServer } from '../tests/log_server.ts';
import { settle, TestStorage, World } from '../tests/world.ts';
import type { Update } from './gen/ourplace/v1/wire_pb.ts';
import { Session } from './session.ts';

let server: LogServer;
let world: World;
let session: Session;
let told: Update[];

async function open(storage = new TestStorage()): Promise<void> {
  world = new World(storage);
  server.serve(world);
  session = new Session(world);
  told = [];
  session.onUpdate = (update) => told.push(update);
  await session.start();
  await settle();
}

/** Closes the tab after what is kept on the device was written, and opens another. */
async function reopen(): Promise<void> {
  await world.clock.advance(2000);
  server.cut(world.socket);
  await open(world.storage);
}

const bodies = (channelId = 'c1') => session.timeline(channelId).messages.value.map(({ body }) => body);
const unread = (channelId = 'c1') => session.overview.channel(channelId)?.unread;
const subscribed = () => world.socket.frames('subscribe').flatMap(({ value }) => value.cursors);

beforeEach(async () => {
  server = new LogServer();
  for (const stream of ['m.ana', 'h.h1', 'c.c1', 'c.c2']) server.log(stream);
  server.joined = ['c1', 'c2'];
  server.post('c1', 'first');
  await open();
});

describe('A session', () => {
  it('starts with the overview and follows all its streams from where that stands', () => {
    expect(session.overview.loaded.value).toBe(true);
    expect(unread()).toBe(1);
    expect(subscribed().map(({ streamId, seq }) => `${streamId} ${seq}`)).toEqual([
      'm.ana 0',
      'h.h1 0',
      'c.c1 1',
      'c.c2 0',
    ]);
  });

  it('shows what arrives in a timeline that is open, and counts it', async () => {
    await session.load('c1');
    server.post('c1', 'second');
    expect(bodies()).toEqual(['first', 'second']);
    expect(unread()).toBe(2);
    expect(told.map(({ seq }) => seq)).toEqual([2n]);
  });

  it('resumes with its cursors after the line was lost, and fetches nothing else', async () => {
    await session.load('c1');
    server.cut(world.socket);
    server.post('c1', 'second');
    await world.clock.advance(1000);
    expect(bodies()).toEqual(['first', 'second']);
    expect(server.overviews).toBe(1);
    expect(world.socket.frames('call')).toEqual([]);
  });

  it('resumes after the tab was closed, from what is kept on the device', async () => {
    await session.load('c1');
    await reopen();
    expect(server.overviews).toBe(1);
    expect(bodies()).toEqual(['first']);
    server.post('c1', 'second');
    expect(bodies()).toEqual(['first', 'second']);
  });

  it('shows what is kept before there is a line', async () => {
    await session.load('c1');
    await world.clock.advance(2000);
    world = new World(world.storage);
    session = new Session(world);
    await session.start();
    expect(bodies()).toEqual(['first']);
    expect(session.overview.channel('c1')?.unread).toBe(1);
  });

  it('starts all the same when the device keeps nothing, or what is kept cannot be read', async () => {
    const broken = new TestStorage();
    broken.failure = new Error('not allowed');
    await open(broken);
    expect(session.overview.loaded.value).toBe(true);
    const garbled = new TestStorage();
    garbled.kept.set('snapshot/overview', new Uint8Array([0xff, 0xff]));
    await open(garbled);
    expect(session.overview.loaded.value).toBe(true);
    expect(unread()).toBe(1);
  });

  it('keeps no timeline that it does not keep up with, or it would have a hole', async () => {
    await session.load('c1');
    await world.clock.advance(2000);
    expect(world.storage.keys('snapshot/timeline/')).toEqual(['snapshot/timeline/c1']);
    for (let index = 0; index < 8; index++) {
      server.joined.push(`d${index}`);
      server.post(`d${index}`, 'hello');
    }
    await session.refresh();
    for (let index = 0; index < 8; index++) await session.load(`d${index}`);
    server.post('c1', 'second');
    await world.clock.advance(2000);
    expect(world.storage.keys('snapshot/timeline/')).not.toContain('snapshot/timeline/c1');
    expect(world.storage.keys('snapshot/timeline/')).toHaveLength(8);
  });
});

describe('What is missing', () => {
  it('is fetched once, however much arrives behind the hole', () => {
    server.deliver = () => {};
    server.post('c1', 'lost');
    server.deliver = (socket, ...items) => socket.receive(...items);
    const before = world.socket.frames('subscribe').length;
    const live = server.deliver;
    server.deliver = (socket, ...items) => items.some((item) => item?.case === 'update') && live(socket, ...items);
    const { onSent } = world.socket;
    world.socket.onSent = () => {};
    server.post('c1', 'third');
    server.post('c1', 'fourth');
    expect(world.socket.frames('subscribe')).toHaveLength(before + 1);
    expect(unread()).toBe(1);
    const [fetch] = world.socket.sent.slice(-1);
    if (fetch) onSent(fetch);
    expect(unread()).toBe(4);
  });

  it('is fetched again at the next hole, and after a line that went while it was fetched', async () => {
    const arrive = server.deliver;
    const lose = (body: string) => {
      server.deliver = () => {};
      server.post('c1', body);
      server.deliver = arrive;
    };
    lose('lost');
    server.post('c1', 'third');
    lose('lost too');
    server.post('c1', 'fifth');
    expect(unread()).toBe(5);
    lose('lost again');
    const { onSent } = world.socket;
    world.socket.onSent = () => {};
    server.post('c1', 'seventh');
    world.socket.onSent = onSent;
    server.cut(world.socket);
    await world.clock.advance(1000);
    lose('and again');
    server.post('c1', 'ninth');
    expect(unread()).toBe(9);
  });

  it('is read as a page although the line goes before the page comes', async () => {
    await session.load('c1');
    server.cut(world.socket);
    server.longestReplay = 2;
    for (let index = 0; index < 5; index++) server.post('c1', `m${index}`);
    const arrive = server.deliver;
    server.deliver = (socket, ...items) => items[0]?.case !== 'reply' && arrive(socket, ...items);
    await world.clock.advance(1000);
    expect(bodies()).toEqual(['first']);
    server.deliver = arrive;
    server.cut(world.socket);
    await world.clock.advance(1000);
    expect(bodies()).toEqual(['first', 'm0', 'm1', 'm2', 'm3', 'm4']);
  });

  it('leaves a timeline with a hole out of what is kept', async () => {
    await session.load('c1');
    await world.clock.advance(2000);
    server.cut(world.socket);
    server.longestReplay = 2;
    for (let index = 0; index < 5; index++) server.post('c1', `m${index}`);
    const arrive = server.deliver;
    // The overview comes, the page does not.
    const isPage = (id?: number) =>
      world.socket.frames('call').some((sent) => sent.id === id && sent.value.method.endsWith('/ListMessages'));
    server.deliver = (socket, ...items) => {
      const [item] = items;
      if (item?.case !== 'reply' || !isPage(item.value.id)) arrive(socket, ...items);
    };
    await world.clock.advance(5000);
    expect(world.storage.keys('snapshot/timeline/')).toEqual([]);
  });

  it('is told anew when a log is shorter than what was seen of it', async () => {
    server.post('c1', 'second');
    server.cut(world.socket);
    server.logs.set('c.c1', []);
    await world.clock.advance(1000);
    server.post('c1', 'other');
    expect(told.map(({ seq }) => seq)).toEqual([2n, 1n]);
  });

  it('is read as a page when it is too much', async () => {
    await session.load('c1');
    server.cut(world.socket);
    server.longestReplay = 5;
    for (let index = 0; index < 20; index++) server.post('c1', `m${index}`);
    await world.clock.advance(1000);
    expect(bodies()).toHaveLength(21);
    expect(unread()).toBe(21);
    server.post('c1', 'after');
    expect(bodies().at(-1)).toBe('after');
    expect(unread()).toBe(22);
  });

  it('is read anew when the store has another life', async () => {
    await session.load('c1');
    await world.clock.advance(2000);
    server.cut(world.socket);
    server.epoch = 'e2';
    server.logs.set('c.c1', []);
    server.post('c1', 'restored');
    await world.clock.advance(1000);
    expect(bodies()).toEqual(['restored']);
    expect(session.overview.epoch).toBe('e2');
    server.post('c1', 'after');
    expect(bodies()).toEqual(['restored', 'after']);
    expect(told.map(({ seq }) => seq)).toEqual([2n]);
  });

  it('is asked for once although several streams have gaps', async () => {
    server.cut(world.socket);
    server.longestReplay = 1;
    for (const channel of ['c1', 'c2']) for (let index = 0; index < 3; index++) server.post(channel, 'm');
    const before = server.overviews;
    await world.clock.advance(1000);
    expect(server.overviews).toBe(before + 1);
    expect([unread('c1'), unread('c2')]).toEqual([4, 3]);
  });
});

describe('An Update that comes again after the overview was fetched', () => {
  it('is told once, and counted once', async () => {
    // The overview is read, the next message arrives, and only then the overview.
    const arrive = server.deliver;
    let held = () => {};
    server.deliver = (socket, ...items) => {
      if (items[0]?.case === 'reply') held = () => arrive(socket, ...items);
      else arrive(socket, ...items);
    };
    const refreshed = session.refresh();
    await settle();
    server.post('c1', 'meanwhile');
    server.deliver = arrive;
    held();
    await refreshed;
    expect(unread()).toBe(2);
    expect(told.map(({ seq }) => seq)).toEqual([2n]);
  });
});

describe('An older page', () => {
  it('that comes after the window was moved is dropped, or there would be a hole', async () => {
    for (let index = 2; index <= 120; index++) server.post('c1', `m${index}`);
    await session.load('c1');
    const arrive = server.deliver;
    let held = () => {};
    server.deliver = (socket, ...items) => {
      if (items[0]?.case === 'reply') held = () => arrive(socket, ...items);
      else arrive(socket, ...items);
    };
    const older = session.loadOlder('c1');
    await settle();
    server.deliver = arrive;
    for (let index = 121; index <= 420; index++) server.post('c1', `m${index}`);
    held();
    await older;
    expect(bodies()).toHaveLength(300);
    expect(bodies()[0]).toBe('m121');
  });
});

describe('Access that ends', () => {
  beforeEach(async () => {
    await session.load('c1');
    await world.clock.advance(2000);
    server.refuse('c.c1');
    await settle();
  });

  it('takes the channel, its messages, and what is kept of them', () => {
    expect(session.overview.channel('c1')).toBeUndefined();
    expect(bodies()).toEqual([]);
    expect(world.storage.keys('snapshot/timeline/')).toEqual([]);
  });

  it('without a word is seen in the next overview', async () => {
    server.joined = [];
    await session.refresh();
    server.cut(world.socket);
    await world.clock.advance(1000);
    expect(subscribed().map(({ streamId }) => streamId)).toEqual(['m.ana', 'h.h1']);
  });

  it('is not tried again', async () => {
    server.cut(world.socket);
    await world.clock.advance(1000);
    expect(subscribed().map(({ streamId }) => streamId)).toEqual(['m.ana', 'h.h1', 'c.c2']);
  });
});

describe('An open channel that the member only visits', () => {
  beforeEach(async () => {
    server.open = ['o1'];
    server.post('o1', 'welcome');
    await session.load('o1');
  });

  it('is what it is renamed to, and channels that are joined are not visited', async () => {
    const renamed = (channelId: string) =>
      server.append(`c.${channelId}`, { case: 'channelChanged', value: { channel: { channelId, name: 'new name' } } });
    renamed('o1');
    renamed('c2');
    expect([...session.visited.value.values()].map(({ name }) => name)).toEqual(['new name']);
  });

  it('is followed while this tab is open', async () => {
    server.post('o1', 'more');
    expect(bodies('o1')).toEqual(['welcome', 'more']);
    server.cut(world.socket);
    await world.clock.advance(1000);
    server.post('o1', 'and more');
    expect(bodies('o1')).toEqual(['welcome', 'more', 'and more']);
  });

  it('is not followed once nobody looks at it, and can be visited again', async () => {
    session.endVisit('o1');
    expect(world.socket.frames('unsubscribe').map(({ value }) => value.streamIds)).toEqual([['c.o1']]);
    server.post('o1', 'unseen');
    expect(bodies('o1')).toEqual([]);
    await session.load('o1');
    expect(bodies('o1')).toEqual(['welcome', 'unseen']);
    server.post('o1', 'seen');
    expect(bodies('o1')).toEqual(['welcome', 'unseen', 'seen']);
  });

  it('goes on being followed when it was joined', () => {
    session.endVisit('c1');
    expect(world.socket.frames('unsubscribe')).toEqual([]);
  });

  it('is followed after the tab was closed once the member has joined it', async () => {
    server.joined.push('o1');
    server.append('m.ana', { case: 'myChannelJoined', value: { channel: { channelId: 'o1' } } });
    await settle();
    expect(session.visited.value.size).toBe(0);
    await reopen();
    server.post('o1', 'after');
    expect(unread('o1')).toBe(2);
  });
});
