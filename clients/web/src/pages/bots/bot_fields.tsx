import { BotScope, type Channel, ChannelVisibility } from '@ourplace/sdk';
import { botsWords } from '../../words/pages/bots.ts';
import { pagesWords } from '../../words/pages/pages.ts';
import { TextField } from '../parts/form.tsx';
import type { Form, Problems } from '../parts/form_model.ts';
import { Ticks, ticked } from '../parts/ticks.tsx';

export type BotValues = { name: string; purpose: string; scopes: string; channels: string };

const scopes = {
  post: BotScope.POST,
  read: BotScope.READ,
  announce: BotScope.ANNOUNCE,
  remind: BotScope.REMIND,
};
const scopeNames = Object.keys(scopes) as (keyof typeof scopes)[];

export const scopesOf = (values: BotValues): BotScope[] =>
  ticked(values.scopes).map((name) => scopes[name as keyof typeof scopes]);
export const scopesInWords = (given: readonly BotScope[]): string =>
  scopeNames.filter((name) => given.includes(scopes[name])).join(' ');

export function checkBot({ name, purpose, scopes: chosen }: BotValues): Problems<BotValues> {
  const words = botsWords();
  const { tooLong } = pagesWords();
  return {
    ...(name.trim() === '' && { name: words.needName }),
    ...([...name.trim()].length > 80 && { name: tooLong(80) }),
    ...([...purpose.trim()].length > 280 && { purpose: tooLong(280) }),
    ...(chosen === '' && { scopes: words.needScope }),
  };
}

/** Channels that a Bot can be invited to: not the sandbox, in which it is anyway, and none that nobody writes in. */
export function invitable(channels: readonly Channel[]): Channel[] {
  return channels.filter(
    ({ archived, sandbox, visibility, forChampions }) =>
      !archived && !sandbox && !forChampions && visibility !== ChannelVisibility.DIRECT,
  );
}

/** What a Bot is called, what for, what it may do and where. */
export function BotFields(props: { form: Form<BotValues>; channels: readonly Channel[] }) {
  const words = botsWords();
  const shared = { form: props.form, prefix: 'bot' };
  return (
    <>
      <TextField {...shared} name="name" label={words.name} />
      <TextField {...shared} name="purpose" label={words.purpose} rows={2} />
      <Ticks
        {...shared}
        name="scopes"
        label={words.scopes}
        of={scopeNames.map((value) => ({ value, words: words.scope[value] }))}
      />
      <Ticks
        {...shared}
        name="channels"
        label={words.channels}
        hint={words.channelsHint}
        of={invitable(props.channels).map(({ channelId, name }) => ({ value: channelId, words: name }))}
      />
    </>
  );
}
