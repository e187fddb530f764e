import { type Bot, BotService, type Channel, type IncomingHook } from '@ourplace/sdk';
import { useState } from 'preact/hooks';
import { useSession } from '../../account.ts';
import { toast } from '../../parts/toast.tsx';
import { botsWords } from '../../words/pages/bots.ts';
import { pagesWords } from '../../words/pages/pages.ts';
import { fromMicros, moment } from '../../words/times.ts';
import { Act } from '../parts/act.tsx';
import { Choices, FormBox, TextField } from '../parts/form.tsx';
import { useForm } from '../parts/form_model.ts';
import { Copyable, ShownOnce } from '../parts/shown_once.tsx';
import { curlToHook } from './curl.ts';

/** Addresses at which other tools post as the Bot. */
export function Incoming({ bot, channels, changed }: { bot: Bot; channels: readonly Channel[]; changed: () => void }) {
  const { connection } = useSession();
  const words = botsWords();
  const [made, setMade] = useState<{ url: string; signingSecret: string }>();
  const its = channels.filter(({ channelId }) => bot.channelIds.includes(channelId));
  const form = useForm(
    { label: '', channelId: its[0]?.channelId ?? '', signing: 'no' },
    {
      check: ({ label }) => ({
        ...(label.trim() === '' && { label: words.needLabel }),
        ...([...label.trim()].length > 80 && { label: pagesWords().tooLong(80) }),
      }),
      send: async ({ label, channelId, signing }) => {
        const request = { botId: bot.botId, channelId, label, signed: signing === 'yes' };
        setMade(await connection.call(BotService.method.createIncomingHook, request));
        form.set('label', '');
        changed();
      },
    },
  );
  return (
    <section class="stack" aria-labelledby="incoming">
      <div>
        <h2 id="incoming">{words.incoming}</h2>
        <p class="soft small">{words.incomingHint}</p>
      </div>
      {made && (
        <ShownOnce title={words.yourHook} hint={words.hookOnce} secret={made.url}>
          {made.signingSecret ? (
            <Copyable label={words.signingSecret} labelled text={made.signingSecret} />
          ) : (
            <Copyable label={words.tryHook} labelled rows={3} text={curlToHook(made.url, words.testMessage)} />
          )}
        </ShownOnce>
      )}
      {bot.incomingHooks.length === 0 ? (
        <p class="soft">{words.noIncoming}</p>
      ) : (
        <ul class="list boxed">
          {bot.incomingHooks.map((hook) => (
            <HookLine
              key={hook.hookId}
              hook={hook}
              channel={channels.find(({ channelId }) => channelId === hook.channelId)}
              changed={changed}
            />
          ))}
        </ul>
      )}
      {its.length > 0 && (
        <FormBox form={form} prefix="hook" class="card" submit={words.makeHook} busy={words.making}>
          <TextField form={form} prefix="hook" name="label" label={words.label} />
          <Choices
            form={form}
            prefix="hook"
            name="channelId"
            label={words.intoChannel}
            of={its.map(({ channelId, name }) => ({ value: channelId, words: name }))}
          />
          <Choices
            form={form}
            prefix="hook"
            name="signing"
            label={words.signing}
            long
            of={[
              { value: 'no', words: words.unsigned, hint: words.unsignedHint },
              { value: 'yes', words: words.signed, hint: words.signedHint },
            ]}
          />
        </FormBox>
      )}
    </section>
  );
}

function HookLine(props: { hook: IncomingHook; channel: Channel | undefined; changed: () => void }) {
  const { hook, channel } = props;
  const { connection } = useSession();
  const words = botsWords();
  const used = hook.lastUsedAtUs ? words.tokenUsed(moment(fromMicros(hook.lastUsedAtUs))) : words.tokenNeverUsed;
  return (
    <li class="person">
      <div class="line grow">
        <span class="grow">
          <span class="name strong" dir="auto">
            {hook.label}
          </span>
          <span class="small soft">
            {words.hookFacts(channel?.name ?? '', used)} {hook.signed && words.signed}
          </span>
        </span>
      </div>
      <Act
        small
        kind="harm"
        words={words.remove}
        busy={words.removing}
        about={hook.label}
        run={async () => {
          await connection.call(BotService.method.removeIncomingHook, { hookId: hook.hookId });
          toast({ words: words.hookRemoved(hook.label) });
          props.changed();
        }}
      />
    </li>
  );
}
