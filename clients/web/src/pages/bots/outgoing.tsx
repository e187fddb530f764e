import { type Bot, BotService, type DeadLetter, type OutgoingHook } from '@ourplace/sdk';
import { useState } from 'preact/hooks';
import { useSession } from '../../account.ts';
import { Icon } from '../../parts/icon.tsx';
import { toast } from '../../parts/toast.tsx';
import { botsWords } from '../../words/pages/bots.ts';
import { fromMicros, moment } from '../../words/times.ts';
import { Act } from '../parts/act.tsx';
import { Showing, usePaged } from '../parts/fetched.tsx';
import { FormBox, TextField } from '../parts/form.tsx';
import { useForm } from '../parts/form_model.ts';
import { MoreButton } from '../parts/more_button.tsx';
import { ShownOnce } from '../parts/shown_once.tsx';

/** The address to which everything is sent that the Bot may see. */
export function Outgoing({ bot, changed }: { bot: Bot; changed: () => void }) {
  const { connection } = useSession();
  const words = botsWords();
  const [secret, setSecret] = useState('');
  const hook = bot.outgoingHook;
  const form = useForm(
    { url: hook?.url ?? '' },
    {
      check: ({ url }) => (/^https?:\/\/\S+$/.test(url.trim()) ? {} : { url: words.needUrl }),
      send: async ({ url }) => {
        const request = { botId: bot.botId, url: url.trim() };
        const made = await connection.call(BotService.method.setOutgoingHook, request);
        setSecret(made.signingSecret);
        changed();
      },
    },
  );
  return (
    <section class="stack" aria-labelledby="outgoing">
      <div>
        <h2 id="outgoing">{words.outgoing}</h2>
        <p class="soft small">{words.outgoingHint}</p>
      </div>
      {secret && <ShownOnce title={words.signingSecret} hint={words.secretOnce} secret={secret} />}
      {hook && <Sending bot={bot} hook={hook} changed={changed} />}
      <FormBox form={form} prefix="out" class="card" submit={words.setUrl} busy={words.setting}>
        <TextField form={form} prefix="out" name="url" label={words.url} hint={words.urlHint} />
      </FormBox>
      {hook && <DeadLetters bot={bot} hook={hook} changed={changed} />}
    </section>
  );
}

function Sending({ bot, hook, changed }: { bot: Bot; hook: OutgoingHook; changed: () => void }) {
  const { connection } = useSession();
  const words = botsWords();
  return (
    <div class="card">
      <p>
        {words.sendsTo} <b dir="ltr">{hook.url}</b>
      </p>
      <p class="soft small">
        {hook.lastDeliveredAtUs ? words.delivered(moment(fromMicros(hook.lastDeliveredAtUs))) : words.nothingDelivered}
      </p>
      {hook.failures > 0 && (
        <p class="note note--sun">
          <Icon name="warn" />
          <span>{words.failing(hook.failures, hook.lastFailure)}</span>
        </p>
      )}
      <div class="actions">
        <Act
          kind="harm"
          words={words.stopSending}
          busy={words.stopping}
          run={async () => {
            await connection.call(BotService.method.removeOutgoingHook, { botId: bot.botId });
            toast({ words: words.stopped });
            changed();
          }}
        />
      </div>
    </div>
  );
}

function DeadLetters({ bot, hook, changed }: { bot: Bot; hook: OutgoingHook; changed: () => void }) {
  const words = botsWords();
  const letters = usePaged(`${bot.botId} ${hook.deadLetters}`, async ({ connection }, pageToken) => {
    const page = await connection.call(BotService.method.listDeadLetters, { botId: bot.botId, pageToken });
    return { items: page.deadLetters, next: page.nextPageToken };
  });
  return (
    <div class="stack stack--s">
      <h3>{words.deadLetters}</h3>
      <Showing fetched={letters} loading={words.fetching}>
        {({ items }) =>
          items.length === 0 ? (
            <p class="soft">{words.noDeadLetters}</p>
          ) : (
            <>
              <p class="soft small">{words.deadLettersHint}</p>
              <ul class="list boxed">
                {items.map((letter) => (
                  <Letter key={letter.webhookId} bot={bot} letter={letter} changed={changed} />
                ))}
              </ul>
              <MoreButton paged={letters} />
            </>
          )
        }
      </Showing>
    </div>
  );
}

function Letter({ bot, letter, changed }: { bot: Bot; letter: DeadLetter; changed: () => void }) {
  const { connection } = useSession();
  const words = botsWords();
  const about = words.deadLetter(moment(fromMicros(letter.failedAtUs)), letter.reason);
  return (
    <li class="person">
      <div class="line grow">
        <span class="grow">
          <span class="name">{about}</span>
          <span class="small soft" dir="ltr">
            {letter.streamId} {String(letter.seq)}
          </span>
        </span>
      </div>
      <Act
        small
        words={words.replay}
        busy={words.replaying}
        about={about}
        run={async () => {
          const { webhookId } = letter;
          await connection.call(BotService.method.replayDeadLetter, { botId: bot.botId, webhookId });
          toast({ words: words.replayed });
          changed();
        }}
      />
    </li>
  );
}
