import { useEffect, useMemo, useState } from 'preact/hooks';
import { browserClock, useSession } from '../account.ts';
import { Icon } from '../parts/icon.tsx';
import { lineWords } from '../words/line.ts';
import { LineNotice } from './line_notice.ts';

/** Under the head of a page: that there is no line, and that it is back. One announcement for each change. */
export function LineBanner() {
  const session = useSession();
  const notice = useMemo(() => new LineNotice(session, browserClock), [session]);
  useEffect(() => () => notice.end(), [notice]);
  const shown = notice.shown.value;
  const words = lineWords();
  return (
    <div class="banners">
      {/* Always there, so that what comes into it is read. */}
      <div role="status">
        {shown.kind === 'lost' && (
          <div class="banner">
            <Icon name="offline" />
            <p class="grow">
              <b>{words.noConnection}</b> {words.safe(shown.kept)}
            </p>
          </div>
        )}
        {shown.kind === 'sending' && (
          <div class="banner banner--back">
            <Icon name="send" turn />
            <p class="grow">
              <b>{words.back}</b> {words.going(shown.left)}
            </p>
          </div>
        )}
        {shown.kind === 'back' && (
          <div class="banner banner--back">
            <Icon name="tick" />
            <p class="grow">
              <b>{words.back}</b> {shown.went > 0 ? words.went(shown.went) : words.reading}
            </p>
          </div>
        )}
        {shown.kind === 'stopped' && (
          <div class="banner">
            <Icon name="warn" />
            <p class="grow">
              <b>{words.stopped}</b> {words.stoppedHint}
            </p>
            <button type="button" class="btn btn--s" onClick={() => location.reload()}>
              {words.reload}
            </button>
          </div>
        )}
      </div>
      {shown.kind === 'lost' && <Retry at={shown.retryAt} now={() => session.connection.tryNow()} />}
    </div>
  );
}

/** The seconds are seen and not read out; the button is for everybody. */
function Retry({ at, now }: { at: number; now: () => void }) {
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((count) => count + 1), 1000);
    return () => clearInterval(timer);
  }, []);
  const words = lineWords();
  const seconds = Math.ceil((at - Date.now()) / 1000);
  return (
    <p class="banner banner--more">
      <span aria-hidden="true">{seconds > 0 ? words.tryingAgain(seconds) : words.trying}</span>{' '}
      <button type="button" class="chip chip--link" onClick={now}>
        {words.tryNow}
      </button>
    </p>
  );
}
