/**
 * A Redis or a PostgreSQL that is not ours, not ready or not to be had: each says which setting to look at, never a
 * password, and somebody else who publishes on our channels changes nothing.
 */
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { post } from '../support/call.ts';
import { Cluster } from '../support/cluster.ts';
import { TestProgramme } from '../support/programme.ts';
import { TestRedis } from '../support/redis.ts';
import { binary, freePort, TestServer } from '../support/server.ts';
import { untilAsked } from '../support/until.ts';

const password = 'not-the-password';
let cluster: Cluster;
let token: string;
let channelId: string;

beforeAll(async () => {
  cluster = await Cluster.open((programme) => {
    channelId = programme.channel('Talk');
    token = programme.program('Ana');
  });
}, 60_000);

afterAll(() => cluster?.remove());

/** What `ourplace serve` says as it gives up. */
async function refusal(...flags: string[]): Promise<string> {
  const serve = ['serve', '--port', String(await freePort()), '--data', cluster.folderFor('nothing'), ...flags];
  const ended = spawnSync(binary, serve, { encoding: 'utf8', timeout: 30_000 });
  expect(ended.signal).toBeNull();
  expect(ended.status).toBeGreaterThan(0);
  expect(ended.stdout + ended.stderr).not.toContain(password);
  return ended.stderr.trim().split('\n').at(-1) ?? '';
}

it('refuses a database that is not there, and names it without the password', async () => {
  const said = await refusal('--database', cluster.postgres.urlWith('ourplace', password, await freePort()));
  expect(said).toMatch(/^ourplace: The database postgresql:\/\/ourplace@127\.0\.0\.1:\d+\/ourplace cannot be used/);
});

it('refuses a wrong password for the database', async () => {
  const said = await refusal('--database', cluster.postgres.urlWith('ourplace', password));
  expect(said).toMatch(/^ourplace: The database .* cannot be used.*password/);
});

it('refuses a database of that server that does not exist', async () => {
  const said = await refusal('--database', cluster.postgres.urlWith('ourplace', 'secret', undefined, 'elsewhere'));
  expect(said).toMatch(/^ourplace: The database .*\/elsewhere cannot be used.*does not exist/);
});

it('refuses an address that is none, and names the setting', async () => {
  expect(await refusal('--database', `mysql://ourplace:${password}@127.0.0.1/ourplace`)).toContain('--database');
  expect(await refusal('--redis-url', `http://:${password}@127.0.0.1:6379`)).toContain('redis_url');
});

it('refuses a replica, and a user that may only read', async () => {
  const { postgres } = cluster;
  const replica = await postgres.startReplica();
  const said = await refusal('--database', replica.url).finally(() => replica.remove());
  expect(said).toMatch(/^ourplace: The database .* cannot be used\. It is a replica.*Name the primary/);
  await postgres.query("CREATE ROLE reader LOGIN PASSWORD 'secret'");
  await postgres.query('ALTER ROLE reader SET default_transaction_read_only = on');
  expect(await refusal('--database', postgres.urlWith('reader', 'secret'))).toMatch(/It is read-only/);
});

it('serves without a Redis that refuses the password, and says so once', async () => {
  const redis = new TestRedis(['--requirepass', 'secret']);
  await redis.start();
  const server = new TestServer(['--redis-url', `redis://:${password}@127.0.0.1:${redis.port}`]);
  const programme = new TestProgramme(server.dataFolder);
  const channel = programme.channel('Talk');
  const ana = programme.program('Ana');
  await server.start();
  const complaint = /redis cannot be used.*/g;
  await untilAsked(
    20_000,
    'a complaint',
    async () => server.log,
    (log) => log.match(complaint) !== null,
  );
  expect(await post(server, ana, channel, 'We talk all the same.')).toBeGreaterThan(0);
  expect(server.log.match(complaint)).toHaveLength(1);
  expect(server.log).toMatch(/redis cannot be used.*password/);
  expect(server.log).not.toContain(password);
  await server.remove();
  await redis.remove();
});

it('ignores, counts and reports once what somebody else publishes on our channels', async () => {
  const { redis, nodes } = cluster;
  const channels = await untilAsked(
    10_000,
    'channels',
    async () => (await redis.cli('PUBSUB', 'CHANNELS', 'ourplace:*')).split('\n'),
    (found) => found.some((channel) => channel.endsWith(':nodes')),
  );
  const ours = channels.filter((channel) => channel.endsWith(':nodes') || channel.endsWith(':presence'));
  expect(ours).toHaveLength(2);
  for (const channel of ours)
    for (let time = 1; time <= 3; time++) await redis.cli('PUBLISH', channel, `nonsense ${time}`);
  for (const node of nodes) {
    const count = () => node.count('ourplace_bus_foreign_messages_total');
    expect(await untilAsked(10_000, 'counted', count, (counted) => counted >= 6)).toBe(6);
    expect(node.server.log.match(/somebody else publishes/g)).toHaveLength(1);
    expect(node.server.log).not.toContain('nonsense');
    expect(await post(node.server, token, channelId, `Still here on ${node.name}.`)).toBeGreaterThan(0);
  }
});
