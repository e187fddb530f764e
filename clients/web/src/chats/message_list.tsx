import type { Message } from '@ourplace/sdk';
import type { VNode } from 'preact';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { browserClock } from '../account.ts';
import { announceArrival } from '../parts/announcer.tsx';
import { Icon } from '../parts/icon.tsx';
import { channelWords } from '../words/channel.ts';
import { upTo99 } from '../words/language.ts';
import { clock, date, day } from '../words/times.ts';
import { Arrivals } from './arrivals.ts';
import type { ChannelModel } from './channel_model.ts';
import { MessageRow } from './message_row.tsx';
import { PendingRow } from './pending_row.tsx';
import { type Row, rowsOf } from './rows.ts';
import { ScrollKeeper } from './scroll_keeper.ts';
import { plainLine } from './unread.ts';

/** Nearer than this to an end, the next page is fetched. */
const fetchAheadPx = 600;

/** The messages of a channel, where the reader is in them, and the ways to the first new one and the latest. */
export function MessageList({ model, linkedSeq }: { model: ChannelModel; linkedSeq: bigint | undefined }) {
  const words = channelWords();
  const { timeline, session } = model;
  const box = useRef<HTMLElement>(null);
  const keeper = useRef<ScrollKeeper>(undefined);
  const [place, setPlace] = useState({ atEnd: true, newsAbove: false });
  const [target, setTarget] = useState<bigint | undefined>(linkedSeq);
  const arrived = useRef(false);

  const messages = timeline.messages.value;
  const pending = session.outbox.pending.value.filter((one) => one.request.channelId === model.channelId);
  const line = session.connection.state.value;
  const rows = rowsOf({
    messages,
    pending: timeline.hasNewer.value ? [] : pending,
    me: model.me.value,
    news: model.news.value,
    hasOlder: timeline.hasOlder.value,
    lostAtMs: line.kind === 'waiting' ? line.since : undefined,
  });

  const look = () => {
    const keep = keeper.current;
    if (!keep) return;
    keep.note();
    const hidden = keep.hidden();
    if (hidden.above < fetchAheadPx) void model.more('older');
    if (hidden.below < fetchAheadPx) void model.more('newer');
    markSeen(model, keep);
    const newsAbove = newsIsAbove(model, keep);
    setPlace((before) =>
      before.atEnd === keep.atEnd && before.newsAbove === newsAbove ? before : { atEnd: keep.atEnd, newsAbove },
    );
  };
  const lookRef = useRef(look);
  lookRef.current = look;

  useEffect(() => {
    const scrolled = () => lookRef.current();
    const shown = () => (document.visibilityState === 'visible' ? lookRef.current() : model.startNews());
    const resized = new ResizeObserver(() => {
      if (keeper.current?.atEnd) keeper.current.toEnd();
    });
    if (box.current) {
      resized.observe(box.current);
      box.current.addEventListener('scroll', scrolled, { passive: true });
    }
    addEventListener('scroll', scrolled, { passive: true });
    addEventListener('focus', scrolled);
    document.addEventListener('visibilitychange', shown);
    return () => {
      resized.disconnect();
      removeEventListener('scroll', scrolled);
      removeEventListener('focus', scrolled);
      document.removeEventListener('visibilitychange', shown);
    };
  }, []);

  useLayoutEffect(() => {
    if (!box.current) return;
    keeper.current ??= new ScrollKeeper(box.current);
    if (!arrived.current && rows.length > 0) {
      arrived.current = true;
      arrive(keeper.current, model, linkedSeq);
    } else {
      keeper.current.restore();
    }
    look();
  });
  useEffect(() => {
    if (model.sent.value > 0) keeper.current?.toEnd();
  }, [model.sent.value]);
  useSpokenArrivals(model, messages);

  const jumpTo = useCallback(
    async (seq: bigint) => {
      if (!timeline.messages.value.some((message) => message.seq === seq)) await model.load(seq);
      setTarget(seq);
      requestAnimationFrame(() => focusRow(keeper.current, `m${seq}`));
    },
    [model, timeline],
  );
  const views = useRememberedRows(model, rows, target, jumpTo);
  const toFirstNew = async () => {
    const news = model.news.value;
    if (!news) return;
    if (!keeper.current?.row('new')) await model.load(news.after + 1n);
    requestAnimationFrame(() => {
      keeper.current?.to('new', 'start')?.focus({ preventScroll: true });
      lookRef.current();
    });
  };
  const toLatest = async () => {
    await model.latest();
    requestAnimationFrame(() => {
      keeper.current?.toEnd();
      lookRef.current();
      box.current?.focus({ preventScroll: true });
    });
  };

  const unread = model.state.value?.unread ?? 0;
  const showNewsButton = place.newsAbove;
  const showLatest = !place.atEnd || timeline.hasNewer.value;
  return (
    <div class="reading">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section class="scroll" tabIndex={0} aria-label={words.messages} ref={box}>
        <ol class="messages">
          <Beginning model={model} hasRows={rows.length > 0} />
          {views}
          {timeline.hasNewer.value && (
            <li class="rule rule--more">
              <button type="button" class="btn btn--s" onClick={() => void model.more('newer')}>
                {words.later}
              </button>
            </li>
          )}
        </ol>
      </section>
      <div class="jumps">
        {showNewsButton && (
          <button type="button" class="btn btn--s jump jump--new" onClick={() => void toFirstNew()}>
            {words.toFirstUnread}
          </button>
        )}
        {showLatest && (
          <button type="button" class="btn btn--s jump" onClick={() => void toLatest()}>
            <Icon name="down" small />
            {unread > 0 ? words.latestNew(upTo99(unread)) : words.latest}
          </button>
        )}
      </div>
    </div>
  );
}

