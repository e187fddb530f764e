import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { beforeEach, describe, expect, it } from 'vitest';
import { GetOverviewResponseSchema } from './gen/ourplace/v1/conversations_pb.ts';
import { HubRole } from './gen/ourplace/v1/hubs_pb.ts';
import { UpdateSchema } from './gen/ourplace/v1/wire_pb.ts';
import { Overview } from './overview.ts';

let overview: Overview;
let seq: bigint;

beforeEach(() => {
  overview = new Overview();
  seq = 10n;
  overview.replace(
    create(GetOverviewResponseSchema, {
      epoch: 'e1',
      me: { member: { memberId: 'ana', name: 'Ana' }, sessionId: 's1' },
      hubs: [
        { hubId: 'h1', name: 'Somers Town', memberCount: 3, myRole: HubRole.ORGANISER },
        { hubId: 'h2', name: 'Dudley', memberCount: 1, myRole: HubRole.MEMBER },
      ],
      channels: [
        { channel: { channelId: 'c1', hubId: 'h1', name: 'general', joined: true }, readSeq: 4n, unread: 2 },
        { channel: { channelId: 'c2', hubId: 'h2', name: 'welcome', joined: true } },
      ],
      cursors: [{ streamId: 'c.c1', seq: 9n }],
    }),
  );
});

const apply = (streamId: string, change: MessageInitShape<typeof UpdateSchema>['change'], at = seq++) =>
  overview.apply(create(UpdateSchema, { streamId, seq: at, ...(change && { change }) }));
const says = (memberId: string, body: string, more: object = {}, at?: bigint) =>
  apply(
    'c.c1',
    {
      case: 'messagePosted',
      value: { message: { channelId: 'c1', seq: at ?? seq, author: { memberId }, body, ...more } },
    },
    at,
  );
const channel = () => overview.channel('c1');

describe('Unread', () => {
  it('counts what others write, and what mentions me or the channel', () => {
    says('ben', 'hello');
    says('ben', '@Ana', { mentions: [{ memberId: 'ana', name: 'Ana' }] });
    says('ben', '@channel', { mentionsChannel: true });
    says('ben', '@Cai', { mentions: [{ memberId: 'cai', name: 'Cai' }] });
    expect(channel()).toMatchObject({ unread: 6, unreadMentions: 2, lastMessage: { body: '@Cai' } });
  });

  it('does not count my own words', () => {
    says('ana', 'hello', { mentionsChannel: true });
    expect(channel()).toMatchObject({ unread: 2, unreadMentions: 0, lastMessage: { body: 'hello' } });
  });

  it('does not count what is said in a sandbox', () => {
    apply('c.c1', { case: 'channelChanged', value: { channel: { channelId: 'c1', sandbox: true } } });
    says('ben', 'hello');
    expect(channel()).toMatchObject({ unread: 2, lastMessage: { body: 'hello' } });
  });

  it('does not count again what the server had counted', () => {
    says('ben', 'already in', {}, 9n);
    expect(channel()?.unread).toBe(2);
  });

  it('stops at 100', () => {
    for (let index = 0; index < 150; index++) says('ben', '@Ana', { mentionsChannel: true });
    expect(channel()).toMatchObject({ unread: 100, unreadMentions: 100 });
  });

  it('ends at once when I have read to the end', () => {
    says('ben', 'hello');
    overview.markRead('c1', channel()?.lastMessage?.seq ?? 0n);
    expect(channel()).toMatchObject({ unread: 0, readSeq: 10n });
  });

  it('is left to the server to count when I have read a part, and never goes back', () => {
    says('ben', 'hello');
    overview.markRead('c1', 7n);
    expect(channel()).toMatchObject({ unread: 3, readSeq: 7n });
    overview.markRead('c1', 5n);
    expect(channel()?.readSeq).toBe(7n);
  });

  it('follows what I read on another device', () => {
    const value = { channelId: 'c1', readSeq: 10n, unread: 1, unreadMentions: 1 };
    apply('m.ana', { case: 'readMarkerMoved', value });
    expect(channel()).toMatchObject({ readSeq: 10n, unread: 1, unreadMentions: 1 });
  });
});

describe('The last message', () => {
  it('is the edited or deleted one', () => {
    says('ben', 'hello');
    apply('c.c1', { case: 'messageEdited', value: { messageSeq: 10n, body: 'better' } });
    expect(channel()?.lastMessage?.body).toBe('better');
    apply('c.c1', { case: 'messageEdited', value: { messageSeq: 3n, body: 'other' } });
    expect(channel()?.lastMessage?.body).toBe('better');
    apply('c.c1', { case: 'messageDeleted', value: { messageSeq: 10n, tombstone: { deletedByName: 'Ben' } } });
    expect(channel()?.lastMessage).toMatchObject({ body: '', tombstone: { deletedByName: 'Ben' } });
  });
});

