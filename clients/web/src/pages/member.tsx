import { AccountService, Code, ConversationService, type Hub, HubRole, type Member } from '@ourplace/sdk';
import { useEffect, useState } from 'preact/hooks';
import { useSession } from '../account.ts';
import { Icon } from '../parts/icon.tsx';
import { Face } from '../parts/shapes.tsx';
import { Title } from '../parts/title.tsx';
import { go } from '../router.ts';
import { settingsWords } from '../words/pages/settings.ts';
import { fromMicros, moment } from '../words/times.ts';
import { ChampionForm } from './champion_form.tsx';
import { AccountEnd } from './parts/account_end.tsx';
import { Act } from './parts/act.tsx';
import { BackTo } from './parts/back_to.tsx';
import { ChampionFacts } from './parts/champion_facts.tsx';
import { Showing, useFetched } from './parts/fetched.tsx';
import { KeepApart } from './parts/keep_apart.tsx';
import { SafeguardingLeadSwitch } from './parts/safeguarding_lead.tsx';
import { ShownOnce } from './parts/shown_once.tsx';
import { ChampionTag } from './parts/tags.tsx';

/** Somebody as peers see them. */
export default function MemberPage({ params }: { params: Record<string, string> }) {
  const session = useSession();
  const words = settingsWords();
  const memberId = params.member ?? '';
  const online = session.connection.state.value.kind === 'online';
  useEffect(() => {
    // Presence is only a sign: without it nobody is shown as being here.
    if (online) for (const hub of session.overview.hubs.value) session.refreshPresence(hub.hubId).catch(() => {});
  }, [session, online]);
  const fetched = useFetched(memberId, () => session.connection.call(AccountService.method.getMember, { memberId }));
  return (
    <div class="page">
      <BackTo href="/people" words={words.people} />
      <Showing fetched={fetched} loading={words.fetchingMember}>
        {({ member }) => member && <Found member={member} changed={fetched.again} />}
      </Showing>
    </div>
  );
}

function Found({ member, changed }: { member: Member; changed: () => void }) {
  const session = useSession();
  const words = settingsWords();
  const me = session.overview.me.value?.member;
  const isMe = me?.memberId === member.memberId;
  const here = session.present.value.has(member.memberId);
  const mayMakeChampion =
    me?.isAdministrator || session.overview.hubs.value.some((hub: Hub) => hub.myRole === HubRole.ORGANISER);
  return (
    <>
      <header class="stack stack--s">
        <div class="row row--close">
          <Face id={member.memberId} name={member.name} here={here} bot={member.isBot} large />
          <div>
            <Title text={member.name} />
            <p class="row small soft">
              {here && <span>{words.here}</span>}
              {member.isBot && <span class="role">{words.bot}</span>}
              {member.champion && <ChampionTag />}
              {member.isAdministrator && <span class="role">{words.administrator}</span>}
              {member.isDeactivated && <span class="role">{words.accountClosed}</span>}
            </p>
          </div>
        </div>
        {isMe && (
          <p class="note">
            <span>
              {words.itIsYou} <a href="/settings/you">{words.editYou}</a>
            </span>
          </p>
        )}
        <p dir="auto" class={member.about ? undefined : 'soft'}>
          {member.about || words.aboutNone}
        </p>
      </header>
      {member.champion && (
        <section class="card" aria-labelledby="champion">
          <h2 class="card__title" id="champion">
            {words.champion}
          </h2>
          {member.champion.about && <p dir="auto">{member.champion.about}</p>}
          {member.champion.themes.length > 0 && (
            <div class="stack stack--s">
              <h3 class="small soft">{words.themes}</h3>
              <ul class="row">
                {member.champion.themes.map((theme) => (
                  <li key={theme} class="tag">
                    {themeName(theme)}
                  </li>
                ))}
              </ul>
            </div>
          )}
          <ChampionFacts memberId={member.memberId} />
        </section>
      )}
      {!isMe && !member.isDeactivated && <WriteTo member={member} />}
      {!isMe && !member.isBot && <KeepApart member={member} />}
      {mayMakeChampion && !member.isBot && !member.isDeactivated && <ChampionForm member={member} changed={changed} />}
      {me?.isAdministrator && !member.isBot && !member.isDeactivated && <SafeguardingLeadSwitch member={member} />}
      {me?.isAdministrator && !isMe && !member.isBot && (
        <>
          {!member.isDeactivated && <SignInLink member={member} />}
          <AccountEnd member={member} changed={changed} />
        </>
      )}
    </>
  );
}

/** Whoever shares no Hub with them is told so. */
function WriteTo({ member }: { member: Member }) {
  const session = useSession();
  const words = settingsWords();
  const open = async () => {
    const { memberId } = member;
    const { channel } = await session.connection.call(ConversationService.method.openDirect, { memberId });
    await session.refresh();
    go(`/channel/${channel?.channelId}`);
  };
  return (
    <div class="actions">
      <Act
        words={words.writeTo(member.name)}
        busy={words.opening}
        icon="chats"
        kind="go"
        run={open}
        explain={(error) => (error.code === Code.NOT_FOUND ? words.noSharedHub(member.name) : undefined)}
      />
    </div>
  );
}

/** A later server may know themes that this build has no words for. */
export function themeName(theme: string): string {
  const names: Record<string, string> = settingsWords().themeNames;
  return names[theme] ?? theme;
}

function SignInLink({ member }: { member: Member }) {
  const { connection } = useSession();
  const words = settingsWords();
  const [link, setLink] = useState<{ url: string; expiresAtUs: bigint }>();
  if (link)
    return (
      <ShownOnce
        title={words.yourSignInLink(member.name)}
        hint={words.linkUntil(moment(fromMicros(link.expiresAtUs)))}
        secret={link.url}
      />
    );
  return (
    <section class="card">
      <p class="small">
        <Icon name="key" small /> {words.signInLinkHint}
      </p>
      <div class="actions">
        <Act
          words={words.signInLink}
          busy={words.making}
          run={async () =>
            setLink(await connection.call(AccountService.method.createSignInLink, { memberId: member.memberId }))
          }
        />
      </div>
    </section>
  );
}
