/** A hub in which people have talked for a while, with everything that a message can be. */
import { randomBytes } from 'node:crypto';
import { call, post } from '../support/call.ts';
import { type FurnishedAsks, furnishAsks } from './furnished_asks.ts';
import { furnishBot } from './furnished_bot.ts';
import type { Stage } from './stage.ts';

export interface Furnished {
  /** Addresses of channels. */
  busy: string;
  empty: string;
  private: string;
  /** Between two people. */
  direct: string;
  /** Of announcements: one that was corrected, and one that waits for its time. */
  corrected: string;
  scheduled: string;
  /** One that is talked about, and the address of its Thread. */
  talkedAbout: string;
  thread: string;
  /** Its id. */
  bot: string;
  asks: FurnishedAsks;
  /** The page to which an invite leads. */
  invite: string;
}

export async function furnish(stage: Stage): Promise<Furnished> {
  const { server, programme } = stage;
  const aisha = programme.program('Aisha Rahman', 'organiser', '--administrator');
  const denise = programme.program('Denise Okafor');
  const piotr = programme.program('Piotr Zieliński', 'moderator');
  const bronwen = programme.program('Bronwen Hâf');
  const busy = programme.channel('Sandbags and pumps');
  const empty = programme.channel('Croeso');
  const secret = programme.channel('Money matters', '--visibility', 'private', '--member', 'Aisha Rahman');
  const invite = new URL(programme.invite('Aisha Rahman'));

  await post(server, piotr, busy, 'The county will refill the sand store at the pavilion by Friday. Forty bags.');
  const asked = await post(
    server,
    aisha,
    busy,
    'Has anyone tried the pump since the summer?\n\n- the key is with **Bronwen**\n- see https://example.org/pumps',
  );
  await call(server, denise, 'ConversationService/PostMessage', {
    channelId: busy,
    clientMessageId: Buffer.alloc(16, 7).toString('base64'),
    body: 'I ran it on Saturday, @Aisha Rahman. It starts on the third pull. `choke out` first.',
    quotedSeq: asked,
    mentionedMemberIds: [programme.memberId('Aisha Rahman')],
  });
  const wrong = await post(server, bronwen, busy, 'Bydd y cyfarfod ddydd Mawrth.');
  const body = 'Bydd y cyfarfod ddydd Mercher.\n\n> ddydd Mawrth';
  await call(server, bronwen, 'ConversationService/EditMessage', { channelId: busy, seq: wrong, body });
  const gone = await post(server, piotr, busy, 'Not for everybody');
  await call(server, piotr, 'ConversationService/DeleteMessage', { channelId: busy, seq: gone });
  await post(server, bronwen, busy, 'أستطيع أن أكتب البطاقة بالعربية أيضًا 🌧️');
  for (const token of [denise, bronwen])
    await call(server, token, 'ConversationService/SetReaction', {
      channelId: busy,
      seq: asked,
      reaction: 'REACTION_GOOD_IDEA',
      on: true,
    });
  await post(server, aisha, busy, 'Thank you. I will put a card inside the lid.');
  const bot = await furnishBot(stage, busy);
  await post(server, aisha, secret, 'The grant came through. Do not tell anybody before Friday.');
  const memberId = programme.memberId('Aisha Rahman');
  // So that she has a Champion's settings.
  await call(server, aisha, 'HubService/SetChampion', {
    memberId,
    champion: { themes: ['planning', 'safety'], about: 'Kept three streets dry in the floods of 2020.' },
  });
  const direct = (await call(server, denise, 'ConversationService/OpenDirect', { memberId })).channel.channelId;
  await post(server, denise, direct, 'Could you ring me tonight? It is about the lease.');
  const announcements = await furnishAnnouncements(server, programme.hubId, { aisha, piotr, denise, bronwen }, busy);
  const asks = await furnishAsks(stage, { aisha, denise, bronwen, piotr });
  return { busy, empty, private: secret, direct, bot, ...announcements, asks, invite: `/join${invite.hash}` };
}

/** One with a Thread; one that was confirmed, corrected, and then has got to each person as far as another; one in Arabic that waits. */
async function furnishAnnouncements(
  server: Stage['server'],
  hubId: string,
  people: Record<'aisha' | 'piotr' | 'denise' | 'bronwen', string>,
  replyChannelId: string,
) {
  const announce = async (request: object): Promise<string> => {
    const reply = await call(server, people.aisha, 'AnnouncementService/SendAnnouncement', {
      clientAnnouncementId: randomBytes(16).toString('base64'),
      audience: { hubIds: [hubId] },
      asksAcknowledgement: true,
      replyChannelId,
      ...request,
    });
    return reply.announcement.announcementId;
  };
  const inDays = (days: number) => String((Date.now() + days * 86_400_000) * 1000);
  const corrected = await announce({
    importance: 'IMPORTANCE_URGENT',
    english: { title: 'Pumps: the new number', body: 'The old one stops working.' },
    acknowledgeByUs: inDays(2),
  });
  const acknowledge = (person: string, version: number) =>
    call(server, person, 'AnnouncementService/Acknowledge', { announcementId: corrected, version });
  await acknowledge(people.piotr, 1);
  await call(server, people.aisha, 'AnnouncementService/CorrectAnnouncement', {
    announcementId: corrected,
    version: 1,
    english: {
      title: 'Pumps: the new number for the night',
      body: 'The out-of-hours number changes at **18:00** tonight. The old one stops working.',
    },
    welsh: {
      title: 'Pympiau: y rhif newydd gyda’r nos',
      body: 'Mae’r rhif y tu allan i oriau yn newid am **18:00** heno. Bydd yr hen rif yn peidio â gweithio.',
    },
  });
  await acknowledge(people.denise, 2);
  const reached = [{ announcementId: corrected, version: 2 }];
  await call(server, people.bronwen, 'AnnouncementService/ReportReached', { reached });
  const scheduled = await announce({
    importance: 'IMPORTANCE_ORDINARY',
    english: { title: 'موعد الاجتماع', body: 'الاجتماع يوم الأربعاء في القاعة.' },
    sendAtUs: inDays(1),
  });
  const talkedAbout = await announce({
    importance: 'IMPORTANCE_ORDINARY',
    english: { title: 'Drainage of the lower allotments', body: 'The work begins on Monday.' },
    welsh: { title: 'Draenio’r rhandiroedd isaf', body: 'Bydd y gwaith yn dechrau ddydd Llun.' },
    replyChannelId: '',
    repliesInThread: true,
  });
  const opening = { announcementId: talkedAbout };
  const { channel } = await call(server, people.denise, 'AnnouncementService/OpenAnnouncementThread', opening);
  await post(server, people.denise, channel.channelId, 'I can bring two shovels on **Monday**.');
  await post(server, people.aisha, channel.channelId, 'Thank you. Piotr has the wheelbarrow.');
  return { corrected, scheduled, talkedAbout, thread: channel.channelId };
}
