import { type Bot, BotService, HubRole } from '@ourplace/sdk';
import { useState } from 'preact/hooks';
import { useSession } from '../../account.ts';
import { Icon } from '../../parts/icon.tsx';
import { Face } from '../../parts/shapes.tsx';
import { Title } from '../../parts/title.tsx';
import { botsWords } from '../../words/pages/bots.ts';
import { hubsWords } from '../../words/pages/hubs.ts';
import { useHub } from '../hub.tsx';
import { BackTo } from '../parts/back_to.tsx';
import { type Fetched, Showing, useFetched } from '../parts/fetched.tsx';
import { FormBox } from '../parts/form.tsx';
import { useForm } from '../parts/form_model.ts';
import { Copyable, ShownOnce } from '../parts/shown_once.tsx';
import { ticked } from '../parts/ticks.tsx';
import { BotFields, checkBot, scopesOf } from './bot_fields.tsx';
import { curlToPost } from './curl.ts';

/** A Hub's Bots: seen by its members, made by its Organisers. */
export default function HubBotsPage({ params }: { params: Record<string, string> }) {
  const words = botsWords();
  const hubId = params.hub ?? '';
  const fetchedHub = useHub(hubId);
  const { hub, channels = [] } = fetchedHub.data ?? {};
  const bots = useBots(hubId);
  const [made, setMade] = useState<{ bot: Bot; token: string }>();
  const organises = hub?.myRole === HubRole.ORGANISER;
  return (
    <div class="page">
      <header class="stack stack--s">
        <BackTo href={`/hub/${hubId}`} words={hub?.name ?? hubsWords().hubs} />
        <Title text={hub ? words.botsOf(hub.name) : words.bots} />
        <p class="soft">{words.hint}</p>
      </header>
      {made && <NewToken bot={made.bot} token={made.token} />}
      {hub?.myRole === HubRole.UNSPECIFIED ? (
        <p class="soft">{words.onlyMembers}</p>
      ) : (
        <Showing fetched={bots} loading={words.fetching}>
          {(found) =>
            found.bots.length === 0 ? (
              <div class="card empty">
                <Icon name="bot" />
                <p class="strong">{words.none}</p>
                <p class="soft">{words.noneHint}</p>
              </div>
            ) : (
              <ul class="list boxed">
                {found.bots.map((bot) => (
                  <BotLine key={bot.botId} bot={bot} organises={organises} />
                ))}
              </ul>
            )
          }
        </Showing>
      )}
      {organises && (
        <NewBot
          hubId={hubId}
          channels={channels}
          made={(bot, token) => {
            setMade({ bot, token });
            bots.again();
            // A first Bot brings the sandbox.
            fetchedHub.again();
          }}
        />
      )}
    </div>
  );
}

/** As they are now: fetched anew whenever one of them has changed. */
export function useBots(hubId: string): Fetched<{ bots: Bot[] }> {
  const { connection, overview } = useSession();
  const version = overview.membersChanged.value.get(hubId) ?? 0;
  const fetched = useFetched(hubId, () => connection.call(BotService.method.listBots, { hubId }));
  const [seen, setSeen] = useState(version);
  if (seen !== version) {
    setSeen(version);
    fetched.again();
  }
  return fetched;
}

function BotLine({ bot, organises }: { bot: Bot; organises: boolean }) {
  const words = botsWords();
  const facts = (
    <>
      <Face id={bot.botId} name={bot.name} bot />
      <span class="grow">
        <span class="name strong" dir="auto">
          {bot.name}
        </span>
        {bot.purpose && (
          <span class="small" dir="auto">
            {bot.purpose}
          </span>
        )}
        <span class="person__facts small soft">
          <span>{words.bot}</span>
          <span>{words.channelCount(bot.channelIds.length)}</span>
          {bot.paused && <span class="tag tag--sun">{words.paused}</span>}
        </span>
      </span>
    </>
  );
  if (!organises) return <li class="line">{facts}</li>;
  return (
    <li>
      <a class="line" href={`/hub/${bot.hubId}/bots/${bot.botId}`}>
        {facts}
        <Icon name="next" turn />
      </a>
    </li>
  );
}

function NewBot(props: {
  hubId: string;
  channels: Parameters<typeof BotFields>[0]['channels'];
  made: (bot: Bot, token: string) => void;
}) {
  const { connection } = useSession();
  const words = botsWords();
  const empty = { name: '', purpose: '', scopes: 'post read', channels: '' };
  const form = useForm(empty, {
    check: checkBot,
    send: async (values) => {
      const { bot, token } = await connection.call(BotService.method.createBot, {
        hubId: props.hubId,
        name: values.name,
        purpose: values.purpose,
        scopes: scopesOf(values),
        channelIds: ticked(values.channels),
      });
      for (const [name, value] of Object.entries(empty)) form.set(name as keyof typeof empty, value);
      if (bot) props.made(bot, token);
    },
  });
  return (
    <FormBox form={form} prefix="bot" class="card" submit={words.make} busy={words.making}>
      <h2 class="card__title">{words.newBot}</h2>
      <BotFields form={form} channels={props.channels} />
    </FormBox>
  );
}

/** The secret, and a line that shows at once that it works. */
export function NewToken({ bot, token }: { bot: Bot; token: string }) {
  const words = botsWords();
  // Of the channels that the Bot is in, the one that disturbs nobody.
  const sandbox = useSandbox(bot);
  return (
    <ShownOnce title={words.yourToken(bot.name)} hint={words.tokenOnce} secret={token}>
      {sandbox && (
        <Copyable label={words.tryToken} labelled rows={4} text={curlToPost(token, sandbox, words.testMessage)} />
      )}
    </ShownOnce>
  );
}

function useSandbox(bot: Bot): string | undefined {
  const { channels } = useHub(bot.hubId).data ?? {};
  return channels?.find(({ sandbox, channelId }) => sandbox && bot.channelIds.includes(channelId))?.channelId;
}
