import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { base64Encode } from '@bufbuild/protobuf/wire';
import { beforeEach, describe, expect, it } from 'vitest';
import { settle, World } from '../tests/world.ts';
import { Connection } from './connection.ts';
import { OurplaceError } from './errors.ts';
import { AccountService, GetMemberRequestSchema, GetMemberResponseSchema } from './gen/ourplace/v1/accounts_pb.ts';
import { Code, ErrorSchema } from './gen/ourplace/v1/errors_pb.ts';

let world: World;
let connection: Connection;

beforeEach(() => {
  world = new World();
  connection = new Connection(world);
  connection.start();
});

const kind = () => connection.state.value.kind;
const waitMs = () => {
  const state = connection.state.value;
  return state.kind === 'waiting' ? state.retryAt - world.clock.now() : undefined;
};
/** What a promise that must fail failed with. */
const failure = (promise: Promise<unknown>): Promise<OurplaceError> =>
  promise.then(
    () => {
      throw new Error('It succeeded.');
    },
    (error) => error as OurplaceError,
  );
const askForAnn = () => connection.call(AccountService.method.getMember, { memberId: 'ann' });

describe('The line', () => {
  it('is online once the server has said hello, and not before', () => {
    world.socket.onOpen();
    expect(kind()).toBe('connecting');
    world.socket.receive({ case: 'hello', value: { memberId: 'ana' } });
    expect(kind()).toBe('online');
  });

  it('is tried again after delays that double up to half a minute', async () => {
    const delays: (number | undefined)[] = [];
    for (let attempt = 0; attempt < 8; attempt++) {
      world.socket.onClose(1006);
      delays.push(waitMs());
      await world.clock.advance(waitMs() ?? 0);
    }
    expect(delays).toEqual([600, 1100, 2100, 4100, 8100, 16100, 30100, 30100]);
  });

  it('is tried again at a time that chance decides, so that clients do not come back together', () => {
    world.chance = 51;
    world.socket.onClose(1006);
    expect(waitMs()).toBe(200);
  });

  it('starts with short delays again after it was there', async () => {
    for (let attempt = 0; attempt < 5; attempt++) {
      world.socket.onClose(1006);
      await world.clock.advance(30_100);
    }
    world.socket.hello();
    world.socket.onClose(1006);
    expect(waitMs()).toBe(600);
  });

  it('remembers since when it is gone, however often it was tried', async () => {
    world.socket.hello();
    const lostAt = world.clock.now();
    world.socket.onClose(1006);
    await world.clock.advance(600);
    world.socket.onClose(1006);
    expect(connection.state.value).toMatchObject({ kind: 'waiting', since: lostAt });
  });

  it('comes back when the server said, after it said that it goes away', async () => {
    world.socket.hello();
    world.socket.receive({ case: 'goAway', value: { reconnectInMs: 7300 } });
    world.socket.onClose(4001);
    expect(waitMs()).toBe(7300);
    await world.clock.advance(7300);
    world.socket.onClose(1006);
    expect(waitMs()).toBe(600);
  });

  it.each([1000, 1006, 4001, 4002, 4003, 4499, 5000])('is opened again after close code %d', async (code) => {
    world.socket.hello();
    world.socket.onClose(code);
    await world.clock.advance(600);
    expect(world.sockets).toHaveLength(2);
  });

  it.each([
    [4500, true],
    [4501, false],
    [4999, false],
  ])('stays closed after close code %d', async (code, signedOut) => {
    world.socket.hello();
    world.socket.onClose(code);
    await world.clock.advance(120_000);
    expect(connection.state.value).toEqual({ kind: 'stopped', signedOut });
    expect(world.sockets).toHaveLength(1);
  });

  it('answers a ping', () => {
    world.socket.hello();
    world.socket.receive({ case: 'ping', value: {} });
    expect(world.socket.frames('pong')).toHaveLength(1);
  });

  it('tells somebody that a socket did not open, for they may be signed out', () => {
    let refused = 0;
    connection.onRefused = () => refused++;
    world.socket.onClose(1006);
    expect(refused).toBe(1);
  });

  it('is not asked about being signed out when it broke after it was open', () => {
    let refused = 0;
    connection.onRefused = () => refused++;
    world.socket.hello();
    world.socket.onClose(1006);
    expect(refused).toBe(0);
  });

  it('stops when told to', async () => {
    world.socket.hello();
    connection.stop(true);
    await world.clock.advance(120_000);
    expect(world.socket.closed).toBe(true);
    expect(world.sockets).toHaveLength(1);
    expect(kind()).toBe('stopped');
  });
});

describe('A silent line', () => {
  it('is given up after a minute', async () => {
    world.socket.hello();
    await world.clock.advance(59_000);
    world.socket.receive({ case: 'ping', value: {} });
    await world.clock.advance(59_000);
    expect(kind()).toBe('online');
    await world.clock.advance(1000);
    expect(kind()).toBe('waiting');
    expect(world.socket.closed).toBe(true);
  });

  it('is given up after 15 seconds when it never says hello', async () => {
    world.socket.onOpen();
    await world.clock.advance(15_000);
    expect(kind()).toBe('waiting');
    expect(world.socket.closed).toBe(true);
  });

  it('is asked for a sign of life when somebody looks, and given up after 5 seconds', async () => {
    world.socket.hello();
    world.wake();
    expect(world.socket.frames('subscribe')).toHaveLength(1);
    await world.clock.advance(4999);
    expect(kind()).toBe('online');
    await world.clock.advance(1);
    expect(kind()).toBe('waiting');
  });

  it('is kept when it answers', async () => {
    world.socket.hello();
    world.wake();
    world.socket.receive({ case: 'subscribed', value: { id: 1 } });
    await world.clock.advance(10_000);
    expect(kind()).toBe('online');
  });

  it('is not asked twice before it has answered', () => {
    world.socket.hello();
    world.wake();
    world.wake();
    expect(world.socket.frames('subscribe')).toHaveLength(1);
  });
});

