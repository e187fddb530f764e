import type { Pending } from '@ourplace/sdk';
import { Icon } from '../parts/icon.tsx';
import { channelWords } from '../words/channel.ts';
import { whyWords } from '../words/errors.ts';
import { clock } from '../words/times.ts';
import type { ChannelModel } from './channel_model.ts';
import { PlainMarkup } from './markup_view.tsx';
import { MessageHead } from './message_row.tsx';
import { QuoteLink } from './quote_link.tsx';

/** What the member wrote and the server has not said it has: in words how it stands, and one way on. */
export function PendingRow(props: {
  model: ChannelModel;
  pending: Pending;
  rowKey: string;
  head: boolean;
  jumpTo: (seq: bigint) => void;
}) {
  const { model, pending } = props;
  const words = channelWords();
  const at = new Date(pending.writtenAtMs);
  const looks = { waiting: ' msg--waiting', sending: '', refused: ' msg--refused' }[pending.state];
  return (
    <li class="msg-item" data-key={props.rowKey}>
      <article
        class={`msg msg--mine${props.head ? '' : ' msg--more'}${looks}`}
        aria-label={`${words.you}, ${clock(at)}`}
      >
        {props.head && <MessageHead author={undefined} mine at={at} />}
        {pending.request.quotedSeq > 0n && (
          <QuoteLink model={model} seq={pending.request.quotedSeq} jumpTo={props.jumpTo} />
        )}
        <PlainMarkup body={pending.request.body} />
        <PendingState model={model} pending={pending} />
      </article>
    </li>
  );
}

function PendingState({ model, pending }: { model: ChannelModel; pending: Pending }) {
  const words = channelWords();
  const { outbox, connection } = model.session;
  const takeBack = () => {
    const now = outbox.pending.value.find((one) => one.key === pending.key);
    if (!now || now.state === 'sending') return;
    // At no time are the words in neither place.
    model.insert.value = { text: now.request.body };
    void outbox.discard(now.key);
  };
  if (pending.state === 'sending')
    return (
      <p class="msg__state">
        <span class="spin" aria-hidden="true" />
        {words.sending}
      </p>
    );
  if (pending.state === 'waiting')
    return (
      <p class="msg__state msg__state--waiting">
        <Icon name="clock" small />
        {connection.state.value.kind === 'online' ? words.waitingTurn : words.waiting}{' '}
        <button type="button" class="chip chip--link" onClick={takeBack}>
          {words.takeBack}
        </button>
      </p>
    );
  return (
    <>
      <p class="msg__state msg__state--refused">
        <Icon name="warn" small />
        {words.notSent(pending.error ? whyWords(pending.error) : '')}
      </p>
      <div class="actions">
        <button type="button" class="btn btn--s" onClick={() => outbox.retry(pending.key)}>
          {words.tryAgain}
        </button>
        <button type="button" class="btn btn--s" onClick={takeBack}>
          {words.change}
        </button>
        <button type="button" class="btn btn--s btn--quiet" onClick={() => void outbox.discard(pending.key)}>
          {words.discard}
        </button>
      </div>
    </>
  );
}
