import { type Author, HubRole, type Message } from '@ourplace/sdk';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { useSession } from '../account.ts';
import { Icon } from '../parts/icon.tsx';
import { lazyPart } from '../parts/lazy_part.tsx';
import { Face } from '../parts/shapes.tsx';
import { toast } from '../parts/toast.tsx';
import { channelWords } from '../words/channel.ts';
import { shellWords } from '../words/shell.ts';
import { clock, fromMicros, wholeTime } from '../words/times.ts';
import type { ChannelModel } from './channel_model.ts';
import { EditedMark } from './edited_mark.tsx';
import { MarkupView } from './markup_view.tsx';
import { MessageMenu } from './message_menu.tsx';
import { QuoteLink } from './quote_link.tsx';
import { Reactions } from './reactions.tsx';

/** Whoever cannot fetch it could not save either. */
const Editor = lazyPart(
  () => import('./message_editor.tsx'),
  ({ model }) => {
    model.editing.value = undefined;
    toast({ words: shellWords().needsConnection });
  },
);

/** One message: who, when, the text at full width, and what others said to it in a word. */
export function MessageRow(props: {
  model: ChannelModel;
  message: Message;
  rowKey: string;
  head: boolean;
  newestOwn: boolean;
  linked: boolean;
  jumpTo: (seq: bigint) => void;
}) {
  const { model, message } = props;
  // That this is the linked one stands in the head, in words.
  const head = props.head || props.linked;
  const words = channelWords();
  const me = model.me.value;
  const mine = message.author?.memberId === me;
  const at = fromMicros(message.sentAtUs);
  const name = mine ? words.you : (message.author?.name ?? '');
  const row = { 'data-key': props.rowKey, 'data-seq': String(message.seq), id: `m${message.seq}` };
  if (message.tombstone || model.deleting.value.has(message.seq))
    return (
      <li {...row} class="msg-item" tabIndex={-1}>
        <article class="msg msg--gone" aria-label={`${name}, ${clock(at)}`}>
          <Tombstone message={message} me={me} at={at} />
        </article>
      </li>
    );
  const looks = `msg${mine ? ' msg--mine' : ''}${head ? '' : ' msg--more'}${props.linked ? ' msg--here' : ''}`;
  return (
    <li {...row} class="msg-item" tabIndex={-1}>
      <article class={looks} aria-label={`${name}, ${clock(at)}`}>
        {head && (
          <MessageHead author={message.author} mine={mine} at={at}>
            {props.linked && <span class="tag tag--sun">{words.linked}</span>}
          </MessageHead>
        )}
        {message.quotedSeq > 0n && <QuoteLink model={model} seq={message.quotedSeq} jumpTo={props.jumpTo} />}
        {model.editing.value === message.seq ? (
          <Editor model={model} message={message} />
        ) : (
          <>
            <MarkupView message={message} me={me} />
            {message.editedAtUs > 0n && <EditedMark model={model} message={message} />}
          </>
        )}
        {message.buttons.length > 0 && <ButtonsOf model={model} message={message} />}
        <Reactions model={model} message={message} />
        {props.newestOwn && (
          <p class="msg__state">
            <Icon name="tick" small />
            {words.sent}
          </p>
        )}
        <MessageMenu model={model} message={message} mine={mine} />
      </article>
    </li>
  );
}

function ButtonsOf({ model, message }: { model: ChannelModel; message: Message }) {
  useEffect(() => void model.loadInvoking().catch(() => {}), [model]);
  return <>{model.invoking.value?.buttons(model, message)}</>;
}

export function MessageHead(props: {
  author: Author | undefined;
  mine: boolean;
  at: Date;
  children?: ComponentChildren;
}) {
  const { author, mine, at } = props;
  const words = channelWords();
  const here = useSession().present.value.has(author?.memberId ?? '');
  return (
    <header class="msg__by">
      {!mine && author && <Face id={author.memberId} name={author.name} here={here} bot={author.isBot} />}
      <h2 dir="auto">{mine ? words.you : author?.name}</h2>
      {!mine && author && <Role author={author} />}
      {props.children}
      <time dateTime={at.toISOString()} title={wholeTime(at)}>
        {clock(at)}
      </time>
    </header>
  );
}

/** A Bot, a Champion, or what somebody does in this Hub. */
function Role({ author }: { author: Author }) {
  const words = channelWords();
  if (author.isBot) return <span class="role role--bot">{words.bot}</span>;
  if (author.role === HubRole.ORGANISER)
    return (
      <span class="role">
        <Icon name="key" small />
        {words.organiser}
      </span>
    );
  if (author.isChampion)
    return (
      <span class="role role--champion">
        <Icon name="rosette" small />
        {words.champion}
      </span>
    );
  if (author.role === HubRole.MODERATOR) return <span class="role">{words.moderator}</span>;
  return null;
}

function Tombstone({ message, me, at }: { message: Message; me: string; at: Date }) {
  const words = channelWords();
  const { tombstone, author } = message;
  let text: string;
  if (!tombstone || (tombstone.deletedByMemberId === me && author?.memberId === me)) text = words.youDeleted;
  else if (tombstone.reason) text = words.deletedByModerator(tombstone.deletedByName, tombstone.reason);
  else text = words.deletedBySelf(tombstone.deletedByName);
  return (
    <p class="msg__text" dir="auto">
      {text}{' '}
      <time dateTime={at.toISOString()} title={wholeTime(at)}>
        {clock(at)}
      </time>
    </p>
  );
}