describe('Trying now', () => {
  it('does not wait for the time that was set', () => {
    world.socket.onClose(1006);
    connection.tryNow();
    expect(world.sockets).toHaveLength(2);
  });

  it('leaves an attempt alone that is under way', () => {
    world.socket.onClose(1006);
    connection.tryNow();
    connection.tryNow();
    world.wake();
    expect(world.sockets).toHaveLength(2);
    world.socket.hello();
    expect(kind()).toBe('online');
  });

  it('happens by itself when the line may be back', () => {
    world.socket.onClose(1006);
    world.wake();
    expect(world.sockets).toHaveLength(2);
  });
});

describe('A socket that was given up', () => {
  it('changes nothing any more', async () => {
    world.socket.onOpen();
    await world.clock.advance(15_000 + 600);
    const [old, current] = world.sockets;
    current?.hello();
    old?.onOpen();
    old?.receive({ case: 'goAway', value: { reconnectInMs: 9000 } });
    old?.onClose(4500);
    expect(kind()).toBe('online');
    current?.onClose(1006);
    expect(waitMs()).toBe(600);
  });
});

describe('A call', () => {
  it('gets its own answer', async () => {
    world.socket.hello();
    const answers = Promise.all([askForAnn(), connection.call(AccountService.method.getMember, { memberId: 'ben' })]);
    const [first, second] = world.socket.frames('call');
    expect(first?.value.method).toBe('ourplace.v1.AccountService/GetMember');
    expect(fromBinary(GetMemberRequestSchema, first?.value.request ?? new Uint8Array()).memberId).toBe('ann');
    const reply = (id: number | undefined, name: string) => {
      const response = toBinary(GetMemberResponseSchema, create(GetMemberResponseSchema, { member: { name } }));
      world.socket.receive({ case: 'reply', value: { id: id ?? 0, result: { case: 'response', value: response } } });
    };
    reply(second?.id, 'Ben');
    reply(first?.id, 'Ann');
    expect((await answers).map(({ member }) => member?.name)).toEqual(['Ann', 'Ben']);
  });

  it('fails with what the server said', async () => {
    world.socket.hello();
    const failed = failure(askForAnn());
    const error = { code: Code.NOT_FOUND, message: 'There is no such member.', field: 'member_id' };
    const id = world.socket.frames('call')[0]?.id ?? 0;
    world.socket.receive({ case: 'reply', value: { id, result: { case: 'error', value: error } } });
    expect(await failed).toMatchObject({ code: Code.NOT_FOUND, field: 'member_id', retryCanHelp: false });
  });

  it('fails at once while there is no line', async () => {
    expect(await failure(askForAnn())).toMatchObject({ code: Code.UNAVAILABLE, retryCanHelp: true });
    expect(world.socket.sent).toEqual([]);
  });

  it('fails when the line goes', async () => {
    world.socket.hello();
    const failed = failure(askForAnn());
    world.socket.onClose(1006);
    expect(await failed).toMatchObject({ code: Code.UNAVAILABLE, retryCanHelp: true });
  });

  it('fails after half a minute without an answer, and the line is asked for a sign of life', async () => {
    world.socket.hello();
    const failed = failure(askForAnn());
    await world.clock.advance(30_000);
    expect(await failed).toMatchObject({ code: Code.DEADLINE_EXCEEDED, retryCanHelp: true });
    expect(world.socket.frames('subscribe')).toHaveLength(1);
  });

  it('fails when the answer cannot be read', async () => {
    world.socket.hello();
    const failed = failure(askForAnn());
    const id = world.socket.frames('call')[0]?.id ?? 0;
    const result = { case: 'response', value: new Uint8Array([0xff]) } as const;
    world.socket.receive({ case: 'reply', value: { id, result } });
    expect(await failed).toMatchObject({ code: Code.INTERNAL });
    expect(kind()).toBe('online');
  });
});

describe('A call over HTTP', () => {
  const post = () => connection.post(AccountService.method.getMe, {});

  it('goes to the path of its method', async () => {
    const paths: string[] = [];
    world.answer = async (path) => {
      paths.push(path);
      return { status: 200, contentType: 'application/proto', body: new Uint8Array() };
    };
    await post();
    expect(paths).toEqual(['/ourplace.v1.AccountService/GetMe']);
  });

  it('fails with what the server said', async () => {
    const error = create(ErrorSchema, { code: Code.RESOURCE_EXHAUSTED, message: 'Wait.', retryAfterMs: 60_000 });
    const details = [
      { type: 'ourplace.v1.Error', value: base64Encode(toBinary(ErrorSchema, error)).replace(/=+$/, '') },
    ];
    const body = new TextEncoder().encode(JSON.stringify({ code: 'resource_exhausted', message: 'Wait.', details }));
    world.answer = async () => ({ status: 429, contentType: 'application/json', body });
    expect(await failure(post())).toMatchObject({ code: Code.RESOURCE_EXHAUSTED, retryAfterMs: 60_000 });
  });

  it('says that a retry can help when a proxy answered', async () => {
    const body = new TextEncoder().encode('<html>Bad gateway</html>');
    world.answer = async () => ({ status: 502, contentType: 'text/html', body });
    expect(await failure(post())).toMatchObject({ code: Code.UNAVAILABLE, retryCanHelp: true });
  });

  it('says that there is no line', async () => {
    const error = await failure(post());
    expect(error).toBeInstanceOf(OurplaceError);
    expect(error).toMatchObject({ code: Code.UNAVAILABLE, retryCanHelp: true });
    await settle();
  });
});
