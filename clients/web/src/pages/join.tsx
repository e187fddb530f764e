import {
  Code,
  type GetInviteResponse,
  HubRole,
  HubService,
  Language,
  OurplaceError,
  type Session,
} from '@ourplace/sdk';
import { useEffect, useState } from 'preact/hooks';
import { deviceLabel, signedIn, useSession } from '../account.ts';
import { Icon, type IconName } from '../parts/icon.tsx';
import { Loading } from '../parts/loading.tsx';
import { Door } from '../parts/shapes.tsx';
import { Title } from '../parts/title.tsx';
import { prefer } from '../preferences.ts';
import { go, place } from '../router.ts';
import { whyWords } from '../words/errors.ts';
import { language } from '../words/language.ts';
import { hubsWords } from '../words/pages/hubs.ts';
import { pagesWords } from '../words/pages/pages.ts';
import { welcomeWords } from '../words/pages/welcome.ts';
import { checkPassphrase, explainEntering } from './entering.ts';
import { FormBox, PassphraseField, RadioCards, TextField } from './parts/form.tsx';
import { type Problems, useForm } from './parts/form_model.ts';
import { WelcomeFrame } from './welcome_frame.tsx';

/** What one is invited to and by whom, and the way in: a new account, or one press for who has one. */
export default function JoinPage() {
  const session = useSession();
  const words = welcomeWords();
  const token = place.value.hash.slice(1);
  const [round, setRound] = useState(0);
  const [found, setFound] = useState<GetInviteResponse | OurplaceError>();
  useEffect(() => {
    if (!token) return;
    setFound(undefined);
    session.connection.post(HubService.method.getInvite, { inviteToken: token }).then(setFound, (error) => {
      if (!(error instanceof OurplaceError)) throw error;
      setFound(error);
    });
  }, [token, round, session]);
  const again = () => setRound((count) => count + 1);

  if (!token) return <NoUse words={words.incomplete} />;
  if (!found)
    return (
      <WelcomeFrame>
        <div class="welcome__narrow">
          <Title text={words.join}>
            <span class="sr">{words.join}</span>
          </Title>
          <Loading words={words.fetchingInvite} />
        </div>
      </WelcomeFrame>
    );
  if (found instanceof OurplaceError)
    return found.code === Code.NOT_FOUND || found.code === Code.INVALID_ARGUMENT ? (
      <NoUse words={words.used} />
    ) : (
      <NotNow words={explainEntering(found)?.[''] ?? whyWords(found)} again={again} />
    );
  return (
    <WelcomeFrame>
      <div class="grid2 welcome__grid">
        <Invitation invite={found} />
        <WayIn session={session} token={token} hubName={found.hub?.name ?? ''} gone={() => setFound(usedUp())} />
      </div>
    </WelcomeFrame>
  );
}

const usedUp = () => new OurplaceError(Code.NOT_FOUND, '');

