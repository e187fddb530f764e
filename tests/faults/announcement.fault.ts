/**
 * An announcement to a thousand people of whom a hundred are offline, by a server that is killed in the middle of sending
 * it, twice. Not reached, reached and confirmed add up to the audience at every moment that is looked at, everybody gets
 * it once, and the nudge goes only to those who have not confirmed.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { call } from '../support/call.ts';
import { binary, TestServer } from '../support/server.ts';
import { untilAsked } from '../support/until.ts';
import { RecipientDevice } from './recipient_device.ts';
import { query } from './store.ts';

const people = 1000;
const offline = 100;
/** In which an announcement is caught in the middle of being sent; on a fast machine it may get through before. */
const mostAnnouncements = 10;

const server = new TestServer(['--unlimited']);
const seed = resolve(binary, '../../tests/bench/bench_seed');
let hubId: string;
let tokens: { memberId: string; token: string }[];
let devices: RecipientDevice[];
let organiser: string;

beforeAll(async () => {
  const output = join(server.folder, 'programme.txt');
  execFileSync(seed, ['--data', server.dataFolder, '--people', String(people), '--output', output]);
  const words = readFileSync(output, 'utf8')
    .split('\n')
    .map((line) => line.split(' '));
  hubId = words.find(([kind]) => kind === 'hub')?.[1] ?? '';
  tokens = words.filter(([kind]) => kind === 'person').map(([, memberId = '', token = '']) => ({ memberId, token }));
  organiser = tokens[0]?.token ?? '';
  await server.start();
  devices = tokens.slice(offline).map((person, index) => new RecipientDevice(server, person, index % 3 === 0));
  await Promise.all(devices.map((device) => device.online()));
}, 120_000);

afterAll(async () => {
  for (const device of devices ?? []) device.close();
  await server.remove();
});

interface Tracking {
  audience: number;
  notReached: number;
  reached: number;
  acknowledged: number;
  sentTo: number;
  nudged: number;
}
const looked: Tracking[] = [];

async function look(announcementId: string): Promise<Tracking> {
  const { announcement } = await call(server, organiser, 'AnnouncementService/GetAnnouncement', { announcementId });
  looked.push(announcement.tracking);
  return announcement.tracking;
}

async function announce(number: number): Promise<string> {
  const { announcement } = await call(server, organiser, 'AnnouncementService/SendAnnouncement', {
    clientAnnouncementId: Buffer.alloc(16, number).toString('base64'),
    audience: { hubIds: [hubId] },
    importance: 'IMPORTANCE_URGENT',
    english: { title: `Pumps ${number}`, body: 'The number changes at 18:00 tonight.' },
    asksAcknowledgement: true,
  });
  return announcement.announcementId;
}

/** Sends one, kills the server as soon as somebody has it, and starts it again. Whether it was in the middle. */
async function killInMidSend(number: number): Promise<{ id: string; midway: boolean }> {
  const id = await announce(number);
  await untilAsked(
    20_000,
    'somebody has it',
    () => look(id),
    ({ sentTo }) => sentTo > 0,
  );
  await server.kill();
  const sql = `SELECT sent_to FROM announcement WHERE announcement_id = '${id}'`;
  const [{ sent_to } = { sent_to: 0 }] = query<{ sent_to: number }>(server.storeFile, sql);
  await server.start();
  return { id, midway: sent_to > 0 && sent_to < people };
}

it('adds up at every moment, reaches everybody once, and nudges only those who have not confirmed', async () => {
  const sent: string[] = [];
  let kills = 0;
  for (let number = 1; kills < 2 && number <= mostAnnouncements; number++) {
    const { id, midway } = await killInMidSend(number);
    sent.push(id);
    if (midway) kills++;
  }
  expect(kills).toBe(2);
  const confirming = devices.filter((device) => device.confirms).length;
  for (const id of sent) {
    const end = await untilAsked(
      90_000,
      'everybody who is there has reported',
      () => look(id),
      ({ reached, acknowledged }) => reached + acknowledged === people - offline && acknowledged === confirming,
    );
    expect(end).toMatchObject({ audience: people, notReached: offline, sentTo: people });
    for (const device of devices) expect(device.arrivals(id)).toBe(1);
  }

  const [first = ''] = sent;
  await call(server, organiser, 'AnnouncementService/NudgeAudience', { announcementId: first, version: 1 });
  await untilAsked(
    20_000,
    'all were nudged',
    () => look(first),
    ({ nudged }) => nudged === people - confirming,
  );
  await untilAsked(
    20_000,
    'the nudges have come',
    async () => devices.filter((device) => device.nudges > 0).length,
    (nudged) => nudged === devices.length - confirming,
  );
  for (const device of devices) expect(device.nudges).toBe(device.confirms ? 0 : 1);

  expect(looked.length).toBeGreaterThan(10);
  for (const { audience, notReached, reached, acknowledged } of looked)
    expect(notReached + reached + acknowledged).toBe(audience);
  expect(await server.stop()).toBe(0);
  // It fails if the store is not sound.
  execFileSync(binary, ['check', '--data', server.dataFolder]);
});
