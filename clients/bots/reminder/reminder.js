#!/usr/bin/env node
// Reminds people of their hub's events: by direct message, or in the channel that an event names.
//
//     OURPLACE_URL=https://hub.example.org OURPLACE_TOKEN=op_… node clients/bots/reminder/reminder.js
//
// The server says what falls due, to whom, and at which moment; it knows clock changes, quiet hours and who has answered. The
// bot finds the words. Each reminder has an id that the post carries, so it arrives once: when the bot is killed while it
// posts, when two of them run, and when all it keeps on its disk is lost.
import { Bot, OurplaceError } from '@ourplace/sdk/bot';
import { run } from '../running.js';
import { textOf } from './words.js';

const bot = new Bot({ waitForServer: true, folder: process.env.OURPLACE_FOLDER });

bot.on('reminder', async (reminder) => {
  // The bot was away for so long that nobody is served by it any more.
  if (Number(reminder.startsAtUs / 1000n) <= Date.now()) return;
  try {
    await bot.post(await channelFor(reminder), textOf(reminder, new Date()), { id: reminder.reminderId });
  } catch (error) {
    if (!(error instanceof OurplaceError) || error.retryCanHelp) throw error;
    // Whoever is to be reminded has left, or the channel is gone: the others still want theirs.
    console.warn(`${reminder.recipientName || 'A channel'} was not reminded: ${error.message}`);
  }
});

/** @param {import('@ourplace/sdk/bot').ReminderDue} reminder */
async function channelFor({ recipient }) {
  if (recipient.case !== 'memberId') return recipient.value ?? '';
  const { channelId } = await bot.direct(recipient.value);
  return channelId;
}

await run(bot);
