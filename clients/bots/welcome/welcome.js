#!/usr/bin/env node
// Greets whoever joins a hub.
//
//     OURPLACE_URL=https://hub.example.org OURPLACE_TOKEN=op_… node clients/bots/welcome/welcome.js --channel "Hello"
import { Bot } from '@ourplace/sdk/bot';
import { read, run } from '../running.js';

const options = read(
  'welcome.js --channel NAME [--text "Welcome, {name}! …"]',
  {
    channel: { type: 'string' },
    text: { type: 'string', default: 'Welcome, {name}! Say hello, and tell us what you are working on.' },
  },
  ['channel'],
);

const bot = new Bot({ waitForServer: true, folder: process.env.OURPLACE_FOLDER });

bot.on('joined', async ({ member, hubId }) => {
  const channel = bot.channel(options.channel);
  // A bot may be in several hubs' channels; each greets its own.
  if (channel.hubId !== hubId) return;
  const text = options.text.replaceAll('{name}', `@${member.name}`);
  // Posts of a handler carry an id that follows from what is handled: nobody is greeted twice, whatever happens to the bot.
  await bot.post(channel.channelId, text, { mention: text.includes(`@${member.name}`) ? [member.memberId] : [] });
});

await run(bot);
