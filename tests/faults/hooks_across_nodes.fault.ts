/** A webhook of three nodes that are killed one after the other: every Update arrives, in order, and each from one node. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { post } from '../support/call.ts';
import { Cluster, type ClusterNode, nodeCount } from '../support/cluster.ts';
import type { TestProgramme } from '../support/programme.ts';
import { signedIn } from '../support/signed_in.ts';
import { untilAsked } from '../support/until.ts';

/** A node's claim to a hook ends so long after its last sign of life, and another looks twice a second. */
const takenOverWithinMs = 60_000;
const rounds = 5;

let cluster: Cluster;
let programme: TestProgramme;
let channelId: string;
let ben: string;
let receiver: Server;
/** The texts of messages in the order in which they came, and the ids that they came under. */
const received: { text: string; webhookId: string }[] = [];

beforeAll(async () => {
  cluster = await Cluster.open(
    (furnished) => {
      programme = furnished;
      channelId = programme.channel('Talk');
      programme.member('Ana', 'organiser');
      ben = programme.program('Ben');
    },
    { flags: ['--unlimited', '--webhooks-to-private'] },
  );
  receiver = createServer(async (asked, answer) => {
    // biome-ignore lint/suspicious/noExplicitAny: an Update of any kind
    const update = (await json(asked)) as any;
    const text = update.messagePosted?.message.body;
    if (text !== undefined) received.push({ text, webhookId: String(asked.headers['webhook-id']) });
    answer.end();
  });
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
}, 120_000);

afterAll(async () => {
  receiver?.close();
  await cluster?.remove();
});

it('delivers everything in order while its nodes are killed, and twice only what a node died over', async () => {
  const organiser = await signedIn(cluster.node(1).server, await programme.signInLink('Ana'));
  const { bot } = await organiser('BotService/CreateBot', {
    hubId: programme.hubId,
    name: 'Diary',
    scopes: ['BOT_SCOPE_READ'],
    channelIds: [channelId],
  });
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
  await organiser('BotService/SetOutgoingHook', { botId: bot.botId, url });

  const posted: string[] = [];
  const postSome = async (by: ClusterNode[]) => {
    for (let round = 0; round < rounds; round++) {
      for (const { server } of by) {
        const text = `Message ${posted.length}`;
        await post(server, ben, channelId, text);
        posted.push(text);
      }
    }
  };
  const texts = () => [...new Set(received.map(({ text }) => text))];
  await postSome(cluster.nodes);
  for (const node of cluster.nodes) {
    await untilAsked(
      takenOverWithinMs,
      'the first of what was posted',
      async () => texts().length,
      (many) => many > 0,
    );
    const others = cluster.nodes.filter((other) => other !== node);
    await Promise.all([postSome(others), node.kill()]);
    await postSome(others);
    await untilAsked(
      takenOverWithinMs,
      'all',
      async () => texts().length,
      (many) => many === posted.length,
    );
    await node.start();
  }
  expect(texts()).toEqual(posted);
  const ids = received.map(({ webhookId }) => webhookId);
  expect(new Set(ids).size).toBe(posted.length);
  expect(ids.length - posted.length).toBeLessThanOrEqual(nodeCount);
}, 300_000);
