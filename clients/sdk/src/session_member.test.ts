import { beforeEach, describe, expect, it } from 'vitest';
import { LogServer } from '../tests/log_server.ts';
import { type RecordingSocket, settle, TestStorage, World } from '../tests/world.ts';
import { Code } from './gen/ourplace/v1/errors_pb.ts';
import { Session } from './session.ts';

let server: LogServer;
let world: World;
let session: Session;

async function open(storage = new TestStorage()): Promise<void> {
  world = new World(storage);
  server.serve(world);
  session = new Session(world);
  await session.start();
  await settle();
}

const bodies = (channelId = 'c1') => session.timeline(channelId).messages.value.map(({ body }) => body);
const unread = (channelId = 'c1') => session.overview.channel(channelId)?.unread;
const write = (body: string) =>
  session.outbox.add({ channelId: 'c1', body, quotedSeq: 0n, mentionedMemberIds: [], mentionsChannel: false });

beforeEach(async () => {
  server = new LogServer();
  for (const stream of ['m.ana', 'h.h1', 'c.c1', 'c.c2']) server.log(stream);
  server.joined = ['c1', 'c2'];
  server.post('c1', 'first');
  await open();
});

describe('Sending', () => {
  it('is confirmed by the log although the answer is lost', async () => {
    await session.load('c1');
    const arrive = server.deliver;
    server.deliver = (socket, ...items) => items[0]?.case !== 'reply' && arrive(socket, ...items);
    await write('hello');
    await settle();
    expect(session.outbox.pending.value).toEqual([]);
    expect(bodies()).toEqual(['first', 'hello']);
  });

  it('shows the message once although the log and the answer both bring it', async () => {
    await session.load('c1');
    await write('hello');
    await settle();
    expect(bodies()).toEqual(['first', 'hello']);
    expect(session.outbox.pending.value).toEqual([]);
    expect(unread()).toBe(1);
  });

  it('goes as soon as the line is back, however long it was gone', async () => {
    const open = world.onSocket;
    world.onSocket = () => {};
    server.cut(world.socket);
    await write('hello');
    await world.clock.advance(300_000);
    world.onSocket = open;
    await world.clock.advance(60_000);
    world.socket.onClose(1006);
    world.wake();
    await settle();
    expect(session.outbox.pending.value).toEqual([]);
  });

  it('posts once what was written without a line, in a tab that died, and was answered into the void', async () => {
    server.cut(world.socket);
    await write('hello');
    const { storage } = world;
    const arrive = server.deliver;
    server.deliver = (socket, ...items) => items[0]?.case !== 'reply' && arrive(socket, ...items);
    await open(storage);
    server.cut(world.socket);
    server.deliver = arrive;
    await open(storage);
    await world.clock.advance(60_000);
    expect(server.log('c.c1')).toHaveLength(2);
    expect(storage.keys('outbox/')).toEqual([]);
  });
});

describe('Signing out', () => {
  beforeEach(async () => {
    await session.load('c1');
    await world.clock.advance(2000);
    expect(world.storage.keys('snapshot/')).not.toEqual([]);
  });

  it('leaves nothing of the conversation on the device, and what was not sent', async () => {
    server.cut(world.socket);
    await write('not sent');
    world.answer = async () => ({ status: 200, contentType: 'application/proto', body: new Uint8Array() });
    await session.signOut(false);
    await world.clock.advance(10_000);
    expect([...world.storage.kept.keys()].map((key) => key.slice(0, 11))).toEqual(['outbox/ana/']);
    expect(session.connection.state.value).toEqual({ kind: 'stopped', signedOut: true });
  });

  it('from another device does the same', async () => {
    server.post('c1', 'just now');
    world.socket.onClose(4500);
    await world.clock.advance(10_000);
    expect([...world.storage.kept.keys()]).toEqual([]);
  });

  it('keeps what is there when signing out did not reach the server', async () => {
    await expect(session.signOut(false)).rejects.toThrow('There is no connection.');
    expect(session.connection.state.value.kind).toBe('online');
  });
});

