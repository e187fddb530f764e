import { channelWords } from '../words/channel.ts';
import { clock, fromMicros } from '../words/times.ts';
import type { ChannelModel } from './channel_model.ts';
import { plainLine } from './unread.ts';

/** The message that is answered, in a line; a press goes to it. */
export function QuoteLink({ model, seq, jumpTo }: { model: ChannelModel; seq: bigint; jumpTo: (seq: bigint) => void }) {
  const words = channelWords();
  const quoted = model.timeline.quoted(seq);
  const author = quoted?.author?.memberId === model.me.value ? words.you : (quoted?.author?.name ?? '');
  return (
    <a
      class="quote"
      href={`/channel/${model.channelId}/${seq}`}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        jumpTo(seq);
      }}
    >
      {quoted ? (
        <>
          <b dir="auto">{words.quoted(author, clock(fromMicros(quoted.sentAtUs)))}</b>
          <span dir="auto">{quoted.tombstone ? words.quotedDeleted : plainLine(quoted.body)}</span>
        </>
      ) : (
        words.quoteGone
      )}
    </a>
  );
}
