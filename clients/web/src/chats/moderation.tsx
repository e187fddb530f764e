import { ConversationService, type MessageVersion, OurplaceError } from '@ourplace/sdk';
import { useEffect, useState } from 'preact/hooks';
import { Dialog } from '../parts/dialog.tsx';
import { Icon } from '../parts/icon.tsx';
import { Loading } from '../parts/loading.tsx';
import { whyWords } from '../words/errors.ts';
import { moderationWords } from '../words/moderation.ts';
import { fromMicros, moment, wholeTime } from '../words/times.ts';
import type { ModerationProps } from './moderation_door.tsx';

const longestReason = 280;

export default function ModerationDialog(props: ModerationProps) {
  return props.what === 'remove' ? <RemoveDialog {...props} /> : <HistoryDialog {...props} />;
}

/** Taking away somebody else's words needs a reason, which everybody in the channel reads. */
function RemoveDialog({ model, message, onClose }: ModerationProps) {
  const words = moderationWords();
  const [reason, setReason] = useState('');
  const [wrong, setWrong] = useState('');
  const [busy, setBusy] = useState(false);
  const remove = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    if (reason.trim() === '') {
      setWrong(words.reasonMissing);
      document.getElementById('reason')?.focus();
      return;
    }
    setBusy(true);
    try {
      await model.remove(message.seq, reason.trim());
      onClose();
    } catch (caught) {
      if (!(caught instanceof OurplaceError)) throw caught;
      setWrong(whyWords(caught));
      setBusy(false);
    }
  };
  return (
    <Dialog title={words.removeTitle(message.author?.name ?? '')} onClose={onClose}>
      <form class="stack" onSubmit={remove} noValidate>
        <p>{words.removeHint}</p>
        <div class="field">
          <label for="reason">{words.reason}</label>
          {wrong && (
            <span class="wrong" id="reason-wrong">
              <Icon name="warn" small />
              {wrong}
            </span>
          )}
          <textarea
            id="reason"
            class="input"
            maxLength={longestReason}
            value={reason}
            aria-invalid={wrong !== ''}
            aria-describedby={wrong ? 'reason-wrong' : undefined}
            onInput={(event) => setReason(event.currentTarget.value)}
          />
        </div>
        <div class="actions">
          <button type="submit" class="btn btn--harm" aria-busy={busy}>
            {busy ? words.removing : words.remove}
          </button>
          <button type="button" class="btn" onClick={onClose}>
            {words.keep}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** Every wording a message has had. */
function HistoryDialog({ model, message, onClose }: ModerationProps) {
  const words = moderationWords();
  const [versions, setVersions] = useState<MessageVersion[]>();
  const [wrong, setWrong] = useState('');
  useEffect(() => {
    const { channelId, session } = model;
    session.connection.call(ConversationService.method.listMessageVersions, { channelId, seq: message.seq }).then(
      (response) => setVersions(response.versions),
      (caught) => setWrong(whyWords(caught as OurplaceError)),
    );
  }, []);
  return (
    <Dialog title={words.historyTitle} onClose={onClose}>
      {wrong && (
        <p class="wrong" role="alert">
          <Icon name="warn" small />
          {wrong}
        </p>
      )}
      {!versions && !wrong && <Loading words={words.fetching} />}
      <ol class="stack">
        {versions?.map((version) => {
          const at = fromMicros(version.atUs);
          return (
            <li key={String(version.atUs)} class="stack stack--s">
              <time class="soft small" dateTime={at.toISOString()} title={wholeTime(at)}>
                {moment(at)}
              </time>
              <p dir="auto" class="kept-lines">
                {version.body}
              </p>
            </li>
          );
        })}
      </ol>
      <div class="actions">
        <button type="button" class="btn" onClick={onClose}>
          {words.close}
        </button>
      </div>
    </Dialog>
  );
}
