/**
 * A name kept private, from asking to closing, with everything that its peers get: every frame and answer on their lines,
 * every page, what a program of theirs hears, and the server's log and metrics. Nothing of it holds the name or the id of who
 * asked.
 */
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { untilAsked } from '../support/until.ts';
import { makeChampion } from './champions.ts';
import { desktop, Stage } from './stage.ts';

const asker = 'Rhiannon Pugh';
/** Whom it is offered to, whoever takes it up, their Organiser, and somebody whom it does not concern. */
const peers = ['Denise', 'Gwyn', 'Ruth', 'Ben'] as const;
type Peer = (typeof peers)[number];
const words = {
  asked: 'My landlord has written twice about the rent, and I have told nobody.',
  said: 'I am behind by two months, if I am honest.',
  changed: 'We agreed on eleven pounds a week.',
};

let stage: Stage;
const tokens = new Map<Peer, string>();
const pages = new Map<Peer, Page>();
const devices = new Map<Peer, BrowserContext>();
/** By whom and how it came. */
const collected = new Map<string, Buffer[]>();
const listening = new AbortController();

beforeAll(async () => {
  stage = await Stage.open((programme) => {
    programme.member(asker);
    for (const name of ['Denise', 'Gwyn', 'Ben'] as const) tokens.set(name, programme.program(name));
    tokens.set('Ruth', programme.program('Ruth', 'organiser', '--administrator'));
    programme.channel('Talk');
  });
  for (const name of ['Denise', 'Gwyn']) await makeChampion(stage, 'Ruth', name);
  for (const name of peers) {
    const device = await stage.deviceOf(name, { viewport: desktop });
    const page = await device.newPage();
    page.on('websocket', (socket) => {
      socket.on('framereceived', ({ payload }) => keep(`frames of ${name}`, payload));
    });
    page.on('response', async (response) => {
      if (response.url().includes('/assets/')) return;
      keep(`answers to ${name}`, await response.body().catch(() => ''));
    });
    devices.set(name, device);
    pages.set(name, page);
    await page.goto('/');
    await page.getByRole('heading', { level: 1 }).waitFor();
  }
});
afterAll(async () => {
  listening.abort();
  await stage?.close();
});

function keep(how: string, bytes: string | Buffer): void {
  const kept = collected.get(how) ?? [];
  kept.push(Buffer.from(bytes));
  collected.set(how, kept);
}

/** What a program of the peer hears from here on, and what it missed. */
async function listen(name: Peer, streamId: string): Promise<void> {
  const reply = await fetch(`${stage.server.url}/updates?stream=${streamId}`, {
    headers: { authorization: `Bearer ${tokens.get(name)}`, 'Last-Event-ID': '0' },
    signal: listening.signal,
  });
  (async () => {
    for await (const bytes of reply.body ?? []) keep(`Updates of ${streamId} to ${name}`, Buffer.from(bytes));
  })().catch(() => {});
}

/** Every page on which something of the Ask could be. */
async function look(name: Peer, more: string[] = []): Promise<void> {
  const page = pages.get(name) as Page;
  for (const address of ['/', '/chats', '/asks', '/events', '/stories', '/suggestions', '/more', ...more]) {
    await page.goto(address);
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    keep(`pages of ${name}`, await page.content());
  }
}

it('is in nothing that a peer gets, in no log line and in no figure', async () => {
  const { programme } = stage;
  const device = await stage.deviceOf(asker, { viewport: desktop });
  // Without a connection: that they are there while they ask, and never after, is what can be noticed (decision 0013).
  const { ask } = await stage.call(device, 'AskService/OpenAsk', {
    hubId: programme.hubId,
    clientAskId: Buffer.alloc(16, 1).toString('base64'),
    text: words.asked,
    keepNamePrivate: true,
  });
  const { askId, channelId, asker: persona } = ask;
  const thread = `/asks/talk/${channelId}`;
  const known = [programme.memberId(asker), asker];
  const page = await device.newPage();
  await page.goto(thread);
  await page.getByText(`You are ${persona.name} in this Ask`).waitFor();
  for (const name of peers) {
    await listen(name, `h.${programme.hubId}`);
    await listen(name, `c.${channelId}`);
    for (const memberId of [programme.memberId(name), programme.memberId(asker), persona.memberId])
      await listen(name, `m.${memberId}`);
  }
  const lookAll = () =>
    Promise.all(
      peers.map((name) => look(name, [`/asks/${askId}`, thread, ...(name === 'Ruth' ? ['/asks/board'] : [])])),
    );
  await lookAll();

  await untilAsked(
    10_000,
    'the offer',
    () => stage.call(devices.get('Denise') as BrowserContext, 'AskService/ListAsks', { view: 'VIEW_OFFERED' }),
    ({ asks: offered }) => offered?.length === 1,
  );
  const denise = pages.get('Denise') as Page;
  await denise.goto(`/asks/${askId}`);
  await denise.getByRole('button', { name: 'Yes, I can help' }).click();
  await denise.getByRole('textbox', { name: 'Your message' }).waitFor();
  await listen('Denise', `c.${channelId}`);
  const box = page.getByRole('textbox', { name: 'Your message' });
  await box.pressSequentially(words.said.slice(0, 20));
  await denise.getByText(`${persona.name} is writing`).first().waitFor();
  await box.fill(words.said);
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await denise.getByText(words.said).first().waitFor();
  await denise.getByRole('textbox', { name: 'Your message' }).fill('I have had that letter.');
  await denise.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByText('I have had that letter.').first().waitFor();
  const { messages } = await stage.call(device, 'ConversationService/ListMessages', { channelId });
  for (const { seq } of messages)
    await stage.call(device, 'ConversationService/SetReaction', {
      channelId,
      seq,
      reaction: 'REACTION_THINKING_OF_YOU',
      on: true,
    });
  await stage.call(device, 'ConversationService/MarkRead', { channelId, seq: messages.at(-1).seq });
  await lookAll();

  await stage.call(device, 'AskService/CloseAsk', { askId, helped: 'HELPED_YES', whatChanged: words.changed });
  await denise.goto(thread);
  await denise.getByText(words.changed).first().waitFor();
  await lookAll();

  // That the listening works: the one whom it concerns has the words, under the other name.
  const heard = (how: string) => Buffer.concat(collected.get(how) ?? []).toString('latin1');
  for (const how of ['frames of Denise', 'pages of Denise', `Updates of c.${channelId} to Denise`])
    for (const word of [words.said, persona.name]) expect(heard(how).includes(word), `${how}: ${word}`).toBe(true);
  for (const [how, bytes] of collected) {
    // The answer to somebody who names the asker's own stream repeats what they said, and no more.
    const named = `"streamId":"m.${programme.memberId(asker)}"`;
    const text = Buffer.concat(bytes).toString('latin1').replaceAll(`${named},"kind":"KIND_REFUSED"`, '');
    for (const word of known) {
      const at = text.indexOf(word);
      expect(at < 0 ? '' : `${how}: ${text.slice(Math.max(0, at - 300), at + 100)}`).toBe('');
    }
    if (how.includes('Denise')) continue;
    // Organisers read what came of an Ask, and nothing of its conversation.
    for (const word of how.includes('Ruth') ? [words.said] : [words.said, words.changed])
      expect(text.includes(word), `${how}: ${word}`).toBe(false);
  }
  const metrics = await (await fetch(`${stage.server.url}/metrics`)).text();
  for (const text of [stage.server.log, metrics])
    for (const word of [...known, persona.memberId, persona.name, ...Object.values(words)])
      expect(text.includes(word), word).toBe(false);
}, 180_000);
