import { EventService, type ImportCalendarResponse, OurplaceError } from '@ourplace/sdk';
import { useState } from 'preact/hooks';
import { useSession } from '../../account.ts';
import { Icon } from '../../parts/icon.tsx';
import { whyWords } from '../../words/errors.ts';
import { eventsWords } from '../../words/pages/events.ts';

const mostBytes = 60 * 1024;

/** Events of a calendar file, and what of it was not understood. */
export function TakeOver({ hubId }: { hubId: string }) {
  const { connection } = useSession();
  const words = eventsWords();
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState('');
  const [found, setFound] = useState<ImportCalendarResponse>();
  const online = connection.state.value.kind === 'online';
  const read = async (file: File | undefined) => {
    if (!file) return;
    setWrong('');
    setFound(undefined);
    if (file.size > mostBytes) {
      setWrong(words.tooLarge);
      return;
    }
    setBusy(true);
    try {
      setFound(await connection.call(EventService.method.importCalendar, { hubId, calendar: await file.text() }));
    } catch (error) {
      if (!(error instanceof OurplaceError)) throw error;
      setWrong(whyWords(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <section class="card" aria-labelledby="take-over">
      <h2 id="take-over" class="card__title">
        {words.takeOver}
      </h2>
      <div class="field">
        <label for="take-over-file">{words.takeOverHint}</label>
        <input
          id="take-over-file"
          class="input"
          type="file"
          accept=".ics,text/calendar"
          disabled={!online || busy}
          onChange={(event) => void read(event.currentTarget.files?.[0])}
        />
      </div>
      <div role="status" class="stack stack--s">
        {busy && <p>{words.takingOver}</p>}
        {wrong && (
          <span class="wrong">
            <Icon name="warn" small />
            <span>{wrong}</span>
          </span>
        )}
        {found && (
          <p>
            <b>{words.tookOver(found.events.length)}</b> <a href="/events">{words.allEvents}</a>
          </p>
        )}
        {found && found.remarks.length > 0 && (
          <>
            <h3 class="small">{words.notUnderstood}</h3>
            <ul class="small" lang="en">
              {found.remarks.map((remark, index) => (
                <li key={index}>
                  <b dir="auto">{remark.event || words.wholeFile}</b>
                  {remark.property && <> ({remark.property})</>}: {remark.message}
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </section>
  );
}
