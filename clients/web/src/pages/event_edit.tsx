import { type Event, EventService, HubRole } from '@ourplace/sdk';
import { useSession } from '../account.ts';
import { Title } from '../parts/title.tsx';
import { go } from '../router.ts';
import { eventsWords } from '../words/pages/events.ts';
import { useOpenChannels } from './event.tsx';
import { useOrganised } from './events.tsx';
import { BackTo } from './parts/back_to.tsx';
import { detailsOf, emptyFields, type Fields, fieldsOf, problemsOf } from './parts/event_fields.ts';
import { EventFieldset } from './parts/event_fieldset.tsx';
import { TakeOver } from './parts/event_import.tsx';
import { Showing, useFetched } from './parts/fetched.tsx';
import { FormBox } from './parts/form.tsx';
import { useForm } from './parts/form_model.ts';

/** Organisers plan an event of their Hub, or change one. */
export default function EventEditPage({ params }: { params: Record<string, string> }) {
  return params.event ? <ChangePage eventId={params.event} /> : <NewPage hubId={params.hub ?? ''} />;
}

function NewPage({ hubId }: { hubId: string }) {
  const { connection, overview } = useSession();
  const words = eventsWords();
  const organised = useOrganised();
  const channels = useOpenChannels(hubId);
  const form = useForm<Fields>(emptyFields(new Date()), {
    check: problemsOf,
    send: async (fields) => {
      const request = { hubId, details: detailsOf(fields) };
      const { next, event } = await connection.call(EventService.method.createEvent, request);
      go(next ? `/events/${next.occurrenceId}` : `/events/of/${event?.eventId}`, 'replace');
    },
    explain: atField,
  });
  if (overview.hub(hubId)?.myRole !== HubRole.ORGANISER)
    return (
      <div class="page">
        <Title text={words.makeTitle} />
        <p>{words.onlyOrganisers}</p>
      </div>
    );
  return (
    <div class="page">
      <header class="stack stack--s">
        <BackTo href="/events" words={words.events} />
        <Title text={words.makeTitle} />
      </header>
      {organised.length > 1 && (
        <div class="field field--beside">
          <label for="event-hub">{words.hub}</label>
          <select
            id="event-hub"
            class="input"
            value={hubId}
            onChange={(event) => go(`/hub/${event.currentTarget.value}/new-event`, 'replace')}
          >
            {organised.map((hub) => (
              <option key={hub.hubId} value={hub.hubId}>
                {hub.name}
              </option>
            ))}
          </select>
        </div>
      )}
      <FormBox form={form} prefix="event" submit={words.plan} busy={words.planning}>
        <EventFieldset form={form} channels={channels} />
      </FormBox>
      <TakeOver hubId={hubId} />
    </div>
  );
}

function ChangePage({ eventId }: { eventId: string }) {
  const words = eventsWords();
  const fetched = useFetched(`edit ${eventId}`, ({ connection }) =>
    connection.call(EventService.method.getEvent, { eventId }),
  );
  return (
    <div class="page">
      <header class="stack stack--s">
        <BackTo href={`/events/of/${eventId}`} words={words.event} />
        <Title text={words.edit} />
      </header>
      <Showing fetched={fetched} loading={words.fetchingEvent}>
        {({ event, mayOrganise }) =>
          event && mayOrganise ? <ChangeForm event={event} /> : <p>{words.onlyOrganisers}</p>
        }
      </Showing>
    </div>
  );
}

function ChangeForm({ event }: { event: Event }) {
  const { connection } = useSession();
  const words = eventsWords();
  const channels = useOpenChannels(event.hubId);
  const form = useForm<Fields>(fieldsOf(event), {
    check: problemsOf,
    send: async (fields) => {
      const request = { eventId: event.eventId, details: detailsOf(fields, event.details) };
      await connection.call(EventService.method.updateEvent, request);
      go(`/events/of/${event.eventId}`, 'replace');
    },
    explain: atField,
  });
  return (
    <FormBox form={form} prefix="event" submit={words.save} busy={words.saving}>
      <EventFieldset form={form} channels={channels} />
    </FormBox>
  );
}

/** "details.online_link" is the form's onlineLink, "details.title.cy" its titleCy. */
const fieldNames: Record<string, keyof Fields> = {
  'details.title': 'titleEn',
  'details.title.en': 'titleEn',
  'details.title.cy': 'titleCy',
  'details.description.en': 'descriptionEn',
  'details.description.cy': 'descriptionCy',
  'details.access_needs.en': 'accessEn',
  'details.access_needs.cy': 'accessCy',
  'details.place': 'place',
  'details.online_link': 'onlineLink',
  'details.start': 'date',
  'details.end': 'to',
  'details.zone': 'zone',
  'details.recurrence': 'repeats',
  'details.capacity': 'capacity',
  'details.most_guests': 'mostGuests',
};

function atField(error: { field: string; message: string }) {
  const name = fieldNames[error.field];
  return name && { [name]: error.message };
}
