import { type CalendarFeed, EventService, type ReminderChoice } from '@ourplace/sdk';
import { useState } from 'preact/hooks';
import { useSession } from '../account.ts';
import { Title } from '../parts/title.tsx';
import { toast } from '../parts/toast.tsx';
import { eventsWords } from '../words/pages/events.ts';
import { pagesWords } from '../words/pages/pages.ts';
import { settingsWords } from '../words/pages/settings.ts';
import { date, fromMicros } from '../words/times.ts';
import { Act } from './parts/act.tsx';
import { BackTo } from './parts/back_to.tsx';
import { offsetInWords } from './parts/event_times.ts';
import { Showing, useFetched } from './parts/fetched.tsx';
import { FormBox, TextField } from './parts/form.tsx';
import { useForm } from './parts/form_model.ts';
import { ShownOnce } from './parts/shown_once.tsx';

const offered = [10_080, 2880, 1440, 120, 60, 30];

/** When the member is reminded, their quiet hours, and their events in other calendars. */
export default function RemindersPage() {
  const { connection } = useSession();
  const words = eventsWords();
  const choice = useFetched('my reminders', () => connection.call(EventService.method.getReminderChoice, {}));
  return (
    <div class="page">
      <header class="stack stack--s">
        <BackTo href="/more" words={settingsWords().more} />
        <Title text={words.remindersTitle} />
      </header>
      <Showing fetched={choice} loading={pagesWords().fetching}>
        {({ choice: chosen }) => (chosen ? <ChoiceForm choice={chosen} /> : null)}
      </Showing>
      <Feeds />
    </div>
  );
}

function ChoiceForm({ choice }: { choice: ReminderChoice }) {
  const { connection } = useSession();
  const words = eventsWords();
  const { save, saving, saved } = pagesWords();
  const [minutes, setMinutes] = useState<ReadonlySet<number>>(new Set(choice.minutesBefore));
  const [asks, setAsks] = useState(choice.asksForAnswers);
  const form = useForm(
    { quietFrom: choice.quietFrom, quietTo: choice.quietTo },
    {
      send: async ({ quietFrom, quietTo }) => {
        await connection.call(EventService.method.setReminderChoice, {
          choice: {
            minutesBefore: [...minutes],
            quietFrom,
            quietTo,
            zone: choice.quietFrom ? choice.zone : Intl.DateTimeFormat().resolvedOptions().timeZone,
            asksForAnswers: asks,
          },
        });
        toast({ words: saved });
      },
      explain: ({ field, message }) =>
        field === 'choice.quiet_from'
          ? { quietFrom: message }
          : field === 'choice.quiet_to'
            ? { quietTo: message }
            : undefined,
    },
  );
  const turn = (offset: number, on: boolean) => {
    const next = new Set(minutes);
    if (on) next.add(offset);
    else next.delete(offset);
    setMinutes(next);
  };
  // What a program has chosen stays to be seen, and can be turned off.
  const all = [...new Set([...offered, ...choice.minutesBefore])].sort((one, other) => other - one);
  return (
    <FormBox form={form} prefix="reminders" class="card" submit={save} busy={saving}>
      <fieldset class="field">
        <legend class="legend">{words.whenRemind}</legend>
        <span class="hint">{words.whenRemindHint}</span>
        {all.map((offset) => (
          <label key={offset} class="check">
            <input
              type="checkbox"
              checked={minutes.has(offset)}
              onChange={(event) => turn(offset, event.currentTarget.checked)}
            />
            <span>{words.offsets[offset] ?? offsetInWords(offset)}</span>
          </label>
        ))}
      </fieldset>
      <fieldset class="field">
        <legend class="legend">{words.quiet}</legend>
        <span class="hint">{words.quietHint}</span>
        <div class="grid2">
          <TextField form={form} prefix="reminders" name="quietFrom" type="time" label={words.quietFrom} />
          <TextField form={form} prefix="reminders" name="quietTo" type="time" label={words.quietTo} />
        </div>
      </fieldset>
      <label class="check">
        <input type="checkbox" checked={asks} onChange={(event) => setAsks(event.currentTarget.checked)} />
        <span>
          {words.askMe}
          <br />
          <span class="soft small">{words.askMeHint}</span>
        </span>
      </label>
    </FormBox>
  );
}

/** Secret addresses for calendar programs: one for all Hubs, and one for each. */
function Feeds() {
  const { connection, overview } = useSession();
  const words = eventsWords();
  const [made, setMade] = useState<{ name: string; url: string }>();
  const fetched = useFetched('feeds', () => connection.call(EventService.method.listCalendarFeeds, {}));
  const places = [{ hubId: '', name: words.allHubs }, ...overview.hubs.value];
  return (
    <section class="card" aria-labelledby="calendars">
      <h2 id="calendars" class="card__title">
        {words.calendars}
      </h2>
      <p class="small soft">{words.calendarsHint}</p>
      {made && <ShownOnce title={words.address(made.name)} hint={words.addressOnce} secret={made.url} />}
      <Showing fetched={fetched} loading={pagesWords().fetching}>
        {({ feeds }) => (
          <ul class="list boxed">
            {places.map(({ hubId, name }) => (
              <FeedLine
                key={hubId}
                name={name}
                feed={feeds.find((feed) => feed.hubId === hubId)}
                make={async () => {
                  const { url } = await connection.call(EventService.method.createCalendarFeed, { hubId });
                  setMade({ name, url });
                  fetched.again();
                }}
                revoke={async (feedId) => {
                  await connection.call(EventService.method.revokeCalendarFeed, { feedId });
                  setMade(undefined);
                  fetched.again();
                }}
              />
            ))}
          </ul>
        )}
      </Showing>
    </section>
  );
}

function FeedLine(props: {
  name: string;
  feed: CalendarFeed | undefined;
  make: () => Promise<void>;
  revoke: (feedId: string) => Promise<void>;
}) {
  const words = eventsWords();
  const { feed, name } = props;
  return (
    <li class="person">
      <div class="line grow">
        <span class="grow">
          <span class="name strong" dir="auto">
            {name}
          </span>
          <span class="small soft">{feed ? words.since(date(fromMicros(feed.createdAtUs))) : words.noAddress}</span>
        </span>
      </div>
      <Act
        small
        words={feed ? words.newAddress : words.makeAddress}
        busy={words.making}
        about={name}
        run={props.make}
      />
      {feed && (
        <Act
          small
          kind="harm"
          words={words.revoke}
          busy={words.revoking}
          about={name}
          run={() => props.revoke(feed.feedId)}
        />
      )}
    </li>
  );
}
