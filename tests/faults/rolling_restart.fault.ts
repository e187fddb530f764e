/** Three nodes that are restarted one after the other while everybody writes: nobody is refused and nothing is lost. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Cluster } from '../support/cluster.ts';
import { Random } from '../support/random.ts';
import { within } from '../support/until.ts';
import { Crowd } from './crowd.ts';

const crowd = new Crowd(30, Random.seeded());
let cluster: Cluster;

beforeAll(async () => {
  cluster = await Cluster.open((programme) => crowd.furnish(programme));
  await crowd.open(cluster);
}, 120_000);

afterAll(async () => {
  crowd.close();
  await cluster?.remove();
});

it('restarts one node after the other, and nobody notices', async () => {
  let talking = true;
  const talk = crowd.talk(1000, () => talking);
  for (const node of cluster.nodes) {
    await crowdHears('before the next node');
    const begunMs = performance.now();
    expect(await node.drain()).toBe(0);
    console.log(`${node.name} stopped within ${((performance.now() - begunMs) / 1000).toFixed(1)} s`);
    await node.start();
  }
  await crowdHears('after the last node');
  talking = false;
  await talk;
  await crowd.settle(cluster);
  await crowd.expectScreensAsServed(cluster);
  expect(await cluster.drain()).toEqual([0, 0, 0]);
  crowd.expectNothingLost(cluster);
  expect(crowd.clients.flatMap(({ refusals }) => refusals)).toEqual([]);
});

/** More messages reach everybody. */
async function crowdHears(when: string): Promise<void> {
  const sofar = Math.max(...crowd.clients.map(({ history }) => history.applied.length));
  await within(
    30_000,
    `20 more messages ${when}`,
    Promise.all(crowd.clients.map((client) => client.received(sofar + 20))),
  );
}