describe('Somebody else who signs in on this device', () => {
  it('sees nothing of what was open before', async () => {
    await session.load('c1');
    await write('from Ana');
    await settle();
    server.cut(world.socket);
    await write('not sent');
    server.memberId = 'ben';
    server.joined = ['c2'];
    server.log('m.ben');
    await world.clock.advance(1000);
    expect(session.overview.me.value?.member?.memberId).toBe('ben');
    expect(bodies()).toEqual([]);
    expect(session.outbox.pending.value).toEqual([]);
    expect(server.log('c.c1')).toHaveLength(2);
  });
});

describe('Who is here and who writes', () => {
  const typing = () => [...(session.typing.value.get('c1')?.values() ?? [])];
  const writes = () =>
    world.socket.receive({ case: 'memberTyping', value: { channelId: 'c1', memberId: 'ben', name: 'Ben' } });

  it('holds for six seconds after the last sign of it', async () => {
    writes();
    await world.clock.advance(4000);
    writes();
    await world.clock.advance(4000);
    expect(typing()).toEqual(['Ben']);
    await world.clock.advance(2000);
    expect(typing()).toEqual([]);
  });

  it('ends when the message comes', () => {
    writes();
    server.post('c1', 'there it is', 'ben');
    expect(typing()).toEqual([]);
  });

  it('tells the others at most every three seconds', async () => {
    session.typingIn('c1');
    await world.clock.advance(2999);
    session.typingIn('c1');
    await world.clock.advance(1);
    session.typingIn('c1');
    expect(world.socket.frames('typing')).toHaveLength(2);
  });

  it('is not known while there is no line', async () => {
    world.socket.receive({ case: 'presenceChanged', value: { memberId: 'ben', present: true } });
    expect([...session.present.value]).toEqual(['ben']);
    server.cut(world.socket);
    expect(session.present.value.size).toBe(0);
  });
});

describe('Reading', () => {
  it('counts at once, and the server hears of it when there is a line', async () => {
    server.cut(world.socket);
    session.markRead('c1', 1n);
    expect(unread()).toBe(0);
    await world.clock.advance(1000);
    expect(server.marks).toBe(1);
  });

  it('does not go back', async () => {
    session.markRead('c1', 1n);
    session.markRead('c1', 1n);
    await settle();
    expect(server.marks).toBe(1);
  });
});

describe('A channel that was joined on another device', () => {
  /** What is said instead of the overview. */
  function insteadOfTheOverview(say: (socket: RecordingSocket, id: number) => void): () => void {
    const arrive = server.deliver;
    server.deliver = (socket, ...items) => {
      const [item] = items;
      if (item?.case === 'reply') say(socket, item.value.id ?? 0);
      else arrive(socket, ...items);
    };
    return () => {
      server.deliver = arrive;
    };
  }
  const join = () => {
    server.joined.push('c3');
    server.post('c3', 'welcome');
    server.append('m.ana', { case: 'myChannelJoined', value: { channel: { channelId: 'c3' } } });
  };

  it('is there although the server was too busy to tell of it', async () => {
    const error = { code: Code.UNAVAILABLE, message: 'Try again.', retryCanHelp: true };
    const answers = insteadOfTheOverview((socket, id) =>
      socket.receive({ case: 'reply', value: { id, result: { case: 'error', value: error } } }),
    );
    join();
    await world.clock.advance(1000);
    expect(session.overview.channel('c3')).toBeUndefined();
    answers();
    await world.clock.advance(2000);
    expect(unread('c3')).toBe(1);
    server.post('c3', 'and again');
    expect(unread('c3')).toBe(2);
  });

  it('is there although the line went before the server had told of it', async () => {
    const answers = insteadOfTheOverview(() => {});
    join();
    await settle();
    answers();
    server.cut(world.socket);
    await world.clock.advance(1000);
    expect(unread('c3')).toBe(1);
  });

  it('is there although the tab died before the server had told of it', async () => {
    const answers = insteadOfTheOverview(() => {});
    join();
    await world.clock.advance(2000);
    answers();
    server.cut(world.socket);
    await open(world.storage);
    expect(unread('c3')).toBe(1);
  });
});
