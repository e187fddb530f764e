// Reads a feed, RSS or Atom, from a file or the web.
import { readFile } from 'node:fs/promises';
import { DomUtils, parseDocument, parseFeed } from 'htmlparser2';

const longestFetchMs = 30_000;
const mostBytes = 4 * 1024 * 1024;
const longestSummary = 280;

/**
 * @typedef {object} Entry
 * @property {string} id the feed's own, or else its address: what tells it from every other
 * @property {string} text what is posted
 */

export class Feed {
  /** Of the last answer, so that the other side need not send what has not changed. @type {Record<string, string>} */
  #known = {};

  /** @param {string} source a path, or an http or https address */
  constructor(source) {
    this.source = source;
  }

  /** Oldest first; undefined: nothing has changed. Rejects with what is wrong with it. */
  async read() {
    const text = /^https?:/.test(this.source) ? await this.#fetch() : await readFile(this.source, 'utf8');
    return text === undefined ? undefined : entriesOf(text);
  }

  async #fetch() {
    const reply = await fetch(this.source, {
      headers: {
        accept: 'application/atom+xml, application/rss+xml, application/xml;q=0.9, */*;q=0.1',
        ...this.#known,
      },
      signal: AbortSignal.timeout(longestFetchMs),
    });
    if (reply.status === 304) return undefined;
    if (!reply.ok) throw new Error(`${this.source} answered ${reply.status}.`);
    const text = await limited(reply);
    const [tag, date] = [reply.headers.get('etag'), reply.headers.get('last-modified')];
    this.#known = { ...(tag && { 'if-none-match': tag }), ...(date && { 'if-modified-since': date }) };
    return text;
  }
}

/** @param {Response} reply */
async function limited(reply) {
  let bytes = 0;
  const chunks = [];
  for await (const chunk of reply.body ?? []) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw new Error(`The feed is larger than ${mostBytes / 1024 / 1024} MiB.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Feeds have their newest entry first. @param {string} text @returns {Entry[]} */
export function entriesOf(text) {
  const feed = parseFeed(text);
  if (!feed) throw new Error('This is no feed: neither RSS nor Atom.');
  return feed.items.reverse().flatMap(({ id, link, title, description }) => {
    const name = id || link || title;
    const words = [title && `**${onOneLine(title)}**`, link, summary(description)].filter(Boolean);
    return name && words.length > 0 ? [{ id: name, text: words.join('\n') }] : [];
  });
}

/** Descriptions are HTML; people get its words. @param {string | undefined} description */
function summary(description = '') {
  const words = onOneLine(DomUtils.textContent(parseDocument(description)));
  if (words.length <= longestSummary) return words;
  const cut = words.slice(0, longestSummary);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), longestSummary / 2))}…`;
}

/** @param {string} text */
function onOneLine(text) {
  return text.replace(/\s+/g, ' ').trim();
}