/** What stands above the first message. */
function Beginning({ model, hasRows }: { model: ChannelModel; hasRows: boolean }) {
  const words = channelWords();
  if (model.timeline.hasOlder.value)
    return (
      <li class="rule rule--more">
        <button type="button" class="btn btn--s" onClick={() => void model.more('older')}>
          {model.fetching.value === 'older' ? words.fetching : words.earlier}
        </button>
      </li>
    );
  if (hasRows) return <li class="beginning soft small">{words.beginning}</li>;
  return (
    <li class="empty">
      <Icon name="chats" />
      <h2>{words.emptyTitle}</h2>
      <p class="soft">{words.emptyHint}</p>
      {model.mayPost.value && (
        <button
          type="button"
          class="btn btn--go"
          onClick={() => {
            model.insert.value = { text: '' };
          }}
        >
          {words.emptyAction}
        </button>
      )}
    </li>
  );
}

/** A row that is as it was is not drawn again: an old phone has hundreds of them. */
function useRememberedRows(
  model: ChannelModel,
  rows: readonly Row[],
  target: bigint | undefined,
  jumpTo: (seq: bigint) => void,
): VNode[] {
  const drawn = useRef(new Map<string, { row: Row; linked: boolean; view: VNode }>());
  const before = drawn.current;
  drawn.current = new Map();
  return rows.map((row) => {
    const linked = row.kind === 'message' && row.message.seq === target;
    const last = before.get(row.key);
    const view =
      last?.linked === linked && sameRow(last.row, row) ? (
        last.view
      ) : (
        <RowView key={row.key} row={row} model={model} linked={linked} jumpTo={jumpTo} />
      );
    drawn.current.set(row.key, { row, linked, view });
    return view;
  });
}

function sameRow(a: Row, b: Row): boolean {
  const one = a as unknown as Record<string, unknown>;
  const other = b as unknown as Record<string, unknown>;
  return (
    Object.keys(one).length === Object.keys(other).length && Object.keys(one).every((key) => one[key] === other[key])
  );
}

function RowView(props: { row: Row; model: ChannelModel; linked: boolean; jumpTo: (seq: bigint) => void }) {
  const { row, model, linked, jumpTo } = props;
  switch (row.kind) {
    case 'day':
      return (
        <li class="rule">
          <time dateTime={row.at.toISOString().slice(0, 10)} title={date(row.at)}>
            {day(row.at)}
          </time>
        </li>
      );
    case 'new':
      return (
        <li class="rule rule--new" id="new" data-key="new" tabIndex={-1}>
          <span>{channelWords().newMessages(row.count)}</span>
        </li>
      );
    case 'lost':
      return (
        <li class="rule">
          <span>{channelWords().connectionLost(clock(row.at))}</span>
        </li>
      );
    case 'message':
      return (
        <MessageRow
          model={model}
          message={row.message}
          rowKey={row.key}
          head={row.head}
          newestOwn={row.newestOwn}
          linked={linked}
          jumpTo={jumpTo}
        />
      );
    case 'pending':
      return <PendingRow model={model} pending={row.pending} rowKey={row.key} head={row.head} jumpTo={jumpTo} />;
  }
}

/** At the linked message, else where the new ones start, else at the end. */
function arrive(keep: ScrollKeeper, model: ChannelModel, linkedSeq: bigint | undefined): void {
  if (linkedSeq !== undefined && focusRow(keep, `m${linkedSeq}`)) return;
  if (linkedSeq === undefined && keep.row('new')) keep.to('new', 'start');
  else keep.toEnd();
  if (keep.hidden().below < 1) keep.atEnd = !model.timeline.hasNewer.value;
}

function focusRow(keep: ScrollKeeper | undefined, id: string): boolean {
  const row = document.getElementById(id);
  if (!row || !keep) return false;
  row.scrollIntoView({ block: 'center' });
  row.focus({ preventScroll: true });
  keep.note();
  return true;
}

/** What somebody looks at is read; a page in the background reads nothing. */
function markSeen(model: ChannelModel, keep: ScrollKeeper): void {
  if (document.visibilityState !== 'visible' || !document.hasFocus()) return;
  const seen = keep.lastSeen();
  if (seen !== undefined) model.session.markRead(model.channelId, seen);
}

function newsIsAbove(model: ChannelModel, keep: ScrollKeeper): boolean {
  const news = model.news.value;
  if (!news || news.count === 0) return false;
  if (keep.row('new')) return keep.isAbove('new');
  const first = model.timeline.messages.value[0];
  return first !== undefined && first.seq > news.after + 1n && model.timeline.hasOlder.value;
}

/** A screen reader hears what arrives at the end, not what is fetched from history and not one's own words. */
function useSpokenArrivals(model: ChannelModel, messages: readonly Message[]): void {
  const spoken = useRef<bigint>(undefined);
  const arrivals = useRef<Arrivals>(undefined);
  const whole = !model.timeline.hasNewer.value && model.loading.value.kind === 'ready';
  useEffect(() => {
    arrivals.current = new Arrivals(browserClock, announceArrival, (count) => channelWords().manyNew(count));
    return () => arrivals.current?.end();
  }, []);
  useEffect(() => {
    if (!whole) {
      spoken.current = undefined;
      return;
    }
    const last = messages.at(-1)?.seq ?? 0n;
    const from = spoken.current;
    spoken.current = last;
    if (from === undefined) return;
    for (const message of messages) {
      if (message.seq <= from || message.author?.memberId === model.me.value || message.tombstone) continue;
      arrivals.current?.arrived(message.author?.name ?? '', plainLine(message.body));
    }
  }, [messages, whole]);
}
