/** What people on different nodes of one programme see of each other, and what ends on all of them at once. */
import { fromBinary } from '@bufbuild/protobuf';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PresenceChanged, ServerFrameSchema } from '../../clients/sdk/src/gen/ourplace/v1/wire_pb.ts';
import { Session } from '../../clients/sdk/src/index.ts';
import { call, post } from '../support/call.ts';
import { Cluster, type ClusterNode, nodeCount } from '../support/cluster.ts';
import { NodeWorld } from '../support/node_world.ts';
import type { TestProgramme } from '../support/programme.ts';
import { until, untilAsked, within } from '../support/until.ts';

const people = ['Ana', 'Ben'] as const;
type Name = (typeof people)[number];

let cluster: Cluster;
let hubId: string;
let channelId: string;
let link: () => Promise<string>;
const tokens = new Map<Name, string>();
const memberIds = new Map<Name, string>();
const sessions: Session[] = [];

/** A session that has its overview, with what it is told of presence. */
async function open(node: ClusterNode, token: string): Promise<{ session: Session; told: PresenceChanged[] }> {
  const world = new NodeWorld(node.server.url, token, cluster.folderFor(`session ${sessions.length}`));
  const told: PresenceChanged[] = [];
  world.onReceived = (bytes) => {
    for (const { kind } of fromBinary(ServerFrameSchema, bytes).items)
      if (kind.case === 'presenceChanged') told.push(kind.value);
  };
  const session = new Session(world);
  sessions.push(session);
  await session.start();
  await within(
    10_000,
    'online',
    until(() => session.overview.loaded.value && session.connection.state.value.kind === 'online'),
  );
  return { session, told };
}

/** Signs a device of Cerys in; returns the secret of its session. */
async function signIn(node: ClusterNode): Promise<string> {
  const linkToken = (await link()).split('#')[1];
  const reply = await fetch(`${node.server.url}/ourplace.v1.AccountService/SignInWithLink`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ linkToken, deviceLabel: 'Phone' }),
  });
  const secret = /ourplace=([^;]+)/.exec(reply.headers.get('set-cookie') ?? '')?.[1];
  if (secret === undefined) throw new Error(`not signed in: ${await reply.text()}`);
  return secret;
}

/** One device on each node; signed out everywhere on the first of them, all are in time. */
async function expectSignedOutEverywhere(inTimeMs: number): Promise<void> {
  const secrets: string[] = [];
  // One after the other: a new link ends the one before.
  for (const node of cluster.nodes) secrets.push(await signIn(node));
  const devices = await Promise.all(cluster.nodes.map((node, index) => open(node, secrets[index] ?? '')));
  const ended = devices.map(({ session }) => until(() => session.connection.state.value.kind === 'stopped'));
  const [first = ''] = secrets;
  const begunMs = performance.now();
  const { sessionsEnded } = await call(cluster.node(1).server, first, 'AccountService/SignOutEverywhere', {});
  expect(sessionsEnded).toBe(nodeCount);
  await within(inTimeMs, 'signed out on all nodes', Promise.all(ended));
  console.log(`signed out on all nodes within ${Math.round(performance.now() - begunMs)} ms`);
}

async function withoutRedis(run: () => Promise<void>): Promise<void> {
  await cluster.redis.kill();
  await run().finally(() => cluster.redis.start());
}

describe.each([
  { clocks: 'with clocks that agree', clockOffsetsS: [0, 0, 0], inTimeMs: 2000 },
  // What makes the clocks wrong also makes timers late, by as much where all are wrong alike.
  { clocks: 'with clocks five minutes early, right and late', clockOffsetsS: [-300, 0, 300], inTimeMs: 5000 },
])('$clocks', ({ clockOffsetsS, inTimeMs }) => {
  beforeAll(async () => {
    const furnish = (programme: TestProgramme) => {
      hubId = programme.hubId;
      channelId = programme.channel('Talk');
      for (const name of people) {
        tokens.set(name, programme.program(name));
        memberIds.set(name, programme.memberId(name));
      }
      programme.member('Cerys');
      link = () => programme.signInLink('Cerys');
    };
    cluster = await Cluster.open(furnish, { clockOffsetsS });
  }, 60_000);

  afterAll(async () => {
    for (const session of sessions.splice(0)) session.connection.stop(false);
    await cluster?.remove();
  });

  it('signs out on all nodes at once', () => expectSignedOutEverywhere(inTimeMs));

  it('signs out on all nodes while Redis is away', async () => {
    await withoutRedis(() => expectSignedOutEverywhere(inTimeMs));
  });

  it('shows who is here on another node, and says unknown, never away, while Redis is away', async () => {
    const [ana, ben] = [memberIds.get('Ana') ?? '', memberIds.get('Ben') ?? ''];
    const onFirst = await open(cluster.node(1), tokens.get('Ana') ?? '');
    await open(cluster.node(2), tokens.get('Ben') ?? '');
    await within(
      10_000,
      'Ana sees Ben',
      until(() => onFirst.session.present.value.has(ben)),
    );
    const askFirst = () =>
      call(cluster.node(1).server, tokens.get('Ana') ?? '', 'ConversationService/ListPresent', { hubId });
    const together = await askFirst();
    expect(together.memberIds).toEqual(expect.arrayContaining([ana, ben]));
    expect(together.othersUnknown ?? false).toBe(false);

    onFirst.told.length = 0;
    await withoutRedis(async () => {
      const alone = await untilAsked(20_000, 'others are unknown', askFirst, (answer) => answer.othersUnknown === true);
      expect(alone.memberIds).toContain(ana);
      expect(alone.memberIds).not.toContain(ben);
      const heardOfBen = () => Promise.resolve(onFirst.told.filter(({ memberId }) => memberId === ben));
      const told = await untilAsked(5000, 'Ana is told that Ben is unknown', heardOfBen, (heard) => heard.length > 0);
      expect(told.every(({ present, unknown }) => !present && unknown)).toBe(true);
    });
    await within(
      20_000,
      'Ana sees Ben again',
      until(() => onFirst.session.present.value.has(ben)),
    );
    expect(onFirst.told.some(({ memberId, present, unknown }) => memberId === ben && !present && !unknown)).toBe(false);
  });

  it('shows who is writing on another node', async () => {
    const writer = await open(cluster.node(3), tokens.get('Ben') ?? '');
    const reader = await open(cluster.node(1), tokens.get('Ana') ?? '');
    const ben = memberIds.get('Ben') ?? '';
    const seen = async () => {
      writer.session.typingIn(channelId);
      return reader.session.typing.value.get(channelId)?.has(ben) ?? false;
    };
    // It may be lost, so that it is told every three seconds.
    await untilAsked(10_000, 'Ana sees that Ben is writing', seen, (is) => is);
  });

  it('shows what is said on all nodes in one order', async () => {
    const readers = await Promise.all(cluster.nodes.map((node) => open(node, tokens.get('Ana') ?? '')));
    await Promise.all(readers.map(({ session }) => session.load(channelId)));
    const said: string[] = [];
    for (let turn = 0; turn < 12; turn++) {
      const node = cluster.nodes[turn % nodeCount] as ClusterNode;
      const body = `${turn} by way of ${node.name}`;
      await post(node.server, tokens.get('Ben') ?? '', channelId, body);
      said.push(body);
    }
    for (const { session } of readers) {
      const seen = () => session.timeline(channelId).messages.value.map(({ body }) => body);
      await within(
        10_000,
        'all is there',
        until(() => seen().length >= said.length),
      );
      expect(seen()).toEqual(said);
    }
  });
});
