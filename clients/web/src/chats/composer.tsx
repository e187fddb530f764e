import { ChannelVisibility } from '@ourplace/sdk';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { announce } from '../parts/announcer.tsx';
import { Icon } from '../parts/icon.tsx';
import { channelWords } from '../words/channel.ts';
import type { ChannelModel } from './channel_model.ts';
import { type Draft, emptyDraft, keepDraft, readDraft } from './drafts.ts';
import { enterSends } from './enter_sends.ts';
import { LengthLeft, lettersOf, longestBody } from './length_left.tsx';
import { type FieldHandle, MentionField } from './mention_field.tsx';
import { type Candidate, mentionedIn, mentionsChannel } from './mentions.ts';
import { above, plainLine } from './unread.ts';

const draftSaidMs = 800;

/** Where one writes: who can read it, the text with its draft, and Send. */
export function Composer({ model }: { model: ChannelModel }) {
  const words = channelWords();
  const me = model.me.value;
  const [draft, setDraft] = useState<Draft>(() => readDraft(me, model.channelId));
  const [keptSaid, sayKept] = useState(false);
  const [wrong, setWrong] = useState('');
  const field = useRef<FieldHandle>(undefined);
  const latest = useRef(draft);
  const kept = useRef(true);

  const change = (next: Draft) => {
    latest.current = next;
    setDraft(next);
    kept.current = keepDraft(me, model.channelId, next);
  };
  const write = (text: string) => {
    sayKept(false);
    setWrong('');
    change({ ...latest.current, text });
    if (text.trim() !== '') model.session.typingIn(model.channelId);
  };

  useQuotedDraft(model, draft, change, () => field.current?.focus());
  // Before it is painted: what leaves the list is in the field in the same picture.
  useLayoutEffect(() => {
    const insert = model.insert.value;
    if (!insert) return;
    model.insert.value = undefined;
    const { text } = latest.current;
    const gap = text && insert.text && !text.endsWith('\n') ? '\n' : '';
    if (insert.text) change({ ...latest.current, text: text + gap + insert.text });
    field.current?.focus();
  }, [model.insert.value]);
  useEffect(() => {
    if (draft.text.trim() === '') return;
    const timer = setTimeout(() => sayKept(kept.current), draftSaidMs);
    return () => clearTimeout(timer);
  }, [draft.text]);

  /** @returns whether it was a command: then it has gone to its bot, or it was said why not */
  const invoke = async (body: string): Promise<boolean> => {
    const invoking = await model.loadInvoking().catch(() => undefined);
    const outcome = (await invoking?.invokeCommand(model, body)) ?? 'no line';
    if (outcome === 'no line') setWrong(words.commandNeedsLine);
    // A command that goes takes its words along, unless there are others by now.
    else if (outcome === 'invoked' && latest.current.text.trim() === body) change(emptyDraft);
    return outcome !== 'no command';
  };

  const send = async () => {
    const { text, quotedSeq, mentioned } = latest.current;
    const body = text.trim();
    if (body === '') {
      field.current?.focus();
      return;
    }
    if (lettersOf(body) > longestBody) {
      setWrong(words.tooLong(lettersOf(body) - longestBody));
      return;
    }
    if (body.startsWith('/') && (await invoke(body))) return;
    const chosen = Object.entries(mentioned).map(([memberId, name]): Candidate => ({ memberId, name }));
    const candidates = [...(field.current?.completion.known ?? []), ...chosen];
    const before = latest.current;
    change(emptyDraft);
    model.replyTo.value = undefined;
    sayKept(false);
    field.current?.focus();
    try {
      await model.send({
        body,
        mentionedMemberIds: mentionedIn(body, candidates),
        mentionsChannel: model.organises.value && mentionsChannel(body),
        quotedSeq: BigInt(quotedSeq),
      });
    } catch {
      // The disk would not take it: the words stay where they were written.
      if (latest.current.text === '') change(before);
      setWrong(words.notKept);
      announce(words.notKept);
    }
  };

  const replyTo = model.replyTo.value;
  return (
    <form
      class="composer"
      aria-label={words.write}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <div class="composer__top">
        <Audience model={model} />
        {keptSaid && <p class="hint">{words.draftKept}</p>}
      </div>
      {replyTo && (
        <div class="reply">
          <p class="grow">
            <b dir="auto">{words.replyingTo(replyTo.author?.name ?? '')}</b>
            <span dir="auto">{plainLine(replyTo.body)}</span>
          </p>
          <button
            type="button"
            class="btn btn--icon btn--quiet btn--s"
            onClick={() => {
              model.replyTo.value = undefined;
              change({ ...latest.current, quotedSeq: '0' });
              field.current?.focus();
            }}
          >
            <Icon name="close" />
            <span class="sr">{words.noReply}</span>
          </button>
        </div>
      )}
      {wrong && (
        <p class="wrong" role="alert">
          <Icon name="warn" small />
          {wrong}
        </p>
      )}
      <div class="composer__row">
        <MentionField
          model={model}
          label={words.yourMessage}
          placeholder={words.writeHere}
          text={draft.text}
          describedBy="length-left composer-hint"
          onText={write}
          onSend={() => void send()}
          onChosen={({ memberId, name }) => {
            if (!memberId) return;
            change({ ...latest.current, mentioned: { ...latest.current.mentioned, [memberId]: name } });
          }}
          handle={(handle) => {
            field.current = handle;
          }}
        />
        <button type="submit" class="btn btn--go">
          <Icon name="send" turn />
          {words.send}
        </button>
      </div>
      <LengthLeft text={draft.text} id="length-left" />
      {enterSends() && (
        <p class="sr" id="composer-hint">
          {words.enterHint}
        </p>
      )}
    </form>
  );
}

/** The message that is replied to belongs to the draft: it comes back with it, once it is known. */
function useQuotedDraft(model: ChannelModel, draft: Draft, change: (draft: Draft) => void, focus: () => void): void {
  const replyTo = model.replyTo.value;
  const known = draft.quotedSeq === '0' ? undefined : model.timeline.quoted(BigInt(draft.quotedSeq));
  useEffect(() => {
    if (!replyTo && known) model.replyTo.value = known;
  }, [known]);
  useLayoutEffect(() => {
    if (!replyTo || String(replyTo.seq) === draft.quotedSeq) return;
    change({ ...draft, quotedSeq: String(replyTo.seq) });
    focus();
  }, [replyTo]);
}

/** Right where people write, in words. */
function Audience({ model }: { model: ChannelModel }) {
  const words = channelWords();
  const channel = model.channel.value;
  if (!channel) return null;
  if (model.readers.value)
    return (
      <p class="audience">
        <Icon name="lock" small />
        {model.readers.value}
      </p>
    );
  if (channel.visibility === ChannelVisibility.PRIVATE)
    return (
      <p class="audience">
        <Icon name="lock" small />
        {words.canRead.private(channel.memberCount)}
      </p>
    );
  if (channel.visibility === ChannelVisibility.DIRECT)
    return (
      <p class="audience">
        <Icon name="lock" small />
        {words.canRead.direct(channel.name)}
      </p>
    );
  const open = channel.visibility === ChannelVisibility.OPEN;
  return (
    <p class="audience">
      <Icon name={open ? 'globe' : 'people'} small />
      {above(channel)
        ? words.canRead.thread
        : open
          ? words.canRead.open
          : words.canRead.hub(model.hub.value?.memberCount ?? channel.memberCount)}
    </p>
  );
}
