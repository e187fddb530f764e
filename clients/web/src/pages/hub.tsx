import {
  type Channel,
  ChannelVisibility,
  Code,
  type GetHubResponse,
  type Hub,
  HubRole,
  HubService,
  JoinPolicy,
} from '@ourplace/sdk';
import { useState } from 'preact/hooks';
import { useSession } from '../account.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Icon } from '../parts/icon.tsx';
import { Door, painted } from '../parts/shapes.tsx';
import { Title } from '../parts/title.tsx';
import { toast } from '../parts/toast.tsx';
import { go } from '../router.ts';
import { hubsWords } from '../words/pages/hubs.ts';
import { HubPeople } from './hub_people.tsx';
import { Act } from './parts/act.tsx';
import { asSeen, join, leaveSoon } from './parts/belonging.ts';
import { type Fetched, Showing, useFetched } from './parts/fetched.tsx';
import { mayJoin, roleName, Standing } from './parts/tags.tsx';

/** What a Hub is for, its channels and its people. */
export default function HubPage({ params }: { params: Record<string, string> }) {
  const words = hubsWords();
  const fetched = useHub(params.hub ?? '');
  return (
    <Showing fetched={fetched} loading={words.fetchingHub}>
      {(found) => (found.hub ? <Found hub={found.hub} channels={found.channels} /> : null)}
    </Showing>
  );
}

/** The Hub as it is now: fetched anew when what the member's own overview says of it has changed. */
export function useHub(hubId: string): Fetched<GetHubResponse> {
  const { connection, overview } = useSession();
  const mine = overview.hub(hubId);
  const joined = [...overview.channels.value.values()].filter(({ channel }) => channel?.hubId === hubId).length;
  const version = `${hubId} ${mine?.name} ${mine?.purpose} ${mine?.paint} ${mine?.joinPolicy} ${mine?.requiresBothLanguages} ${mine?.myRole} ${mine?.memberCount} ${joined}`;
  const fetched = useFetched(hubId, () => connection.call(HubService.method.getHub, { hubId }));
  const [seen, setSeen] = useState(version);
  if (seen !== version) {
    setSeen(version);
    fetched.again();
  }
  return fetched;
}

function Found({ hub: found, channels }: { hub: Hub; channels: Channel[] }) {
  const session = useSession();
  const { overview } = session;
  const hub = asSeen(found);
  const words = hubsWords();
  const belongs = hub.myRole !== HubRole.UNSPECIFIED;
  const isOrganiser = hub.myRole === HubRole.ORGANISER;
  return (
    <div class="painted" style={painted(hub.paint)}>
      <div class="page page--aside">
        <header class="full stack">
          <div class="row row--close row--foot">
            <Door hub={hub} size="l" />
            <div>
              <Title text={hub.name} />
              <p class="soft">{words.where(hub.place?.name ?? '', words.members(hub.memberCount))}</p>
            </div>
          </div>
          <p dir="auto" class={hub.purpose ? undefined : 'soft'}>
            {hub.purpose || words.noPurpose}
          </p>
          <div class="actions">
            {mayJoin(hub) ? (
              <Act kind="go" words={words.join} busy={words.joining} run={() => join(session, hub)} />
            ) : (
              <Standing hub={hub} />
            )}
            {belongs && hub.myRole !== HubRole.MEMBER && <span class="tag">{roleName(hub.myRole)}</span>}
            {!belongs && hub.joinPolicy === JoinPolicy.INVITATION && (
              <span class="soft small">{words.byInvitationHint}</span>
            )}
            {belongs && (
              <a class="btn btn--s" href={`/asks/new#${hub.hubId}`}>
                <Icon name="asks" small />
                {words.ask}
              </a>
            )}
            {(belongs || overview.me.value?.member?.isAdministrator) && (
              <a class="btn btn--s" href={`/hub/${hub.hubId}/announcements`}>
                <Icon name="notice" small />
                {words.announcements}
              </a>
            )}
            <a class="btn btn--s" href={`/hub/${hub.hubId}/stories`}>
              <Icon name="quote" small />
              {words.stories}
            </a>
            <a class="btn btn--s" href={`/hub/${hub.hubId}/suggestions`}>
              <Icon name="reply" small />
              {words.suggestions}
            </a>
            {(isOrganiser || overview.me.value?.member?.isAdministrator) && (
              <a class="btn btn--s" href={`/hub/${hub.hubId}/insights`}>
                <Icon name="asks" small />
                {words.insights}
              </a>
            )}
            {isOrganiser && (
              <>
                <a class="btn btn--s" href={`/hub/${hub.hubId}/edit`}>
                  <Icon name="edit" small />
                  {words.edit}
                </a>
                <a class="btn btn--s" href={`/hub/${hub.hubId}/invites`}>
                  <Icon name="link" small />
                  {words.invites}
                </a>
                <a class="btn btn--s" href={`/hub/${hub.hubId}/bots`}>
                  <Icon name="bot" small />
                  {words.bots}
                </a>
              </>
            )}
          </div>
        </header>
        <section class="stack stack--s" aria-labelledby="channels">
          <div class="row row--apart">
            <h2 id="channels">{words.channels}</h2>
            {isOrganiser && (
              <a class="btn btn--s" href={`/hub/${hub.hubId}/new-channel`}>
                <Icon name="plus" small />
                {words.newChannel}
              </a>
            )}
          </div>
          {channels.length === 0 ? (
            <p class="soft">{words.noChannels}</p>
          ) : (
            <ul class="list boxed">
              {channels.map((channel) => (
                <ChannelEntry key={channel.channelId} channel={channel} />
              ))}
            </ul>
          )}
        </section>
        <section class="stack stack--s" aria-labelledby="people">
          <h2 id="people">{words.people}</h2>
          {belongs ? <HubPeople hub={hub} few /> : <p class="soft small">{words.peopleOnlyMembers}</p>}
          {belongs && !isOrganiser && <a href={`/hub/${hub.hubId}/bots`}>{words.bots}</a>}
          {belongs && <Leave hub={hub} />}
        </section>
      </div>
    </div>
  );
}

