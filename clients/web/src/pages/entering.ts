import { Code, type OurplaceError } from '@ourplace/sdk';
import { welcomeWords } from '../words/pages/welcome.ts';
import { clock } from '../words/times.ts';
import type { Problems } from './parts/form_model.ts';

/** What joining and signing in have in common. */
export function explainEntering(error: OurplaceError, now = new Date()): Problems<Record<string, string>> | undefined {
  const words = welcomeWords();
  if (error.code === Code.RESOURCE_EXHAUSTED) {
    // Up to the next whole minute: one that is tried at the time that was told must not be too early.
    const until = Math.ceil((now.getTime() + error.retryAfterMs) / 60_000) * 60_000;
    return { '': words.tooOften(clock(new Date(until))) };
  }
  return undefined;
}

/** Only a page of ours: whoever made the link must not choose another site. */
export function placeWithin(hash: string): string {
  const to = hash.slice(1);
  const isPage = /^\/(?![/\\])/.test(to) && !to.startsWith('/sign-in');
  return isPage ? to : '/';
}

/** 8 to 128 characters, as the server counts them. */
export function checkPassphrase<Name extends string>(passphrase: string, name: Name): Partial<Record<Name, string>> {
  const words = welcomeWords();
  const length = [...passphrase].length;
  if (length === 0) return { [name]: words.needPassphrase } as Partial<Record<Name, string>>;
  if (length < 8) return { [name]: words.shortPassphrase } as Partial<Record<Name, string>>;
  if (length > 128) return { [name]: words.longPassphrase } as Partial<Record<Name, string>>;
  return {};
}
