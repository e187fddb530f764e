import { create, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { beforeEach, describe, expect, it } from 'vitest';
import { type RecordingSocket, settle, TestStorage, World } from '../tests/world.ts';
import { Announcements } from './announcements.ts';
import { Connection } from './connection.ts';
import {
  AcknowledgeRequestSchema,
  AcknowledgeResponseSchema,
  type AnnouncementSchema,
  Importance,
  ListPinnedResponseSchema,
  ReportReachedRequestSchema,
  ReportReachedResponseSchema,
} from './gen/ourplace/v1/announcements_pb.ts';
import { Code } from './gen/ourplace/v1/errors_pb.ts';
import { UpdateSchema } from './gen/ourplace/v1/wire_pb.ts';

type Init = MessageInitShape<typeof AnnouncementSchema>;

let world: World;
let connection: Connection;
let announcements: Announcements;
/** What the server holds. */
let pinned: Init[];
let reported: string[];
let confirmed: string[];
let refuse: Code | undefined;

const announcement = (announcementId: string, more: Init = {}): Init => ({
  announcementId,
  version: 1,
  importance: Importance.ORDINARY,
  forMe: true,
  ...more,
});
const arrive = (init: Init) =>
  announcements.apply(
    create(UpdateSchema, { change: { case: 'announcementArrived', value: { announcement: init as never } } }),
  );
const ids = () => announcements.pinned.value.map(({ announcementId }) => announcementId);
const unconfirmed = () => announcements.unconfirmed.value.map(({ announcementId }) => announcementId);
const first = () => announcements.pinned.value[0] as (typeof announcements.pinned.value)[number];

function answer(socket: RecordingSocket): void {
  socket.onSent = ({ id, kind }) => {
    if (kind.case !== 'call') return;
    const { method, request } = kind.value;
    // An answer takes a turn, as over any line.
    const receive = (...items: Parameters<typeof socket.receive>) => queueMicrotask(() => socket.receive(...items));
    const reply = (response: Uint8Array) =>
      receive({ case: 'reply', value: { id, result: { case: 'response', value: response } } });
    if (refuse !== undefined && !method.endsWith('ListPinned')) {
      const error = { code: refuse, message: 'no', retryCanHelp: refuse === Code.UNAVAILABLE };
      receive({ case: 'reply', value: { id, result: { case: 'error', value: error } } });
    } else if (method.endsWith('/ListPinned')) {
      reply(toBinary(ListPinnedResponseSchema, create(ListPinnedResponseSchema, { announcements: pinned as never })));
    } else if (method.endsWith('/ReportReached')) {
      for (const { announcementId, version } of fromBinary(ReportReachedRequestSchema, request).reached)
        reported.push(`${announcementId} ${version}`);
      reply(toBinary(ReportReachedResponseSchema, create(ReportReachedResponseSchema)));
    } else if (method.endsWith('/Acknowledge')) {
      const { announcementId, version } = fromBinary(AcknowledgeRequestSchema, request);
      confirmed.push(`${announcementId} ${version}`);
      const now = announcement(announcementId, { acknowledgedVersion: version, acknowledgedAtUs: 7n });
      reply(toBinary(AcknowledgeResponseSchema, create(AcknowledgeResponseSchema, { announcement: now as never })));
    }
  };
}

async function open(storage = new TestStorage()): Promise<void> {
  world = new World(storage);
  world.onSocket = answer;
  connection = new Connection(world);
  announcements = new Announcements(world, connection);
  connection.start();
}

async function goOnline(): Promise<void> {
  world.socket.hello();
  await announcements.open('ana');
  await settle();
}

beforeEach(async () => {
  pinned = [];
  reported = [];
  confirmed = [];
  refuse = undefined;
  await open();
});

describe('What is pinned', () => {
  it('comes from the server, then from Updates: urgent ones first, then newest first', async () => {
    pinned = [announcement('a', { sentAtUs: 5n })];
    await goOnline();
    arrive(announcement('b', { sentAtUs: 6n }));
    arrive(announcement('c', { sentAtUs: 1n, importance: Importance.URGENT }));
    expect(ids()).toEqual(['c', 'b', 'a']);
  });

  it('is superseded by its correction', async () => {
    await goOnline();
    arrive(announcement('a'));
    await announcements.acknowledge(first());
    await settle();
    expect(unconfirmed()).toEqual([]);
    arrive(announcement('a', { version: 2, acknowledgedVersion: 1 }));
    expect(ids()).toEqual(['a']);
    expect(unconfirmed()).toEqual(['a']);
  });

  it('is there at the next start without a line', async () => {
    pinned = [announcement('a')];
    await goOnline();
    await settle();
    await open(world.storage);
    await announcements.open('ana');
    expect(ids()).toEqual(['a']);
  });

  it('of somebody else is gone when another member signs in', async () => {
    pinned = [announcement('a')];
    await goOnline();
    pinned = [];
    await announcements.open('ben');
    expect(ids()).toEqual([]);
  });

  it('says that it was nudged about, in this version only', async () => {
    await goOnline();
    arrive(announcement('a', { version: 2 }));
    const nudge = (version: number) =>
      announcements.apply(
        create(UpdateSchema, {
          change: { case: 'announcementNudged', value: { announcementId: 'a', version, nudgedAtUs: 9n } },
        }),
      );
    nudge(1);
    expect(first().nudgedAtUs).toBe(0n);
    nudge(2);
    expect(first().nudgedAtUs).toBe(9n);
  });
});

describe('Reaching', () => {
  it('is reported, many at once, at a time that chance chooses', async () => {
    pinned = [announcement('a')];
    await goOnline();
    arrive(announcement('b', { version: 3 }));
    expect(reported).toEqual([]);
    await world.clock.advance(3000);
    expect(reported).toEqual(['a 1', 'b 3']);
    await world.clock.advance(60_000);
    expect(reported).toHaveLength(2);
  });

  it('is reported with the next line if it could not be', async () => {
    await goOnline();
    refuse = Code.UNAVAILABLE;
    pinned = [announcement('a')];
    await announcements.refresh();
    await world.clock.advance(3000);
    expect(reported).toEqual([]);
    refuse = undefined;
    await announcements.open('ana');
    await world.clock.advance(3000);
    expect(reported).toEqual(['a 1']);
  });

  it('is not reported of what is only shown to an organiser', async () => {
    await goOnline();
    arrive(announcement('a', { forMe: false }));
    await world.clock.advance(3000);
    expect(reported).toEqual([]);
  });
});

describe('Confirming', () => {
  it('goes at once with a line, and says when', async () => {
    pinned = [announcement('a')];
    await goOnline();
    await announcements.acknowledge(first());
    await settle();
    expect(confirmed).toEqual(['a 1']);
    expect(first().acknowledgedAtUs).toBe(7n);
    expect(announcements.waiting.value.size).toBe(0);
    expect(world.storage.keys('confirm/')).toEqual([]);
  });

  it('without a line is kept over a tab that dies, and goes with the next line', async () => {
    pinned = [announcement('a')];
    await goOnline();
    world.socket.onClose(1006);
    await announcements.acknowledge(first());
    expect(unconfirmed()).toEqual([]);
    expect(announcements.waiting.value.get('a')).toBe(1);
    expect(world.storage.keys('confirm/')).toEqual(['confirm/ana/a']);
    await open(world.storage);
    await goOnline();
    expect(confirmed).toEqual(['a 1']);
    expect(world.storage.keys('confirm/')).toEqual([]);
  });

  it('that the server cannot take now stays, one that it never takes goes', async () => {
    pinned = [announcement('a')];
    await goOnline();
    refuse = Code.UNAVAILABLE;
    await announcements.acknowledge(first());
    await settle();
    expect(announcements.waiting.value.size).toBe(1);
    refuse = Code.NOT_FOUND;
    await announcements.open('ana');
    await settle();
    expect(announcements.waiting.value.size).toBe(0);
    expect(unconfirmed()).toEqual(['a']);
  });

  it('on another device takes it from the board here', async () => {
    pinned = [announcement('a')];
    await goOnline();
    announcements.apply(
      create(UpdateSchema, {
        change: { case: 'announcementAcknowledged', value: { announcementId: 'a', version: 1, acknowledgedAtUs: 8n } },
      }),
    );
    expect(announcements.pinned.value).toEqual([]);
  });

  it('here leaves it, marked so, also when the stream says it as well', async () => {
    pinned = [announcement('a')];
    await goOnline();
    await announcements.acknowledge(first());
    announcements.apply(
      create(UpdateSchema, {
        change: { case: 'announcementAcknowledged', value: { announcementId: 'a', version: 1, acknowledgedAtUs: 8n } },
      }),
    );
    expect(unconfirmed()).toEqual([]);
    expect(first().acknowledgedAtUs).toBe(7n);
  });
});
