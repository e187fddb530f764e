import { type Message, OurplaceError } from '@ourplace/sdk';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../parts/icon.tsx';
import { channelWords } from '../words/channel.ts';
import { whyWords } from '../words/errors.ts';
import type { ChannelModel } from './channel_model.ts';
import { LengthLeft, lettersOf, longestBody } from './length_left.tsx';
import { type FieldHandle, MentionField } from './mention_field.tsx';
import { mentionedIn } from './mentions.ts';

/** Changes a message where it stands. Escape leaves it as it was. */
export default function MessageEditor({ model, message }: { model: ChannelModel; message: Message }) {
  const words = channelWords();
  const [text, setText] = useState(message.body);
  const [wrong, setWrong] = useState('');
  const [busy, setBusy] = useState(false);
  const field = useRef<FieldHandle>(undefined);
  useLayoutEffect(() => {
    field.current?.completion.learn(
      Object.fromEntries(message.mentions.map((mention) => [mention.memberId, mention.name])),
    );
    field.current?.focus();
  }, []);
  const close = () => {
    model.editing.value = undefined;
    document.getElementById(`m${message.seq}`)?.focus({ preventScroll: true });
  };
  const save = async () => {
    const body = text.trim();
    if (busy) return;
    if (body === message.body || body === '') {
      close();
      return;
    }
    if (lettersOf(body) > longestBody) {
      setWrong(words.tooLong(lettersOf(body) - longestBody));
      return;
    }
    setBusy(true);
    try {
      await model.edit(message, body, mentionedIn(body, field.current?.completion.known ?? []));
      close();
    } catch (caught) {
      if (!(caught instanceof OurplaceError)) throw caught;
      setWrong(whyWords(caught));
      setBusy(false);
    }
  };
  return (
    <form
      class="stack stack--s"
      aria-label={words.editTitle}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      {wrong && (
        <p class="wrong" role="alert">
          <Icon name="warn" small />
          {wrong}
        </p>
      )}
      <MentionField
        model={model}
        label={words.editTitle}
        placeholder=""
        text={text}
        describedBy="edit-length"
        onText={(changed) => {
          setText(changed);
          setWrong('');
        }}
        onSend={() => void save()}
        onEscape={close}
        handle={(handle) => {
          field.current = handle;
        }}
      />
      <LengthLeft text={text} id="edit-length" />
      <div class="actions">
        <button type="submit" class="btn btn--go btn--s" aria-busy={busy}>
          {busy && <span class="spin" aria-hidden="true" />}
          {busy ? words.saving : words.save}
        </button>
        <button type="button" class="btn btn--s" onClick={close}>
          {words.cancel}
        </button>
      </div>
    </form>
  );
}
