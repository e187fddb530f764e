import { Code, type OurplaceError } from '@ourplace/sdk';
import { language, withWelsh } from './language.ts';

const en = {
  noLine: 'There is no connection.',
  notAllowed: 'You may not do this.',
  notFound: 'It is no longer there.',
  exists: 'It was there already.',
  tooMany: 'That was too much at once. Wait a moment.',
  notNow: 'This cannot be done now.',
  wrong: 'Something in it is not allowed.',
  tooLong: 'it is too long or empty.',
  server: 'Something went wrong at the server. Nothing was lost.',
  signedOut: 'You are signed out.',
};

export type ErrorsWords = typeof en;
const errorWords = withWelsh('errors', en);

/** Why a call failed, in a sentence. The server's own words are exact, and English. */
export function whyWords(error: Pick<OurplaceError, 'code' | 'message' | 'field'>): string {
  const words = errorWords();
  switch (error.code) {
    case Code.UNAVAILABLE:
    case Code.DEADLINE_EXCEEDED:
    case Code.CANCELED:
      return words.noLine;
    case Code.UNAUTHENTICATED:
      return words.signedOut;
    case Code.RESOURCE_EXHAUSTED:
      return words.tooMany;
    case Code.INTERNAL:
    case Code.UNKNOWN:
    case Code.DATA_LOSS:
      return words.server;
  }
  if (language.value === 'en' && error.message) return error.message;
  switch (error.code) {
    case Code.PERMISSION_DENIED:
      return words.notAllowed;
    case Code.NOT_FOUND:
      return words.notFound;
    case Code.ALREADY_EXISTS:
      return words.exists;
    case Code.INVALID_ARGUMENT:
      return error.field === 'body' ? words.tooLong : words.wrong;
    default:
      return words.notNow;
  }
}
