import { ChampionService, Code, HubService, type SetAvailabilityResponse } from '@ourplace/sdk';
import { useState } from 'preact/hooks';
import { useSession } from '../account.ts';
import { Icon } from '../parts/icon.tsx';
import { addStyles } from '../parts/late_styles.ts';
import { Title } from '../parts/title.tsx';
import { toast } from '../parts/toast.tsx';
import { availabilityWords } from '../words/pages/availability.ts';
import { pagesWords } from '../words/pages/pages.ts';
import { settingsWords } from '../words/pages/settings.ts';
import { fromMicros, moment } from '../words/times.ts';
import styles from './parts/availability.css?url';
import {
  type AvailabilityFields,
  fieldsOf,
  type HoursRow,
  pausedUntilUs,
  zonesToOffer,
} from './parts/availability_fields.ts';
import { BackTo } from './parts/back_to.tsx';
import { Showing, useFetched } from './parts/fetched.tsx';
import { FormBox, TextField } from './parts/form.tsx';
import { type Problems, useForm } from './parts/form_model.ts';
import { FormSelect } from './parts/select_field.tsx';
import { TickField } from './parts/ticks.tsx';
import { WeeklyHours } from './parts/weekly_hours.tsx';

addStyles(styles);

const asTheyAre = (values: readonly string[]) => values.map((value) => ({ value, words: value }));
const prefix = 'availability';

type Said = Pick<SetAvailabilityResponse, 'availability' | 'profile' | 'openNow' | 'opensAtUs'>;

/** A Champion's hours, and what they know. */
export default function AvailabilityPage() {
  const { connection } = useSession();
  const words = availabilityWords();
  const fetched = useFetched<Said>('my availability', () =>
    connection.call(ChampionService.method.getAvailability, {}),
  );
  const noChampion = fetched.error?.code === Code.FAILED_PRECONDITION;
  return (
    <div class="page">
      <header class="stack stack--s">
        <BackTo href="/more" words={settingsWords().more} />
        <Title text={words.title} />
        <p class="soft">{noChampion ? words.forChampions : words.howItWorks}</p>
      </header>
      {!noChampion && (
        <Showing fetched={fetched} loading={words.fetching}>
          {(said) => <AvailabilityForm said={said} saved={fetched.put} />}
        </Showing>
      )}
    </div>
  );
}

