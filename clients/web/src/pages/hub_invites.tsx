import { HubRole, HubService, type Invite } from '@ourplace/sdk';
import { useState } from 'preact/hooks';
import { useSession } from '../account.ts';
import { Title } from '../parts/title.tsx';
import { toast } from '../parts/toast.tsx';
import { hubsWords } from '../words/pages/hubs.ts';
import { date, fromMicros } from '../words/times.ts';
import { useHub } from './hub.tsx';
import { Act } from './parts/act.tsx';
import { BackTo } from './parts/back_to.tsx';
import { Showing, useFetched } from './parts/fetched.tsx';
import { Choices, FormBox, TextField } from './parts/form.tsx';
import { useForm } from './parts/form_model.ts';
import { ShownOnce } from './parts/shown_once.tsx';
import { roleName } from './parts/tags.tsx';
import { wholeNumber } from './parts/whole_number.ts';

const roles: Record<string, HubRole> = {
  member: HubRole.MEMBER,
  moderator: HubRole.MODERATOR,
  organiser: HubRole.ORGANISER,
};

/** Links that let people in: made, listed, and taken back by Organisers. */
export default function InvitesPage({ params }: { params: Record<string, string> }) {
  const { connection } = useSession();
  const words = hubsWords();
  const hubId = params.hub ?? '';
  const { hub } = useHub(hubId).data ?? {};
  const [url, setUrl] = useState('');
  const invites = useFetched(hubId, () => connection.call(HubService.method.listInvites, { hubId }));
  const isNumber = (text: string, most: number) => wholeNumber(text, 1, most) === undefined;
  const form = useForm(
    { role: 'member', uses: '1', days: '14' },
    {
      check: ({ uses, days }) => ({
        ...(isNumber(uses, 1000) && { uses: words.number('1', '1,000') }),
        ...(isNumber(days, 90) && { days: words.number('1', '90') }),
      }),
      send: async ({ role, uses, days }) => {
        const made = await connection.call(HubService.method.createInvite, {
          hubId,
          role: roles[role] ?? HubRole.MEMBER,
          uses: Number(uses),
          daysValid: Number(days),
        });
        setUrl(made.url);
        invites.again();
      },
    },
  );
  return (
    <div class="page">
      <header class="stack stack--s">
        <BackTo href={`/hub/${hubId}`} words={hub?.name ?? words.hubs} />
        <Title text={hub ? words.invitesOf(hub.name) : words.invites} />
      </header>
      {hub && hub.myRole !== HubRole.ORGANISER ? (
        <p>{words.onlyOrganisers}</p>
      ) : (
        <>
          {url && <ShownOnce title={words.yourLink} hint={words.linkOnce} secret={url} />}
          <FormBox form={form} prefix="invite" class="card" submit={words.makeInvite} busy={words.making}>
            <h2 class="card__title">{words.newInvite}</h2>
            <p class="soft small">{words.newInviteHint}</p>
            <Choices
              form={form}
              prefix="invite"
              name="role"
              label={words.inviteAs}
              of={(['member', 'moderator', 'organiser'] as const).map((value) => ({ value, words: words.role[value] }))}
            />
            <div class="grid2">
              <TextField
                form={form}
                prefix="invite"
                name="uses"
                label={words.uses}
                hint={words.usesHint}
                inputMode="numeric"
              />
              <TextField
                form={form}
                prefix="invite"
                name="days"
                label={words.days}
                hint={words.daysHint}
                inputMode="numeric"
              />
            </div>
          </FormBox>
          <section class="stack stack--s" aria-labelledby="active">
            <h2 id="active">{words.activeInvites}</h2>
            <Showing fetched={invites} loading={words.fetchingHub}>
              {(found) =>
                found.invites.length === 0 ? (
                  <p class="soft">{words.noInvites}</p>
                ) : (
                  <ul class="list boxed">
                    {found.invites.map((invite) => (
                      <InviteLine key={invite.inviteId} invite={invite} revoked={invites.again} />
                    ))}
                  </ul>
                )
              }
            </Showing>
          </section>
        </>
      )}
    </div>
  );
}

function InviteLine({ invite, revoked }: { invite: Invite; revoked: () => void }) {
  const { connection } = useSession();
  const words = hubsWords();
  const about = `${roleName(invite.role)}, ${words.usesLeft(invite.usesLeft)}, ${words.until(date(fromMicros(invite.expiresAtUs)))}`;
  return (
    <li class="person">
      <div class="line grow">
        <span class="grow">
          <span class="name">{about}</span>
          {invite.createdByName && <span class="small soft">{words.madeBy(invite.createdByName)}</span>}
        </span>
      </div>
      <Act
        small
        words={words.takeBack}
        busy={words.takingBack}
        about={about}
        run={async () => {
          await connection.call(HubService.method.revokeInvite, { inviteId: invite.inviteId });
          toast({ words: words.takenBack });
          revoked();
        }}
      />
    </li>
  );
}
