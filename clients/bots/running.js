import { parseArgs } from 'node:util';

/**
 * Runs a bot until somebody presses Ctrl-C or the system stops it, and keeps the process's exit code: 1 when the bot could
 * not start or was shut out, so that a supervisor (systemd, a container) knows.
 *
 * @param {import('@ourplace/sdk/bot').Bot} bot
 */
export async function run(bot) {
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void bot.stop());
  bot.on('ended', fail);
  await bot.start().then(() => console.log(`${bot.me.name} is connected.`), fail);
}

/** @param {Error} error */
function fail(error) {
  console.error(error.message);
  process.exitCode = 1;
}

/**
 * What stands behind the command, or an end with how it is used.
 *
 * @template {Record<string, { type: 'string', default?: string }>} Options
 * @param {string} usage
 * @param {Options} options
 * @param {(keyof Options & string)[]} needed
 * @returns {{ [Name in keyof Options]: string }}
 */
export function read(usage, options, needed) {
  try {
    const { values } = parseArgs({ options });
    const given = /** @type {Record<string, unknown>} */ (values);
    const absent = needed.find((name) => !given[name]);
    if (absent) throw new Error(`--${absent} is missing.`);
    return /** @type {{ [Name in keyof Options]: string }} */ (/** @type {unknown} */ (values));
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`);
    process.exit(2);
  }
}
