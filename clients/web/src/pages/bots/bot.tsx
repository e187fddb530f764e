import { type Bot, BotService, HubRole } from '@ourplace/sdk';
import { useState } from 'preact/hooks';
import { useSession } from '../../account.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Face } from '../../parts/shapes.tsx';
import { Title } from '../../parts/title.tsx';
import { toast } from '../../parts/toast.tsx';
import { go } from '../../router.ts';
import { botsWords } from '../../words/pages/bots.ts';
import { hubsWords } from '../../words/pages/hubs.ts';
import { fromMicros, moment } from '../../words/times.ts';
import { useHub } from '../hub.tsx';
import { Act } from '../parts/act.tsx';
import { BackTo } from '../parts/back_to.tsx';
import { Showing } from '../parts/fetched.tsx';
import { FormBox } from '../parts/form.tsx';
import { useForm } from '../parts/form_model.ts';
import { ticked } from '../parts/ticks.tsx';
import { BotFields, checkBot, invitable, scopesInWords, scopesOf } from './bot_fields.tsx';
import { NewToken, useBots } from './hub_bots.tsx';
import { Incoming } from './incoming.tsx';
import { Outgoing } from './outgoing.tsx';

type Changed = () => void;

/** One Bot, as Organisers look after it. */
export default function BotPage({ params }: { params: Record<string, string> }) {
  const words = botsWords();
  const hubId = params.hub ?? '';
  const { hub, channels } = useHub(hubId).data ?? {};
  const bots = useBots(hubId);
  const bot = bots.data?.bots.find(({ botId }) => botId === params.bot);
  return (
    <div class="page">
      <header class="stack stack--s">
        <BackTo href={`/hub/${hubId}/bots`} words={hub ? words.botsOf(hub.name) : words.bots} />
        {bot ? <Head bot={bot} /> : <Title text={words.bot} />}
      </header>
      {hub && hub.myRole !== HubRole.ORGANISER ? (
        <p>{hubsWords().onlyOrganisers}</p>
      ) : (
        <Showing fetched={bots} loading={words.fetching}>
          {() =>
            bot && channels ? (
              <>
                <Token bot={bot} changed={bots.again} />
                <Rights key={bot.botId} bot={bot} channels={channels} changed={bots.again} />
                <Incoming bot={bot} channels={channels} changed={bots.again} />
                <Outgoing bot={bot} changed={bots.again} />
                <Removal bot={bot} />
              </>
            ) : (
              channels && <p>{words.gone}</p>
            )
          }
        </Showing>
      )}
    </div>
  );
}

function Head({ bot }: { bot: Bot }) {
  const words = botsWords();
  return (
    <div class="row row--close row--foot">
      <Face id={bot.botId} name={bot.name} bot large />
      <div>
        <Title text={bot.name} />
        <p class="person__facts soft">
          <span>{words.bot}</span>
          {bot.paused && <span class="tag tag--sun">{words.paused}</span>}
        </p>
      </div>
    </div>
  );
}

function Token({ bot, changed }: { bot: Bot; changed: Changed }) {
  const { connection } = useSession();
  const words = botsWords();
  const [token, setToken] = useState('');
  const [asking, ask] = useState(false);
  const pause = async (paused: boolean) => {
    await connection.call(BotService.method.updateBot, { botId: bot.botId, paused });
    toast({ words: paused ? words.pausedNow(bot.name) : words.resumed(bot.name) });
    changed();
  };
  return (
    <>
      {token && <NewToken bot={bot} token={token} />}
      <section class="card" aria-labelledby="token">
        <h2 class="card__title" id="token">
          {words.token}
        </h2>
        <p>
          {bot.tokenLastUsedAtUs ? words.tokenUsed(moment(fromMicros(bot.tokenLastUsedAtUs))) : words.tokenNeverUsed}
        </p>
        <div class="actions">
          <button type="button" class="btn" onClick={() => ask(true)}>
            {words.rotate}
          </button>
          {bot.paused ? (
            <Act words={words.resume} busy={words.resuming} run={() => pause(false)} />
          ) : (
            <Act words={words.pause} busy={words.pausing} run={() => pause(true)} />
          )}
        </div>
      </section>
      {asking && (
        <Dialog title={words.rotateTitle} onClose={() => ask(false)}>
          <p>{words.rotateHint}</p>
          <div class="actions">
            <Act
              kind="go"
              words={words.rotateYes}
              busy={words.making}
              run={async () => {
                const made = await connection.call(BotService.method.rotateBotToken, { botId: bot.botId });
                ask(false);
                setToken(made.token);
                changed();
              }}
            />
            <button type="button" class="btn" onClick={() => ask(false)}>
              {words.keep}
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}

function Rights({ bot, channels, changed }: { bot: Bot; channels: Parameters<typeof invitable>[0]; changed: Changed }) {
  const { connection } = useSession();
  const words = botsWords();
  const offered = new Set(invitable(channels).map(({ channelId }) => channelId));
  const form = useForm(
    {
      name: bot.name,
      purpose: bot.purpose,
      scopes: scopesInWords(bot.scopes),
      channels: bot.channelIds.filter((channelId) => offered.has(channelId)).join(' '),
    },
    {
      check: checkBot,
      send: async (values) => {
        await connection.call(BotService.method.updateBot, {
          botId: bot.botId,
          name: values.name,
          purpose: values.purpose,
          scopes: { scopes: scopesOf(values) },
          channels: { channelIds: ticked(values.channels) },
        });
        toast({ words: words.saved });
        changed();
      },
    },
  );
  return (
    <FormBox form={form} prefix="bot" class="card" submit={words.save} busy={words.saving}>
      <h2 class="card__title">{words.change}</h2>
      <BotFields form={form} channels={channels} />
    </FormBox>
  );
}

function Removal({ bot }: { bot: Bot }) {
  const { connection } = useSession();
  const words = botsWords();
  const [asking, ask] = useState(false);
  return (
    <div class="actions">
      <button type="button" class="btn btn--harm" onClick={() => ask(true)}>
        {words.removeBot}
      </button>
      {asking && (
        <Dialog title={words.removeTitle(bot.name)} onClose={() => ask(false)}>
          <p>{words.removeHint}</p>
          <div class="actions">
            <Act
              kind="harm"
              words={words.remove}
              busy={words.removing}
              run={async () => {
                await connection.call(BotService.method.removeBot, { botId: bot.botId });
                toast({ words: words.removed(bot.name) });
                go(`/hub/${bot.hubId}/bots`, 'replace');
              }}
            />
            <button type="button" class="btn" onClick={() => ask(false)}>
              {words.keep}
            </button>
          </div>
        </Dialog>
      )}
    </div>
  );
}