function ChannelEntry({ channel }: { channel: Channel }) {
  const words = hubsWords();
  const kinds: Partial<Record<ChannelVisibility, string>> = {
    [ChannelVisibility.OPEN]: words.channelKind.open,
    [ChannelVisibility.HUB]: words.channelKind.hub,
    [ChannelVisibility.PRIVATE]: words.channelKind.private,
  };
  const isPrivate = channel.visibility === ChannelVisibility.PRIVATE;
  return (
    <li>
      <a class="line" href={`/channel/${channel.channelId}`}>
        <span class="grow">
          <span class="name strong" dir="auto">
            {isPrivate && <Icon name="lock" small />} {channel.name}
          </span>
          {channel.purpose && (
            <span class="small" dir="auto">
              {channel.purpose}
            </span>
          )}
          <span class="small soft">
            {channel.archived && <b>{words.archived}. </b>}
            {channel.forChampions ? words.channelKind.champions : kinds[channel.visibility]}
          </span>
        </span>
        <Icon name="next" turn />
      </a>
    </li>
  );
}

/** With a way back for members. An Organiser could not come back by pressing a button, so they are asked. */
function Leave({ hub }: { hub: Hub }) {
  const session = useSession();
  const words = hubsWords();
  const [asking, ask] = useState(false);
  const leaveNow = () => session.connection.call(HubService.method.leaveHub, { hubId: hub.hubId });
  const leave = async () => {
    if (hub.myRole === HubRole.ORGANISER) {
      ask(true);
      return;
    }
    leaveSoon(session, hub);
    go('/hubs');
  };
  return (
    <div class="actions">
      <Act kind="quiet" icon="leave" words={words.leave} busy={words.leaving} run={leave} />
      {asking && (
        <Dialog title={words.leaveTitle(hub.name)} onClose={() => ask(false)}>
          <p>{words.leaveOrganiser}</p>
          <div class="actions">
            <Act
              kind="harm"
              words={words.leaveYes}
              busy={words.leaving}
              run={async () => {
                await leaveNow();
                toast({ words: words.left(hub.name) });
                go('/hubs');
              }}
              explain={(error) => (error.code === Code.FAILED_PRECONDITION ? words.lastOrganiser : undefined)}
            />
            <button type="button" class="btn" onClick={() => ask(false)}>
              {words.stay}
            </button>
          </div>
        </Dialog>
      )}
    </div>
  );
}
