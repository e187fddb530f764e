import { call } from '../support/call.ts';
import type { Stage } from './stage.ts';

/** One that has said something, and that other tools use. */
export async function furnishBot(stage: Stage, channelId: string): Promise<string> {
  const device = await stage.deviceOf('Aisha Rahman');
  const { bot, token } = await stage.call(device, 'BotService/CreateBot', {
    hubId: stage.programme.hubId,
    name: 'Parish Diary',
    purpose: 'Says what is on, and asks who comes.',
    scopes: ['BOT_SCOPE_POST', 'BOT_SCOPE_READ'],
    channelIds: [channelId],
  });
  const { botId } = bot;
  await stage.call(device, 'BotService/CreateIncomingHook', { botId, channelId, label: 'Notice board' });
  await stage.call(device, 'BotService/SetOutgoingHook', { botId, url: 'https://diary.example.org/ourplace' });
  await call(stage.server, token, 'ConversationService/PostMessage', {
    channelId,
    clientMessageId: Buffer.alloc(16, 9).toString('base64'),
    body: 'The pump is tried out on Saturday at ten. Who comes?',
    buttons: [
      { buttonId: 'yes', label: 'I am coming' },
      { buttonId: 'no', label: 'Not this time' },
    ],
  });
  await device.close();
  return botId;
}
