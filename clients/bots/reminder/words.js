// What a reminder says, in English and in Welsh. Everything in it comes from the server, times as they stand on the wall.
import { Answer, Language, ReminderDue_Kind } from '@ourplace/sdk/bot';

/** @typedef {import('@ourplace/sdk/bot').ReminderDue} ReminderDue */

const dates = {
  en: new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' }),
  cy: new Intl.DateTimeFormat('cy', { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' }),
};

const words = {
  en: {
    today: 'today',
    tomorrow: 'tomorrow',
    /** @param {string} date */
    on: (date) => `on ${date}`,
    /** @param {string} day @param {string} time */
    at: (day, time) => `${day} at ${time}`,
    /** @param {string} title @param {string} when */
    reminder: (title, when) => `**${title}** is ${when}.`,
    /** @param {string} title @param {string} when */
    question: (title, when) => `Are you coming to **${title}**, ${when}?`,
    place: 'Where',
    online: 'Online',
    going: 'You said that you are coming. If that has changed:',
    maybe: 'You said that you might come. If you know now:',
    answer: 'Say so here:',
    more: 'More about it:',
  },
  cy: {
    today: 'heddiw',
    tomorrow: 'yfory',
    /** @param {string} date */
    on: (date) => date.replace(/^dydd/i, 'ddydd').replace(',', ''),
    /** @param {string} day @param {string} time */
    at: (day, time) => `${day} am ${time}`,
    /** @param {string} title @param {string} when */
    reminder: (title, when) => `Mae **${title}** ${when}.`,
    /** @param {string} title @param {string} when */
    question: (title, when) => `Ydych chi’n dod i **${title}**, ${when}?`,
    place: 'Lle',
    online: 'Ar-lein',
    going: 'Fe ddywedoch chi eich bod yn dod. Os yw hynny wedi newid:',
    maybe: 'Fe ddywedoch chi efallai y byddwch yn dod. Os ydych yn gwybod nawr:',
    answer: 'Rhowch wybod yma:',
    more: 'Rhagor amdano:',
  },
};

/**
 * In the recipient's language; for a channel in each language that the title has.
 *
 * @param {ReminderDue} reminder
 * @param {Date} now
 */
export function textOf(reminder, now) {
  return languagesOf(reminder)
    .map((language) => textIn(language, reminder, now))
    .join('\n\n');
}

/** @param {ReminderDue} reminder @returns {('en' | 'cy')[]} */
function languagesOf({ language, title }) {
  if (language === Language.CY) return ['cy'];
  if (language === Language.EN) return ['en'];
  const given = /** @type {const} */ (['en', 'cy']).filter((one) => title?.[one]);
  return given.length > 0 ? given : ['en'];
}

/** @param {'en' | 'cy'} language @param {ReminderDue} reminder @param {Date} now */
function textIn(language, reminder, now) {
  const { kind, place, onlineLink, answer, url } = reminder;
  const say = words[language];
  const title = reminder.title?.[language] || reminder.title?.en || reminder.title?.cy || '';
  const isQuestion = kind === ReminderDue_Kind.QUESTION;
  const lines = [(isQuestion ? say.question : say.reminder)(title, whenIn(language, reminder, now))];
  if (place) lines.push(`${say.place}: ${place}`);
  if (onlineLink) lines.push(`${say.online}: ${onlineLink}`);
  if (url) lines.push(`${isQuestion ? say.answer : aboutAnswer(say, answer)} ${url}`);
  return lines.join('\n');
}

/** @param {typeof words.en} say @param {Answer} answer */
function aboutAnswer(say, answer) {
  if (answer === Answer.GOING) return say.going;
  return answer === Answer.MAYBE ? say.maybe : say.more;
}

/** "tomorrow at 19:00". @param {'en' | 'cy'} language @param {ReminderDue} reminder @param {Date} now */
function whenIn(language, { start, zone }, now) {
  const [date = '', time = ''] = start.split('T');
  const say = words[language];
  const days = Math.round((Date.parse(date) - Date.parse(dateIn(zone, now))) / 86_400_000);
  const day = days === 0 ? say.today : days === 1 ? say.tomorrow : say.on(dates[language].format(new Date(date)));
  const clock = zone === 'Europe/London' ? time : `${time} (${zone})`;
  return say.at(day, clock);
}

/** The day that it is there now, as "2026-10-29". @param {string} zone @param {Date} now */
function dateIn(zone, now) {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone: zone || 'Europe/London' }).formatToParts(now);
  const of = /** @param {string} type */ (type) => parts.find((part) => part.type === type)?.value ?? '';
  return `${of('year')}-${of('month')}-${of('day')}`;
}