function Invitation({ invite }: { invite: GetInviteResponse }) {
  const words = welcomeWords();
  const { hub } = invite;
  const promises: [IconName, string][] = [
    ['people', words.promiseName],
    ['send', words.promiseSent],
    ['leave', words.promiseLeave],
  ];
  return (
    <div class="stack">
      <div class="row row--close row--foot">
        {hub && <Door hub={hub} size="l" lit />}
        <p class="soft">{invite.invitedByName ? words.invitedBy(invite.invitedByName) : words.invited}</p>
      </div>
      <Title text={hub?.name ?? ''} />
      {hub?.purpose && <p dir="auto">{hub.purpose}</p>}
      <p>
        {words.partOf(hubsWords().members(hub?.memberCount ?? 0), invite.programmeName)} {roleWords(invite.role)}
      </p>
      <ul class="stack stack--s small">
        {promises.map(([icon, promise]) => (
          <li key={icon} class="row row--close">
            <Icon name={icon} />
            <span>{promise}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function roleWords(role: HubRole): string {
  const { asRole } = welcomeWords();
  if (role === HubRole.ORGANISER) return asRole.organiser;
  return role === HubRole.MODERATOR ? asRole.moderator : asRole.member;
}

function WayIn(props: { session: Session; token: string; hubName: string; gone: () => void }) {
  const { session } = props;
  const me = session.overview.me.value?.member;
  const isIn = me !== undefined && session.connection.state.value.kind !== 'stopped';
  return isIn ? <OnePress {...props} name={me.name} /> : <NewAccount {...props} />;
}

function OnePress(props: { session: Session; token: string; hubName: string; gone: () => void; name: string }) {
  const words = welcomeWords();
  const form = useForm(
    {},
    {
      send: async () => {
        const { hubId } = await whileItWorks(
          props.session.connection.post(HubService.method.joinWithInvite, { inviteToken: props.token }),
          props.gone,
        );
        if (hubId) go(`/hub/${hubId}`, 'replace');
      },
      explain: (error) => explainEntering(error),
    },
  );
  return (
    <FormBox
      form={form}
      prefix="join"
      class="card card--roomy"
      submit={words.joinHub(props.hubName)}
      busy={words.joining}
      wide
    >
      <p>{words.joinAs(props.name)}</p>
    </FormBox>
  );
}

function NewAccount(props: { session: Session; token: string; gone: () => void }) {
  const words = welcomeWords();
  const form = useForm(
    { name: '', passphrase: '' },
    {
      check: ({ name, passphrase }) => ({
        ...(name.trim() === '' && { name: words.needName }),
        ...checkPassphrase(passphrase, 'passphrase'),
      }),
      send: async ({ name, passphrase }) => {
        const request = {
          inviteToken: props.token,
          name,
          passphrase,
          language: language.value === 'cy' ? Language.CY : Language.EN,
          deviceLabel: deviceLabel(),
        };
        const { hubId } = await whileItWorks(
          props.session.connection.post(HubService.method.acceptInvite, request),
          props.gone,
        );
        if (hubId) await signedIn(`/hub/${hubId}`);
      },
      explain: (error): Problems<{ name: string; passphrase: string }> | undefined => {
        if (error.field === 'name')
          return { name: error.code === Code.ALREADY_EXISTS ? words.nameTaken : words.badName };
        if (error.field === 'passphrase') return { passphrase: words.commonPassphrase };
        return explainEntering(error);
      },
    },
  );
  return (
    <FormBox
      form={form}
      prefix="join"
      class="card card--roomy"
      submit={words.join}
      busy={words.joining}
      wide
      beside={
        <p class="small soft">
          {words.alreadyMember} <a href={`/sign-in#/join#${props.token}`}>{words.signIn}</a>
        </p>
      }
    >
      <h2>{words.join}</h2>
      <TextField
        form={form}
        prefix="join"
        name="name"
        label={words.yourName}
        hint={words.joinNameHint}
        autocomplete="username"
      />
      <PassphraseField
        form={form}
        prefix="join"
        name="passphrase"
        label={words.passphrase}
        hint={words.newPassphraseHint}
        autocomplete="new-password"
      />
      <LanguageChoice id="join-language" />
    </FormBox>
  );
}

/** Each by its own name; the page follows at once. */
export function LanguageChoice({
  id,
  class: look,
  choose,
}: {
  id: string;
  class?: string;
  choose?: (tag: 'en' | 'cy') => void;
}) {
  return (
    <RadioCards
      id={id}
      {...(look && { class: look })}
      label={
        <>
          <span lang="en">Language</span> / <span lang="cy">Iaith</span>
        </>
      }
      value={language.value}
      of={[
        { value: 'en', words: 'English', lang: 'en' },
        { value: 'cy', words: 'Cymraeg', lang: 'cy' },
      ]}
      choose={(tag) => {
        prefer({ language: tag });
        choose?.(tag);
      }}
    />
  );
}

/** Somebody else may use the link up while one fills in the form. */
async function whileItWorks(joining: Promise<{ hubId: string }>, gone: () => void): Promise<{ hubId: string }> {
  try {
    return await joining;
  } catch (error) {
    const isGone = error instanceof OurplaceError && error.code === Code.NOT_FOUND && error.field === 'invite_token';
    if (!isGone) throw error;
    gone();
    return { hubId: '' };
  }
}

function NoUse({ words: why }: { words: string }) {
  const words = welcomeWords();
  return (
    <WelcomeFrame>
      <div class="welcome__narrow stack">
        <Title text={words.usedTitle} />
        <p>{why}</p>
        <div class="actions">
          <a class="btn" href="/sign-in">
            {words.signIn}
          </a>
        </div>
      </div>
    </WelcomeFrame>
  );
}

function NotNow({ words: why, again }: { words: string; again: () => void }) {
  return (
    <WelcomeFrame>
      <div class="welcome__narrow stack">
        <Title text={welcomeWords().join} />
        <p class="note note--sun" role="status">
          <Icon name="offline" />
          <span>{why}</span>
        </p>
        <div class="actions">
          <button type="button" class="btn btn--go" onClick={again}>
            {pagesWords().tryAgain}
          </button>
        </div>
      </div>
    </WelcomeFrame>
  );
}
