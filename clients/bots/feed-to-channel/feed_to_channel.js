#!/usr/bin/env node
// Posts what is new in a feed, RSS or Atom, to a channel.
//
//     OURPLACE_URL=https://hub.example.org OURPLACE_TOKEN=op_… node clients/bots/feed-to-channel/feed_to_channel.js \
//         --feed https://council.example.org/news.rss --channel News
//
// An entry is posted once for ever: its id names the post. What is in the feed when the bot first reads it is not news,
// except for the newest few (--first).
import { createHash } from 'node:crypto';
import { Bot, FileStorage } from '@ourplace/sdk/bot';
import { read, run } from '../running.js';
import { Feed } from './feed.js';

const {
  feed: source,
  channel,
  ...options
} = read(
  'feed_to_channel.js --feed ADDRESS|FILE --channel NAME [--every MINUTES] [--first ENTRIES]',
  {
    feed: { type: 'string' },
    channel: { type: 'string' },
    every: { type: 'string', default: '15' },
    first: { type: 'string', default: '1' },
  },
  ['feed', 'channel'],
);
const everyMs = number('every', 0.01, 1440) * 60_000;
const first = number('first', 0, 50);
const folder = process.env.OURPLACE_FOLDER ?? 'ourplace-bot';

const bot = new Bot({ waitForServer: true, folder });
const feed = new Feed(source);
const storage = new FileStorage(folder);
const seenKey = `feed/${createHash('sha256').update(source).digest('hex')}`;
/** @type {NodeJS.Timeout | undefined} */
let timer;
let isStopping = false;

process.once('SIGINT', stop).once('SIGTERM', stop);
bot.on('ended', stop);
await run(bot);
if (process.exitCode === undefined) await look();

async function look() {
  try {
    await postNews();
  } catch (error) {
    console.warn(error instanceof Error ? error.message : error);
  }
  if (!isStopping) timer = setTimeout(() => void look(), everyMs);
}

async function postNews() {
  const entries = await feed.read();
  if (!entries) return;
  const seen = await readSeen();
  const unseen = entries.filter(({ id }) => !seen?.has(id));
  const news = seen ? unseen : unseen.slice(unseen.length - Math.min(first, unseen.length));
  // An entry that is posted and not yet noted is posted again under its id, which changes nothing.
  if (!seen) await note(entries.filter((entry) => !news.includes(entry)));
  for (const { id, text } of news) {
    if (isStopping) return;
    await bot.post(channel, text, { id: `${channel} ${source} ${id}` });
  }
  await note(entries);
}

/** Ids of entries that are posted or no news; undefined: the feed is read for the first time. */
async function readSeen() {
  const kept = await storage.get(seenKey);
  return kept && new Set(/** @type {string[]} */ (JSON.parse(Buffer.from(kept).toString())));
}

/** What is no longer in the feed needs no noting. @param {import('./feed.js').Entry[]} entries */
async function note(entries) {
  await storage.set(seenKey, Buffer.from(JSON.stringify(entries.map(({ id }) => id))));
}

function stop() {
  isStopping = true;
  clearTimeout(timer);
}

/** @param {'every' | 'first'} name @param {number} least @param {number} most */
function number(name, least, most) {
  const value = Number(options[name]);
  if (!(value >= least && value <= most)) {
    console.error(`--${name} takes a number from ${least} to ${most}, not "${options[name]}".`);
    process.exit(2);
  }
  return value;
}
