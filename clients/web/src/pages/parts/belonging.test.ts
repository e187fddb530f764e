import { type Hub, HubRole, Session } from '@ourplace/sdk';
import { beforeEach, describe, expect, it } from 'vitest';
import { LogServer } from '../../../../sdk/tests/log_server.ts';
import { settle, World } from '../../../../sdk/tests/world.ts';
import { settleToast } from '../../parts/toast.tsx';
import { asSeen, join, leaveSoon } from './belonging.ts';

let world: World;
let session: Session;
let hub: Hub;

beforeEach(async () => {
  settleToast();
  const server = new LogServer();
  for (const stream of ['m.ana', 'h.h1', 'c.c1']) server.log(stream);
  server.joined = ['c1'];
  world = new World();
  server.serve(world);
  session = new Session(world);
  await session.start();
  await settle();
  hub = { ...(session.overview.hub('h1') as Hub), myRole: HubRole.MEMBER };
});

const asked = () => world.socket.frames('call').map(({ value }) => value.method.split('/')[1]);

describe('Leaving a Hub', () => {
  it('is seen at once, and told to the server when the time to undo it is over', async () => {
    leaveSoon(session, hub);
    expect(session.overview.hub('h1')).toBeUndefined();
    expect(asSeen(hub).myRole).toBe(HubRole.UNSPECIFIED);
    expect(asked()).not.toContain('LeaveHub');
    settleToast();
    expect(asked()).toContain('LeaveHub');
    await settle();
  });

  it('that the server refuses has not happened', async () => {
    leaveSoon(session, hub);
    settleToast();
    await settle();
    await settle();
    expect(session.overview.hub('h1')).toBeDefined();
    expect(asSeen(hub).myRole).toBe(HubRole.MEMBER);
  });

  it('is taken back by joining again before the time is over', async () => {
    leaveSoon(session, hub);
    await join(session, hub);
    await settle();
    expect(asked()).not.toContain('LeaveHub');
    expect(asked()).not.toContain('JoinHub');
    expect(session.overview.hub('h1')).toBeDefined();
  });
});
