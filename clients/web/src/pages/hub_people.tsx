import { Code, type Hub, type HubMember, HubRole, HubService } from '@ourplace/sdk';
import { useEffect, useState } from 'preact/hooks';
import { useSession } from '../account.ts';
import { announce } from '../parts/announcer.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Icon } from '../parts/icon.tsx';
import { Face } from '../parts/shapes.tsx';
import { toast } from '../parts/toast.tsx';
import { hubsWords } from '../words/pages/hubs.ts';
import { pagesWords } from '../words/pages/pages.ts';
import { date, fromMicros } from '../words/times.ts';
import { Act } from './parts/act.tsx';
import { Showing, usePaged } from './parts/fetched.tsx';
import { RadioCards } from './parts/form.tsx';
import { MoreButton } from './parts/more_button.tsx';
import { SearchBox } from './parts/search_box.tsx';
import { Roles } from './parts/tags.tsx';

const few = 8;

/** Who belongs to a Hub: a few with a way to all, or all by pages with a search. */
export function HubPeople(props: { hub: Hub; few?: boolean }) {
  const { hub } = props;
  const session = useSession();
  const words = hubsWords();
  const [query, setQuery] = useState('');
  const [changing, change] = useState<HubMember>();
  const version = session.overview.membersChanged.value.get(hub.hubId) ?? 0;
  const online = session.connection.state.value.kind === 'online';
  useEffect(() => {
    // Presence is only a sign: without it nobody is shown as being here.
    if (online) session.refreshPresence(hub.hubId).catch(() => {});
  }, [hub.hubId, online]);
  const people = usePaged(`${hub.hubId} ${query} ${props.few}`, async (_, pageToken) => {
    const pageSize = props.few ? few : 50;
    const request = { hubId: hub.hubId, query, pageSize, pageToken };
    const page = await session.connection.call(HubService.method.listHubMembers, request);
    if (query && page.members.length === 0) announce(words.nobody);
    return { items: page.members, next: page.nextPageToken };
  });
  const [seen, setSeen] = useState(version);
  if (seen !== version) {
    setSeen(version);
    people.again();
  }
  return (
    <div class="stack stack--s">
      {!props.few && (
        <SearchBox
          key={query}
          id="find-person"
          label={words.findPerson}
          hint={words.name}
          value={query}
          search={setQuery}
        />
      )}
      <Showing fetched={people} loading={words.fetchingPeople}>
        {({ items, next }) =>
          items.length === 0 ? (
            <div class="card empty">
              <Icon name="people" />
              <p class="strong">{words.nobody}</p>
              <button type="button" class="btn" onClick={() => setQuery('')}>
                {words.showEverybody}
              </button>
            </div>
          ) : (
            <>
              <ul class="list boxed">
                {items.map((person) => (
                  <Person
                    key={person.member?.memberId}
                    person={person}
                    {...(!props.few && hub.myRole === HubRole.ORGANISER && { change: () => change(person) })}
                  />
                ))}
              </ul>
              {props.few && (next || hub.myRole === HubRole.ORGANISER) ? (
                <a href={`/hub/${hub.hubId}/people`}>{words.allPeople(hub.memberCount)}</a>
              ) : (
                !props.few && <MoreButton paged={people} />
              )}
            </>
          )
        }
      </Showing>
      {changing && <ChangePerson hub={hub} person={changing} close={() => change(undefined)} />}
    </div>
  );
}

function Person({ person, change }: { person: HubMember; change?: () => void }) {
  const { overview, present } = useSession();
  const words = hubsWords();
  const { member, role } = person;
  if (!member) return null;
  const here = present.value.has(member.memberId);
  const isMe = member.memberId === overview.me.value?.member?.memberId;
  return (
    <li class="person">
      <a class="line grow" href={`/member/${member.memberId}`}>
        <Face id={member.memberId} name={member.name} here={here} bot={member.isBot} />
        <span class="grow">
          <span class="name strong" dir="auto">
            {member.name}
          </span>
          <span class="person__facts small soft">
            {isMe && <span>{words.you}</span>}
            <Roles role={role} member={member} />
            {here && <span>{words.here}</span>}
            {change && <span>{words.since(date(fromMicros(person.sinceUs)))}</span>}
          </span>
        </span>
      </a>
      {change && (
        <button type="button" class="btn btn--s" onClick={change}>
          {words.change}
          <span class="sr"> {words.changePerson(member.name)}</span>
        </button>
      )}
    </li>
  );
}

const roles = { member: HubRole.MEMBER, moderator: HubRole.MODERATOR, organiser: HubRole.ORGANISER };
type RoleKey = keyof typeof roles;

/** Another role, or out of the Hub: that is asked once more, by name. */
function ChangePerson({ hub, person, close }: { hub: Hub; person: HubMember; close: () => void }) {
  const { connection } = useSession();
  const words = hubsWords();
  const { save, saving, saved, cancel } = pagesWords();
  const name = person.member?.name ?? '';
  const ids = { hubId: hub.hubId, memberId: person.member?.memberId ?? '' };
  const present = (Object.keys(roles) as RoleKey[]).find((key) => roles[key] === person.role) ?? 'member';
  const [role, setRole] = useState<RoleKey>(present);
  const [removing, setRemoving] = useState(false);
  const explain = (error: { code: Code }) =>
    error.code === Code.FAILED_PRECONDITION ? words.lastOrganiser : undefined;
  if (removing)
    return (
      <Dialog key="remove" title={words.removeTitle(name, hub.name)} onClose={close}>
        <p>{words.removeHint}</p>
        <div class="actions">
          <Act
            kind="harm"
            words={words.removeYes(name)}
            busy={words.removing}
            explain={explain}
            run={async () => {
              await connection.call(HubService.method.removeHubMember, ids);
              toast({ words: words.removed(name) });
              close();
            }}
          />
          <button type="button" class="btn" onClick={close}>
            {words.keep}
          </button>
        </div>
      </Dialog>
    );
  return (
    <Dialog key="role" title={words.changePerson(name)} onClose={close}>
      <RadioCards
        id="role"
        long
        label={words.partIn}
        value={role}
        of={(Object.keys(roles) as RoleKey[]).map((value) => ({
          value,
          words: words.role[value],
          hint: words.roleHint[value],
        }))}
        choose={setRole}
      />
      <div class="actions">
        <Act
          kind="go"
          words={save}
          busy={saving}
          explain={explain}
          run={async () => {
            await connection.call(HubService.method.setHubRole, { ...ids, role: roles[role] });
            toast({ words: saved });
            close();
          }}
        />
        <button type="button" class="btn" onClick={close}>
          {cancel}
        </button>
      </div>
      <hr />
      <div class="actions">
        <button type="button" class="btn btn--harm" onClick={() => setRemoving(true)}>
          {words.remove}
        </button>
      </div>
    </Dialog>
  );
}
