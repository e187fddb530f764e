import { eventsWords } from '../../words/pages/events.ts';
import type { Fields } from './event_fields.ts';
import { Choices, TextField } from './form.tsx';
import type { Form } from './form_model.ts';

type Choice = keyof ReturnType<typeof eventsWords>['recurrences'];
const prefix = 'event';

/** All that is said about an event. */
export function EventFieldset({ form, channels }: { form: Form<Fields>; channels: { id: string; name: string }[] }) {
  const words = eventsWords();
  const repeats = form.values.repeats as Choice;
  const choices: Choice[] = ['once', 'daily', 'weekly', 'fortnightly', 'monthlyDay', 'monthlyDate'];
  if (repeats === 'other') choices.push('other');
  return (
    <>
      <div class="grid2">
        <TextField form={form} prefix={prefix} name="titleEn" label={words.titleEn} maxLength={120} />
        <TextField form={form} prefix={prefix} name="titleCy" label={words.titleCy} maxLength={120} />
      </div>
      <div class="grid3 times">
        <TextField form={form} prefix={prefix} name="date" type="date" label={words.date} />
        <TextField form={form} prefix={prefix} name="from" type="time" label={words.startTime} />
        <TextField form={form} prefix={prefix} name="to" type="time" label={words.endTime} />
      </div>
      <Choices
        form={form}
        prefix={prefix}
        name="repeats"
        label={words.recurrence}
        long
        of={choices.map((value) => ({ value, words: words.recurrences[value] }))}
      />
      {repeats !== 'once' && repeats !== 'other' && (
        <TextField form={form} prefix={prefix} name="until" type="date" label={words.until} hint={words.untilHint} />
      )}
      <TextField form={form} prefix={prefix} name="place" label={words.place} rows={2} maxLength={280} />
      <TextField
        form={form}
        prefix={prefix}
        name="onlineLink"
        type="url"
        label={words.onlineLink}
        hint={words.linkHint}
        maxLength={1000}
      />
      <div class="grid2">
        <TextField form={form} prefix={prefix} name="descriptionEn" label={words.descriptionEn} rows={4} />
        <TextField form={form} prefix={prefix} name="descriptionCy" label={words.descriptionCy} rows={4} />
      </div>
      <p class="hint">{words.accessHint}</p>
      <div class="grid2">
        <TextField form={form} prefix={prefix} name="accessEn" label={words.accessEn} rows={2} />
        <TextField form={form} prefix={prefix} name="accessCy" label={words.accessCy} rows={2} />
      </div>
      <div class="grid2">
        <TextField
          form={form}
          prefix={prefix}
          name="capacity"
          label={words.capacity}
          hint={words.capacityHint}
          inputMode="numeric"
        />
        <TextField form={form} prefix={prefix} name="mostGuests" label={words.mostGuests} inputMode="numeric" />
      </div>
      <Choices
        form={form}
        prefix={prefix}
        name="channel"
        label={words.remindWhom}
        long
        of={[
          { value: '', words: words.remindEach },
          ...channels.map(({ id, name }) => ({ value: id, words: words.remindChannelOf(name) })),
        ]}
      />
      <label class="check">
        <input
          type="checkbox"
          checked={form.values.asks === 'yes'}
          onChange={(event) => form.set('asks', event.currentTarget.checked ? 'yes' : 'no')}
        />
        <span>
          {words.asks}
          <br />
          <span class="soft small">{words.asksHint}</span>
        </span>
      </label>
      <TextField form={form} prefix={prefix} name="zone" label={words.zone} />
    </>
  );
}
