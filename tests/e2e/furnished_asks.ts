/** Asks in every state that somebody can look at: offered, shared, asked about, handed over, and waiting on the board. */
import { randomBytes } from 'node:crypto';
import { call, post } from '../support/call.ts';
import { untilAsked } from '../support/until.ts';
import { makeChampion } from './champions.ts';
import type { Stage } from './stage.ts';

export interface FurnishedAsks {
  /** Offered to Aisha, by somebody who keeps their name private. */
  offered: string;
  /** Aisha's own, by channel: shared with Denise, who asks whether it has helped. */
  mine: string;
  mineId: string;
  /** With Aisha as its Champion, by channel. */
  matched: string;
  matchedId: string;
  /** Aisha's, closed with what changed. */
  done: string;
}

export async function furnishAsks(
  stage: Stage,
  people: Record<'aisha' | 'denise' | 'bronwen' | 'piotr', string>,
): Promise<FurnishedAsks> {
  const { server, programme } = stage;
  const { aisha, denise, bronwen, piotr } = people;
  const ask = async (token: string, text: string, more: object = {}) => {
    const { ask } = await call(server, token, 'AskService/OpenAsk', {
      hubId: programme.hubId,
      clientAskId: randomBytes(16).toString('base64'),
      text,
      ...more,
    });
    return ask as { askId: string; channelId: string };
  };
  const take = async (token: string, { askId }: { askId: string }) => {
    await untilAsked(
      10_000,
      'an offer',
      () => call(server, token, 'AskService/ListAsks', { view: 'VIEW_OFFERED' }),
      (list) => (list.asks ?? []).some((one: { askId: string }) => one.askId === askId),
    );
    await call(server, token, 'AskService/AcceptOffer', { askId });
  };
  await makeChampion(stage, 'Aisha Rahman', 'Denise Okafor');
  const mine = await ask(aisha, 'The boiler of the hall has failed, and the insurer says that it is wear and tear.', {
    theme: 'assets',
  });
  await take(denise, mine);
  await post(server, denise, mine.channelId, 'We had that very letter. You are not on your own with it.');
  await call(server, denise, 'AskService/CheckWithAsker', { askId: mine.askId });
  const done = await ask(aisha, 'Who insures a pop-up café?');
  await take(denise, done);
  await call(server, aisha, 'AskService/CloseAsk', {
    askId: done.askId,
    helped: 'HELPED_YES',
    whatChanged: 'The parish does, for an afternoon.',
    thanks: 'That saved us a month.',
  });
  await makeChampion(stage, 'Aisha Rahman', 'Aisha Rahman');
  const matched = await ask(piotr, 'Bookings for a shared car park', { theme: 'assets' });
  await take(aisha, matched);
  const offered = await ask(
    bronwen,
    'Eight of us eat alone most days and we could eat together. We have a hall with a sink and a kettle but no kitchen. I do not know where to start with food rules.',
    { theme: 'health', keepNamePrivate: true, howSoon: 'HOW_SOON_TODAY' },
  );
  await untilAsked(
    10_000,
    'the offer to Aisha',
    () => call(server, aisha, 'AskService/ListAsks', { view: 'VIEW_OFFERED' }),
    (list) => (list.asks ?? []).length === 1,
  );
  return {
    offered: offered.askId,
    mine: mine.channelId,
    mineId: mine.askId,
    matched: matched.channelId,
    matchedId: matched.askId,
    done: done.channelId,
  };
}