function AvailabilityForm({ said, saved }: { said: Said; saved: (said: Said) => void }) {
  const { connection } = useSession();
  const words = availabilityWords();
  const shared = pagesWords();
  const { availability, profile } = said;
  const [hours, setHours] = useState<readonly HoursRow[]>(
    (availability?.hours ?? []).map(({ weekday, from, to }, key) => ({ key, weekday, from, to })),
  );
  const [languages, setLanguages] = useState<readonly string[]>(profile?.languages ?? []);
  const [placeIds, setPlaceIds] = useState<readonly string[]>(profile?.placeIds ?? []);
  const form = useForm<AvailabilityFields>(fieldsOf(availability, profile, new Date()), {
    check: (values) => wrongWith(values, hours, languages),
    send: async (values) => {
      const reply = await connection.call(ChampionService.method.setAvailability, {
        availability: {
          zone: values.zone,
          hours: values.when === 'any' ? [] : hours.map(({ weekday, from, to }) => ({ weekday, from, to })),
          quietFrom: values.quietFrom,
          quietTo: values.quietTo,
          pausedUntilUs: pausedUntilUs(values.pausedUntil, availability?.pausedUntilUs ?? 0n),
          cap: Number(values.cap),
        },
        profile: {
          languages: [...languages],
          placeIds: [...placeIds],
          canHelpWith: values.canHelp,
          cannotHelpWith: values.cannotHelp,
        },
      });
      saved(reply);
      toast({ words: shared.saved });
    },
    explain: ({ field, message }) => {
      if (field === 'availability.hours') return { hours: words.allQuiet };
      if (field.startsWith('availability.hours')) return { hours: words.badHours };
      if (field.startsWith('availability.quiet')) return { quietFrom: words.badQuiet };
      if (field === 'availability.zone') return { zone: message };
      if (field === 'availability.paused_until_us') return { pausedUntil: message };
      return undefined;
    },
  });
  return (
    <FormBox form={form} prefix={prefix} class="stack" submit={shared.save} busy={shared.saving}>
      <State said={said} />
      <section class="card" aria-labelledby="rest">
        <h2 id="rest" class="card__title">
          {words.rest}
        </h2>
        <TextField
          form={form}
          prefix={prefix}
          name="pausedUntil"
          type="date"
          label={words.pausedUntil}
          hint={words.pausedHint}
        />
        <FormSelect
          form={form}
          prefix={prefix}
          name="cap"
          label={words.cap}
          hint={words.capHint}
          of={asTheyAre(Array.from({ length: 20 }, (_, index) => String(index + 1)))}
        />
      </section>
      <section class="card" aria-labelledby="hours">
        <h2 id="hours" class="card__title">
          {words.hours}
        </h2>
        <WeeklyHours form={form} prefix={prefix} hours={hours} change={setHours} />
      </section>
      <section class="card" aria-labelledby="quiet">
        <h2 id="quiet" class="card__title">
          {words.quiet}
        </h2>
        <p class="hint">{words.quietHint}</p>
        <div class="grid2">
          <TextField form={form} prefix={prefix} name="quietFrom" type="time" label={words.quietFrom} />
          <TextField form={form} prefix={prefix} name="quietTo" type="time" label={words.quietTo} />
        </div>
        <FormSelect
          form={form}
          prefix={prefix}
          name="zone"
          label={words.zone}
          of={asTheyAre(zonesToOffer(form.values.zone))}
        />
      </section>
      <section class="card" aria-labelledby="know">
        <h2 id="know" class="card__title">
          {words.know}
        </h2>
        <TickField
          id={`${prefix}-languages`}
          label={words.languages}
          wrong={form.problems.languages}
          of={languageChoices(languages)}
          chosen={languages}
          choose={setLanguages}
        />
        <Places chosen={placeIds} choose={setPlaceIds} />
        <TextField form={form} prefix={prefix} name="canHelp" label={words.canHelp} hint={words.canHelpHint} rows={3} />
        <TextField
          form={form}
          prefix={prefix}
          name="cannotHelp"
          label={words.cannotHelp}
          hint={words.cannotHelpHint}
          rows={3}
        />
      </section>
    </FormBox>
  );
}

function wrongWith(
  values: AvailabilityFields,
  hours: readonly HoursRow[],
  languages: readonly string[],
): Problems<AvailabilityFields> {
  const words = availabilityWords();
  const { tooLong } = pagesWords();
  const isLong = (text: string) => [...text.trim()].length > 280;
  const these = values.when === 'these';
  return {
    ...(these && hours.length === 0 && { hours: words.needHours }),
    ...(these && hours.some(({ from, to }) => from === '' || to === '') && { hours: words.badHours }),
    ...((values.quietFrom === '') !== (values.quietTo === '') && { quietFrom: words.badQuiet }),
    ...(languages.length === 0 && { languages: words.needLanguage }),
    ...(isLong(values.canHelp) && { canHelp: tooLong(280) }),
    ...(isLong(values.cannotHelp) && { cannotHelp: tooLong(280) }),
  };
}

/** What follows from what is saved. */
function State({ said }: { said: Said }) {
  const words = availabilityWords();
  const opens = said.opensAtUs > 0n ? words.opensAt(moment(fromMicros(said.opensAtUs))) : words.notSoon;
  return (
    <p class={`note${said.openNow ? '' : ' note--sun'}`} role="status">
      <Icon name={said.openNow ? 'tick' : 'moon'} />
      <span>{said.openNow ? words.openNow : opens}</span>
    </p>
  );
}

function Places(props: { chosen: readonly string[]; choose: (placeIds: readonly string[]) => void }) {
  const { connection } = useSession();
  const fetched = useFetched('places', () => connection.call(HubService.method.listPlaces, {}));
  const places = fetched.data?.places ?? [];
  if (places.length === 0) return null;
  return (
    <TickField
      id={`${prefix}-places`}
      label={availabilityWords().places}
      of={places.map(({ placeId, name }) => ({ value: placeId, words: name }))}
      {...props}
    />
  );
}

/** One that another program has set stays to be seen, by its code. */
function languageChoices(chosen: readonly string[]): { value: string; words: string }[] {
  const names: Record<string, string> = availabilityWords().languageNames;
  return [...new Set([...Object.keys(names), ...chosen])].map((value) => ({ value, words: names[value] ?? value }));
}
