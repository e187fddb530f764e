import { expect, it } from 'vitest';
import { LogServer } from '../tests/log_server.ts';
import { chances, type RecordingSocket, settle, World } from '../tests/world.ts';
import { OurplaceError } from './errors.ts';
import { Reaction } from './gen/ourplace/v1/conversations_pb.ts';
import { Session } from './session.ts';

const channels = ['c1', 'c2', 'c3'];
const steps = 150;

/**
 * A line that loses, doubles and reorders Updates, cuts, and a tab that dies: whatever happens on the way, what is
 * shown in the end is what the log comes to, each Update was told once and in order, and what was written is there once.
 */
async function live(seed: number): Promise<void> {
  const chance = chances(seed);
  const pick = <T>(from: readonly T[]) => from[Math.floor(chance() * from.length)] as T;
  const server = new LogServer();
  for (const stream of ['m.ana', 'h.h1', ...channels.map((id) => `c.${id}`)]) server.log(stream);
  server.joined = [...channels];
  server.longestReplay = 12;

  let isBad = true;
  const late: [RecordingSocket, () => void][] = [];
  const arrive = server.deliver;
  server.deliver = (socket, ...items) => {
    // Answers and states come in order on a connection; an Update is only a hint.
    const isHint = items[0]?.case === 'update';
    const fate = isBad && isHint ? chance() : 1;
    if (fate < 0.15) return;
    if (fate < 0.3) late.push([socket, () => arrive(socket, ...items)]);
    else arrive(socket, ...items);
    if (fate < 0.45) arrive(socket, ...items);
  };

  let world = new World();
  let tabs = 0;
  let session = new Session(world);
  const told = new Map<string, bigint>();
  const written: string[] = [];
  const open = async () => {
    server.serve(world);
    session = new Session(world);
    told.clear();
    session.onUpdate = ({ streamId, seq }) => {
      expect(seq, `${streamId}: told in order, and once`).toBeGreaterThan(told.get(streamId) ?? 0n);
      told.set(streamId, seq);
    };
    await session.start();
    await settle();
  };
  const whileOnline = (done: Promise<unknown>) =>
    done.catch((error) => {
      if (!(error instanceof OurplaceError)) throw error;
    });
  const someSeq = (channelId: string) => BigInt(1 + Math.floor(chance() * server.log(`c.${channelId}`).length));

  const deeds: (() => unknown)[] = [
    () => void server.post(pick(channels), `ben ${chance()}`),
    () => void server.post(pick(channels), `ben ${chance()}`),
    () => {
      const id = pick(channels);
      const value = { messageSeq: someSeq(id), body: `edited ${chance()}` };
      server.append(`c.${id}`, { case: 'messageEdited', value });
    },
    () => {
      const id = pick(channels);
      const value = {
        messageSeq: someSeq(id),
        memberId: pick(['ben', 'cai']),
        reaction: Reaction.THANKS,
        on: chance() < 0.6,
      };
      server.append(`c.${id}`, { case: 'reactionChanged', value });
    },
    () => {
      const id = pick(channels);
      server.append(`c.${id}`, { case: 'messageDeleted', value: { messageSeq: someSeq(id), tombstone: {} } });
    },
    () => void server.append('h.h1', { case: 'hubMemberChanged', value: {} }),
    () => {
      const body = `ana ${written.length}`;
      written.push(body);
      return session.outbox.add({
        channelId: pick(channels),
        body,
        quotedSeq: 0n,
        mentionedMemberIds: [],
        mentionsChannel: false,
      });
    },
    () => whileOnline(session.load(pick(channels))),
    () => whileOnline(session.loadOlder(pick(channels))),
    () => void whileOnline(session.refresh()),
    () => late.splice(Math.floor(chance() * late.length), 1).forEach(([, run]) => void run()),
    () => world.clock.advance(chance() * 3000),
    () => void (world.sockets.length > 0 && chance() < 0.5 && server.cut(world.socket)),
    async () => {
      if (chance() < 0.7) return;
      // A dead tab does nothing any more.
      session.connection.stop(false);
      server.cut(world.socket);
      world = new World(world.storage, world.clock, ++tabs);
      await open();
    },
  ];

  await open();
  for (let step = 0; step < steps; step++) await pick(deeds)();

  // The line is good again: one more Update of each stream shows every hole.
  isBad = false;
  await world.clock.advance(120_000);
  for (const stream of ['m.ana', 'h.h1']) server.append(stream, undefined);
  for (const id of channels) server.post(id, 'last');
  await world.clock.advance(60_000);
  for (const id of channels) {
    const shown = session.timeline(id);
    const truth = server.truth(id);
    if (shown.loaded.value) {
      // The window may begin later than the log.
      const first = shown.messages.value[0]?.seq ?? 0n;
      expect(shown.messages.value, `${id} of seed ${seed}`).toEqual(truth.filter(({ seq }) => seq >= first));
    }
    expect(session.overview.channel(id)?.lastMessage, `${id} of seed ${seed}`).toEqual(truth.at(-1));
    expect(told.get(`c.${id}`)).toBe(BigInt(server.log(`c.${id}`).length));
  }
  const posted = channels.flatMap((id) =>
    server
      .log(`c.${id}`)
      .flatMap(({ change }) => (change.case === 'messagePosted' ? [change.value.message?.body] : [])),
  );
  expect(posted.filter((body) => body?.startsWith('ana ')).sort(), `seed ${seed}`).toEqual([...written].sort());
  expect(session.outbox.pending.value).toEqual([]);
}

it.each(Array.from({ length: 20 }, (_, index) => index + 1))(
  'ends with what the log comes to, whatever the line did (schedule %d)',
  { timeout: 30_000 },
  async (seed) => {
    await live(seed);
    await live(seed + 1000);
  },
);
