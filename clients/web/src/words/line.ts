import { english, withWelsh } from './language.ts';

/** How the line to the server is. */
const en = {
  noConnection: 'No connection.',
  safe: (count: number) =>
    count === 0
      ? 'Keep writing. What you send is kept on this device and goes by itself when the line is back.'
      : english(
          count,
          'Your message is safe on this device and goes by itself when the line is back.',
          `Your ${count} messages are safe on this device and go by themselves when the line is back.`,
        ),
  tryingAgain: (seconds: number) =>
    english(seconds, 'Trying again in 1 second.', `Trying again in ${seconds} seconds.`),
  trying: 'Trying now…',
  tryNow: 'Try now',
  back: 'Back.',
  going: (count: number) => english(count, 'Your message is going now…', `Your ${count} messages are going now…`),
  went: (count: number) => english(count, 'Your message went.', `Your ${count} messages went.`),
  reading: 'You are connected again.',
  stopped: 'This tab is no longer connected.',
  stoppedHint: 'Load the page again to go on. What you wrote is kept.',
  reload: 'Load again',
};

export type LineWords = typeof en;
export const lineWords = withWelsh('line', en);
