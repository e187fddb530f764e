import type { Channel, ChannelState, Hub, Overview } from '@ourplace/sdk';
import { type Block, ChannelVisibility, type Inline, parseMarkup } from '@ourplace/sdk';

/** Channels by name, then Threads; those that are closed come last. */
export function channelsOf(overview: Overview, hubId: string): ChannelState[] {
  return [...overview.channels.value.values()].filter((state) => state.channel?.hubId === hubId).sort(byName);
}

/** Direct conversations in which something was said, the latest first. */
export function directConversations(overview: Overview): ChannelState[] {
  return [...overview.channels.value.values()]
    .filter((state) => isDirect(state.channel) && state.lastMessage)
    .sort(byLatest);
}

export function isDirect(channel: Channel | undefined): boolean {
  return channel?.visibility === ChannelVisibility.DIRECT;
}

/** Whether it is the Thread of an Ask, which has a page of its own. */
export function isAskThread(channel: Channel | undefined): boolean {
  return channel?.visibility === ChannelVisibility.ASK;
}

/** Where the Announcement or Event is that a Thread is below. */
export function above(channel: Channel | undefined): string | undefined {
  const below = channel?.below;
  if (!below?.case) return undefined;
  return `${below.case === 'eventId' ? '/events/of' : '/announcement'}/${below.value}`;
}

/** Whether only those who are in it know of it. */
export function isPrivate(channel: Channel | undefined): boolean {
  return (channel?.visibility ?? 0) >= ChannelVisibility.PRIVATE && !above(channel);
}

function byName(a: ChannelState, b: ChannelState): number {
  const place = ({ channel }: ChannelState) => (channel?.archived ? 2 : above(channel) ? 1 : 0);
  return place(a) - place(b) || (a.channel?.name ?? '').localeCompare(b.channel?.name ?? '');
}

/** Channels with something new, the latest message first. */
export function unreadChannels(overview: Overview): ChannelState[] {
  return [...overview.channels.value.values()].filter((state) => state.unread > 0).sort(byLatest);
}

function byLatest(a: ChannelState, b: ChannelState): number {
  const latest = (state: ChannelState) => state.lastMessage?.sentAtUs ?? 0n;
  return latest(a) < latest(b) ? 1 : -1;
}

export function unreadOfHub(overview: Overview, hub: Hub): number {
  return channelsOf(overview, hub.hubId).reduce((sum, state) => sum + state.unread, 0);
}

/** A body in one line, without its markup. */
export function plainLine(body: string, longest = 160): string {
  const text = parseMarkup(body.slice(0, 4 * longest))
    .map(textOfBlock)
    .join(' ');
  return text.length > longest ? `${text.slice(0, longest).trimEnd()}…` : text;
}

function textOfBlock(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return block.children.map(textOfInline).join('');
    case 'quote':
      return block.children.map(textOfBlock).join(' ');
    case 'list':
      return block.items.map((item) => item.map(textOfInline).join('')).join(', ');
    case 'code':
      return block.text;
  }
}

function textOfInline(inline: Inline): string {
  switch (inline.kind) {
    case 'strong':
    case 'emphasis':
      return inline.children.map(textOfInline).join('');
    case 'mention':
      return `@${inline.name}`;
    case 'break':
      return ' ';
    default:
      return inline.text;
  }
}
