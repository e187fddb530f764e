import { type Hub, HubRole, JoinPolicy, type Member } from '@ourplace/sdk';
import { Icon } from '../../parts/icon.tsx';
import { hubsWords } from '../../words/pages/hubs.ts';

/** What a role is called; none for somebody from elsewhere. */
export function roleName(role: HubRole): string {
  const { role: names } = hubsWords();
  if (role === HubRole.ORGANISER) return names.organiser;
  if (role === HubRole.MODERATOR) return names.moderator;
  return role === HubRole.MEMBER ? names.member : '';
}

/** What somebody is beside being a member: a key, a rosette, a word. */
export function Roles({ role, member }: { role: HubRole; member: Member | undefined }) {
  return (
    <>
      {member?.isBot && <span class="role role--bot">{hubsWords().bot}</span>}
      {role === HubRole.ORGANISER && (
        <span class="role">
          <Icon name="key" small />
          {roleName(role)}
        </span>
      )}
      {role === HubRole.MODERATOR && <span class="role">{roleName(role)}</span>}
      {member?.champion && <ChampionTag />}
    </>
  );
}

export function ChampionTag() {
  return (
    <span class="role role--champion">
      <Icon name="rosette" small />
      {hubsWords().champion}
    </span>
  );
}

/** How the member stands to a Hub, where there is nothing to press. */
export function Standing({ hub }: { hub: Hub }) {
  const words = hubsWords();
  if (hub.myRole !== HubRole.UNSPECIFIED)
    return (
      <span class="tag tag--moss">
        <Icon name="tick" small />
        {words.belong}
      </span>
    );
  if (hub.joinPolicy === JoinPolicy.INVITATION)
    return (
      <span class="tag tag--heather">
        <Icon name="lock" small />
        {words.byInvitation}
      </span>
    );
  return null;
}

/** Whether somebody who does not belong can join by pressing a button. */
export function mayJoin(hub: Hub): boolean {
  return hub.myRole === HubRole.UNSPECIFIED && hub.joinPolicy === JoinPolicy.OPEN;
}
