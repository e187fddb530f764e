import { type Event, EventService, type Occurrence } from '@ourplace/sdk';
import { useState } from 'preact/hooks';
import { useSession } from '../../account.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Icon } from '../../parts/icon.tsx';
import { eventsWords } from '../../words/pages/events.ts';
import { Act } from './act.tsx';
import { dayOf } from './event_times.ts';
import { FormBox, TextField } from './form.tsx';
import { useForm } from './form_model.ts';
import { ShownOnce } from './shown_once.tsx';
import { endAfter } from './wall_fields.ts';

type Doing = 'cancelEvent' | 'cancelDate' | 'move' | 'invite';

/** What organisers do with an event and with this date of it. */
export function Organise(props: { event: Event; occurrence: Occurrence; changed: () => void }) {
  const { event, occurrence } = props;
  const { connection } = useSession();
  const words = eventsWords();
  const [doing, setDoing] = useState<Doing>();
  const repeats = Boolean(event.details?.recurrence);
  const close = () => setDoing(undefined);
  const done = () => {
    close();
    props.changed();
  };
  if (event.cancelled) return null;
  const button = (what: Doing, text: string) => (
    <button type="button" class="btn btn--s" onClick={() => setDoing(what)}>
      {text}
    </button>
  );
  return (
    <div class="actions">
      <a class="btn btn--s" href={`/events/${event.eventId}/edit`}>
        <Icon name="edit" small />
        {words.edit}
      </a>
      {repeats && !occurrence.cancelled && button('move', words.moveDate)}
      {repeats && !occurrence.cancelled && button('cancelDate', words.cancelDate)}
      {repeats && (occurrence.cancelled || occurrence.moved) && (
        <Act
          small
          words={words.restoreDate}
          busy={words.restoring}
          run={async () => {
            await connection.call(EventService.method.changeOccurrence, {
              occurrenceId: occurrence.occurrenceId,
              change: { case: 'restore', value: {} },
            });
            done();
          }}
        />
      )}
      {button('cancelEvent', words.cancelEvent)}
      {!occurrence.cancelled && button('invite', words.inviteGuest)}
      {doing === 'invite' && <Invite occurrence={occurrence} close={done} />}
      {doing === 'move' && <Move occurrence={occurrence} close={close} done={done} />}
      {(doing === 'cancelEvent' || doing === 'cancelDate') && (
        <Cancel event={event} occurrence={occurrence} whole={doing === 'cancelEvent'} close={close} done={done} />
      )}
    </div>
  );
}

function Cancel(props: { event: Event; occurrence: Occurrence; whole: boolean; close: () => void; done: () => void }) {
  const { connection } = useSession();
  const words = eventsWords();
  const form = useForm(
    { reason: '' },
    {
      send: async ({ reason }) => {
        if (props.whole) {
          await connection.call(EventService.method.cancelEvent, { eventId: props.event.eventId, reason });
        } else {
          await connection.call(EventService.method.changeOccurrence, {
            occurrenceId: props.occurrence.occurrenceId,
            change: { case: 'cancel', value: { reason } },
          });
        }
        props.done();
      },
    },
  );
  return (
    <Dialog title={words.cancelTitle} onClose={props.close}>
      <p>{words.cancelHint}</p>
      <FormBox
        form={form}
        prefix="cancel"
        submit={words.cancelYes}
        busy={words.cancelling}
        beside={
          <button type="button" class="btn" onClick={props.close}>
            {words.keep}
          </button>
        }
      >
        <TextField
          form={form}
          prefix="cancel"
          name="reason"
          label={words.reason}
          hint={words.reasonHint}
          rows={2}
          maxLength={280}
        />
      </FormBox>
    </Dialog>
  );
}

function Move(props: { occurrence: Occurrence; close: () => void; done: () => void }) {
  const { connection } = useSession();
  const words = eventsWords();
  const { occurrence } = props;
  const form = useForm(
    { date: dayOf(occurrence.start), from: occurrence.start.slice(11), to: occurrence.end.slice(11) },
    {
      check: ({ date, from, to }) => (date && from && to ? {} : { date: words.badDate }),
      send: async ({ date, from, to }) => {
        await connection.call(EventService.method.changeOccurrence, {
          occurrenceId: occurrence.occurrenceId,
          change: { case: 'move', value: { start: `${date}T${from}`, end: endAfter(date, from, to) } },
        });
        props.done();
      },
    },
  );
  return (
    <Dialog title={words.moveTitle} onClose={props.close}>
      <FormBox
        form={form}
        prefix="move"
        submit={words.moveYes}
        busy={words.moving}
        beside={
          <button type="button" class="btn" onClick={props.close}>
            {words.keep}
          </button>
        }
      >
        <TextField form={form} prefix="move" name="date" type="date" label={words.date} />
        <div class="grid2">
          <TextField form={form} prefix="move" name="from" type="time" label={words.startTime} />
          <TextField form={form} prefix="move" name="to" type="time" label={words.endTime} hint={words.endHint} />
        </div>
      </FormBox>
    </Dialog>
  );
}

function Invite(props: { occurrence: Occurrence; close: () => void }) {
  const { connection } = useSession();
  const words = eventsWords();
  const [made, setMade] = useState<{ name: string; url: string }>();
  const form = useForm(
    { name: '' },
    {
      check: ({ name }) => (name.trim() ? {} : { name: words.guestName }),
      send: async ({ name }) => {
        const { occurrenceId } = props.occurrence;
        const { url } = await connection.call(EventService.method.createGuestLink, { occurrenceId, name });
        setMade({ name: name.trim(), url });
        form.set('name', '');
      },
    },
  );
  return (
    <Dialog title={words.inviteGuest} onClose={props.close}>
      {made && <ShownOnce title={words.guestLink(made.name)} hint={words.guestLinkHint} secret={made.url} />}
      <FormBox form={form} prefix="guest" submit={words.makeLink} busy={words.making}>
        <TextField
          form={form}
          prefix="guest"
          name="name"
          label={words.guestName}
          hint={words.guestHint}
          maxLength={80}
        />
      </FormBox>
    </Dialog>
  );
}
