import { create } from '@bufbuild/protobuf';
import { MessageSchema, Session } from '@ourplace/sdk';
import { beforeEach, describe, expect, it } from 'vitest';
import { settle, World } from '../../../sdk/tests/world.ts';
import { LineNotice } from './line_notice.ts';

let world: World;
let session: Session;
let notice: LineNotice;

beforeEach(async () => {
  world = new World();
  session = new Session(world);
  await session.start();
  notice = new LineNotice(session, world.clock);
});

const write = async (body: string) => {
  await session.outbox.add({ channelId: 'c1', body, quotedSeq: 0n, mentionedMemberIds: [], mentionsChannel: false });
};
const lose = () => world.socket.onClose(1006);
/** Waits until it is tried again. */
const retried = async () => {
  const line = session.connection.state.value;
  if (line.kind === 'waiting') await world.clock.advance(line.retryAt - world.clock.now());
};
const loseFor = async (ms: number) => {
  const until = world.clock.now() + ms;
  lose();
  while (world.clock.now() < until) {
    await retried();
    lose();
  }
};

describe('What is said about the line', () => {
  it('is nothing while it is there, and for a loss that is shorter than five seconds', async () => {
    world.socket.hello();
    await settle();
    lose();
    await world.clock.advance(4000);
    expect(notice.shown.value.kind).toBe('none');
    world.socket.hello();
    await world.clock.advance(10_000);
    expect(notice.shown.value.kind).toBe('none');
  });

  it('is that it is lost after five seconds, when it is tried again, and how many messages wait', async () => {
    world.socket.hello();
    await settle();
    lose();
    await world.clock.advance(700);
    lose();
    await write('one');
    await world.clock.advance(1200);
    lose();
    await world.clock.advance(5000);
    lose();
    await write('two');
    const line = session.connection.state.value;
    expect(notice.shown.value).toEqual({
      kind: 'lost',
      kept: 2,
      retryAt: line.kind === 'waiting' ? line.retryAt : undefined,
    });
  });

  it('is that it was never there, five seconds after the start', async () => {
    lose();
    await world.clock.advance(4999);
    lose();
    expect(notice.shown.value.kind).toBe('none');
    await world.clock.advance(1);
    expect(notice.shown.value.kind).toBe('lost');
  });

  it('is that it is back, for eight seconds, when nothing had waited', async () => {
    await loseFor(6000);
    expect(notice.shown.value.kind).toBe('lost');
    await retried();
    world.socket.hello();
    expect(notice.shown.value).toEqual({ kind: 'back', went: 0 });
    await world.clock.advance(8000);
    expect(notice.shown.value.kind).toBe('none');
  });

  it('is that messages are going and then that they went', async () => {
    world.socket.hello();
    await settle();
    await loseFor(6000);
    await write('one');
    await write('two');
    await retried();
    world.socket.hello();
    expect(notice.shown.value).toEqual({ kind: 'sending', left: 2 });
    for (const { request } of session.outbox.pending.value)
      session.outbox.confirm(
        create(MessageSchema, { clientMessageId: request.clientMessageId, author: { memberId: 'ana' } }),
      );
    expect(notice.shown.value).toEqual({ kind: 'back', went: 2 });
  });

  it('is that this tab has ended, when the server will not have it again', () => {
    world.socket.hello();
    world.socket.onClose(4501);
    expect(notice.shown.value.kind).toBe('stopped');
  });
});
