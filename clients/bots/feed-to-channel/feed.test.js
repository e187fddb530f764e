import { expect, it } from 'vitest';
import { entriesOf } from './feed.js';

const rss = `<?xml version="1.0"?>
<rss version="2.0"><channel><title>Council news</title>
<item><title>Bins are late</title><link>https://council.example.org/2</link><guid>news-2</guid>
<description>&lt;p&gt;Collection is on &lt;b&gt;Friday&lt;/b&gt;
 this week.&lt;/p&gt;&lt;script&gt;&lt;/script&gt;</description></item>
<item><title>Library opens &amp; closes</title><link>https://council.example.org/1</link></item>
</channel></rss>`;

const atom = `<?xml version="1.0"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Trust</title>
<entry><id>urn:2</id><title>Second</title><link href="https://trust.example.org/2"/><summary>Words</summary></entry>
<entry><id>urn:1</id><title>First</title><link href="https://trust.example.org/1"/></entry>
</feed>`;

it('reads RSS, the oldest first, and of descriptions the words', () => {
  expect(entriesOf(rss)).toEqual([
    { id: 'https://council.example.org/1', text: '**Library opens & closes**\nhttps://council.example.org/1' },
    {
      id: 'news-2',
      text: '**Bins are late**\nhttps://council.example.org/2\nCollection is on Friday this week.',
    },
  ]);
});

it('reads Atom', () => {
  expect(entriesOf(atom)).toEqual([
    { id: 'urn:1', text: '**First**\nhttps://trust.example.org/1' },
    { id: 'urn:2', text: '**Second**\nhttps://trust.example.org/2\nWords' },
  ]);
});

it('says what is no feed', () => {
  expect(() => entriesOf('<!doctype html><p>Not found')).toThrow('neither RSS nor Atom');
});

it('cuts long descriptions between words', () => {
  const long = rss.replace('this week.', 'word '.repeat(100));
  expect(entriesOf(long)[1]?.text).toMatch(/ word…$/);
});
