import { type Channel, ChannelVisibility, type HubMember, HubService } from '@ourplace/sdk';
import { useEffect, useState } from 'preact/hooks';
import { useSession } from '../../account.ts';
import { Act } from '../../pages/parts/act.tsx';
import { Showing, usePaged } from '../../pages/parts/fetched.tsx';
import { MoreButton } from '../../pages/parts/more_button.tsx';
import { SearchBox } from '../../pages/parts/search_box.tsx';
import { Roles } from '../../pages/parts/tags.tsx';
import { announce } from '../../parts/announcer.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Face } from '../../parts/shapes.tsx';
import { toast } from '../../parts/toast.tsx';
import { aboutWords } from '../../words/about.ts';
import { above } from '../unread.ts';

/** Who has joined a channel. Organisers add and remove, but from a Thread, which people open themselves. */
export function ChannelPeople({ channel, organises }: { channel: Channel; organises: boolean }) {
  const mayChange = organises && !above(channel);
  const session = useSession();
  const words = aboutWords();
  const { channelId, hubId } = channel;
  const [query, setQuery] = useState('');
  const [adding, add] = useState(false);
  const [removing, remove] = useState<HubMember>();
  const online = session.connection.state.value.kind === 'online';
  useEffect(() => {
    // Presence is only a sign: without it nobody is shown as being here.
    if (online) session.refreshPresence(hubId).catch(() => {});
  }, [hubId, online]);
  // Somebody came or went, here or in the Hub: the list is fetched again.
  const version = `${session.overview.membersChanged.value.get(hubId) ?? 0} ${channel.memberCount}`;
  const people = usePaged(`${channelId} ${query} ${version}`, async (_, pageToken) => {
    const request = { channelId, query, pageSize: 50, pageToken };
    const page = await session.connection.call(HubService.method.listChannelMembers, request);
    if (query && page.members.length === 0) announce(words.nobody);
    return { items: page.members, next: page.nextPageToken };
  });
  return (
    <section class="stack stack--s" aria-labelledby="people">
      <div class="row row--apart">
        <h2 id="people">{words.people(channel.memberCount)}</h2>
        {mayChange && (
          <button type="button" class="btn btn--s" onClick={() => add(true)}>
            <Icon name="plus" small />
            {words.add}
          </button>
        )}
      </div>
      {(channel.memberCount > 12 || query) && (
        <SearchBox key={query} id="find-in-channel" label={words.find} value={query} search={setQuery} />
      )}
      <Showing fetched={people} loading={words.fetchingPeople}>
        {({ items }) => (
          <>
            <ul class="list boxed">
              {items.map((person) => (
                <Person
                  key={person.member?.memberId}
                  person={person}
                  {...(mayChange && { remove: () => remove(person) })}
                />
              ))}
            </ul>
            {items.length === 0 && (
              <div class="row">
                <p>{words.nobody}</p>
                <button type="button" class="btn btn--s" onClick={() => setQuery('')}>
                  {words.showEverybody}
                </button>
              </div>
            )}
            <MoreButton paged={people} />
          </>
        )}
      </Showing>
      {adding && <AddDialog channel={channel} close={() => add(false)} added={people.again} />}
      {removing && (
        <RemoveDialog
          channel={channel}
          person={removing}
          close={() => remove(undefined)}
          removed={() => {
            remove(undefined);
            people.again();
          }}
        />
      )}
    </section>
  );
}

function Person({ person, remove }: { person: HubMember; remove?: () => void }) {
  const { overview, present } = useSession();
  const words = aboutWords();
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
          </span>
        </span>
      </a>
      {remove && !isMe && (
        <button type="button" class="btn btn--s" onClick={remove}>
          {words.remove}
          <span class="sr"> {words.removeFrom(member.name)}</span>
        </button>
      )}
    </li>
  );
}

/** Members of the Hub, found by name. */
function AddDialog(props: { channel: Channel; close: () => void; added: () => void }) {
  const { channelId, hubId } = props.channel;
  const { connection } = useSession();
  const words = aboutWords();
  const [query, setQuery] = useState('');
  const [inIt, setInIt] = useState<ReadonlySet<string>>(new Set());
  const found = usePaged(`${hubId} ${query}`, async (session, pageToken) => {
    const [members, already] = await Promise.all([
      session.connection.call(HubService.method.listHubMembers, { hubId, query, pageSize: 20, pageToken }),
      session.connection.call(HubService.method.listChannelMembers, { channelId, query, pageSize: 200 }),
    ]);
    setInIt((before) => new Set([...before, ...already.members.map((one) => one.member?.memberId ?? '')]));
    if (members.members.length === 0) announce(words.nobody);
    return { items: members.members, next: members.nextPageToken };
  });
  return (
    <Dialog title={words.add} onClose={props.close}>
      <p class="soft small">{words.addHint}</p>
      <SearchBox key={query} id="find-in-hub" label={words.findInHub} value={query} search={setQuery} />
      <Showing fetched={found} loading={words.fetchingPeople}>
        {({ items }) => (
          <ul class="list">
            {items.map(({ member }) => {
              const { memberId = '', name = '' } = member ?? {};
              return (
                <li class="person" key={memberId}>
                  <div class="line grow">
                    <Face id={memberId} name={name} />
                    <span class="grow" dir="auto">
                      {name}
                    </span>
                  </div>
                  {inIt.has(memberId) ? (
                    <span class="tag tag--moss">{words.inIt}</span>
                  ) : (
                    <Act
                      small
                      words={words.addOne}
                      about={name}
                      busy={words.adding}
                      run={async () => {
                        await connection.call(HubService.method.addChannelMember, { channelId, memberId });
                        setInIt((before) => new Set(before).add(memberId));
                        announce(words.added(name));
                        props.added();
                      }}
                    />
                  )}
                </li>
              );
            })}
            {items.length === 0 && <li>{words.nobody}</li>}
          </ul>
        )}
      </Showing>
      <MoreButton paged={found} />
      <div class="actions">
        <button type="button" class="btn" onClick={props.close}>
          {words.close}
        </button>
      </div>
    </Dialog>
  );
}

function RemoveDialog(props: { channel: Channel; person: HubMember; close: () => void; removed: () => void }) {
  const { connection } = useSession();
  const words = aboutWords();
  const { channelId, visibility } = props.channel;
  const { memberId = '', name = '' } = props.person.member ?? {};
  const isPrivate = visibility === ChannelVisibility.PRIVATE;
  return (
    <Dialog title={words.removeTitle(name)} onClose={props.close}>
      <p>{isPrivate ? words.removeHint.private : words.removeHint.others}</p>
      <div class="actions">
        <Act
          kind="harm"
          words={words.removeYes(name)}
          busy={words.removing}
          run={async () => {
            await connection.call(HubService.method.removeChannelMember, { channelId, memberId });
            toast({ words: words.removed(name) });
            props.removed();
          }}
        />
        <button type="button" class="btn" onClick={props.close}>
          {words.keep}
        </button>
      </div>
    </Dialog>
  );
}