describe('Hubs and channels', () => {
  it('that I leave, or am removed from, go', () => {
    apply('m.ana', { case: 'myHubLeft', value: { hubId: 'h1' } });
    expect(overview.hub('h1')).toBeUndefined();
    expect([...overview.channels.value.keys()]).toEqual(['c2']);
    apply('m.ana', { case: 'myChannelLeft', value: { channelId: 'c2' } });
    expect(overview.channels.value.size).toBe(0);
    expect(overview.hub('h2')).toBeDefined();
  });

  it('that are new are the server’s to tell', () => {
    expect(apply('m.ana', { case: 'myHubChanged', value: {} })).toBe(true);
    expect(apply('m.ana', { case: 'myChannelJoined', value: {} })).toBe(true);
    expect(apply('h.h1', { case: 'channelCreated', value: {} })).toBe(true);
    expect(apply('h.h1', { case: 'hubMemberJoined', value: {} })).toBe(false);
    expect(apply('h.h1', undefined)).toBe(false);
  });

  it('change their names, but not what is mine in them', () => {
    apply('h.h1', { case: 'hubChanged', value: { hub: { hubId: 'h1', name: 'Somers Town Jobs' } } });
    expect(overview.hub('h1')).toMatchObject({ name: 'Somers Town Jobs', memberCount: 3, myRole: HubRole.ORGANISER });
    apply('c.c1', { case: 'channelChanged', value: { channel: { channelId: 'c1', name: 'news', archived: true } } });
    expect(channel()?.channel).toMatchObject({ name: 'news', archived: true, joined: true });
  });

  it('keep the Hub through which a Thread is mine, whichever everybody in it is told', () => {
    apply('c.c1', { case: 'channelChanged', value: { channel: { channelId: 'c1', hubId: 'h2', name: 'Pumps' } } });
    expect(channel()?.channel).toMatchObject({ name: 'Pumps', hubId: 'h1' });
  });

  it('know under which name I speak there, whatever everybody in them is told', () => {
    const mine = { channelId: 'c1', joined: true, myMemberId: 'heron' };
    overview.channels.value = new Map([
      ['c1', { ...channel(), channel: { ...channel()?.channel, ...mine } } as NonNullable<ReturnType<typeof channel>>],
    ]);
    apply('c.c1', { case: 'channelChanged', value: { channel: { channelId: 'c1', archived: true } } });
    expect(overview.memberIdIn('c1')).toBe('heron');
    expect(overview.memberIdIn('c2')).toBe('ana');
    says('heron', 'I wrote this');
    expect(channel()?.unread).toBe(2);
  });

  it('count who comes and goes', () => {
    apply('h.h1', { case: 'hubMemberJoined', value: {} });
    apply('h.h1', { case: 'hubMemberJoined', value: {} });
    apply('h.h1', { case: 'hubMemberLeft', value: {} });
    apply('h.h1', { case: 'hubMemberChanged', value: {} });
    expect(overview.hub('h1')?.memberCount).toBe(4);
    expect(overview.membersChanged.value.get('h1')).toBe(4);
    expect(overview.membersChanged.value.get('h2')).toBeUndefined();
  });
});

describe('What is mine', () => {
  it('changes with the profile, and stays this session', () => {
    apply('m.ana', { case: 'profileChanged', value: { me: { member: { memberId: 'ana', name: 'Anna' } } } });
    expect(overview.me.value).toMatchObject({ member: { name: 'Anna' }, sessionId: 's1' });
  });

  it('tells when devices changed', () => {
    apply('m.ana', { case: 'devicesChanged', value: {} });
    expect(overview.devicesChanged.value).toBe(1);
  });

  it('is the same after it was kept on the device', () => {
    says('ben', 'hello');
    const again = new Overview();
    const cursors = again.restore(overview.save([{ $typeName: 'ourplace.v1.Cursor', streamId: 'c.c1', seq: 10n }]));
    expect(cursors).toMatchObject([{ streamId: 'c.c1', seq: 10n }]);
    expect(again.channel('c1')).toEqual(channel());
    expect(again.hubs.value).toEqual(overview.hubs.value);
    expect(again.epoch).toBe('e1');
  });
});
