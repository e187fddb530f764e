import { useLayoutEffect, useRef } from 'preact/hooks';
import { Icon } from '../../parts/icon.tsx';
import { availabilityWords } from '../../words/pages/availability.ts';
import { type AvailabilityFields, type HoursRow, officeHours } from './availability_fields.ts';
import { RadioCards } from './form.tsx';
import type { Form } from './form_model.ts';

/** Any time, or a row for each part of the week. */
export function WeeklyHours(props: {
  form: Form<AvailabilityFields>;
  prefix: string;
  hours: readonly HoursRow[];
  change: (hours: readonly HoursRow[]) => void;
}) {
  const { form, prefix, hours, change } = props;
  const words = availabilityWords();
  const wrong = form.problems.hours;
  const list = useRef<HTMLUListElement>(null);
  // Whose day takes the focus once it is drawn; the button below where a row has gone.
  const next = useRef<number | 'add' | null>(null);
  const add = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    if (next.current === null) return;
    if (next.current === 'add') add.current?.focus();
    else list.current?.querySelector<HTMLElement>(`[data-key="${next.current}"] select`)?.focus();
    next.current = null;
  }, [hours]);
  const addRow = () => {
    const key = Math.max(0, ...hours.map((row) => row.key)) + 1;
    const weekday = Math.min(7, (hours.at(-1)?.weekday ?? 0) + 1);
    next.current = key;
    change([...hours, { key, weekday, from: '09:00', to: '17:00' }]);
  };
  const set = (key: number, part: Partial<HoursRow>) =>
    change(hours.map((row) => (row.key === key ? { ...row, ...part } : row)));
  return (
    <>
      <RadioCards
        id={`${prefix}-hours`}
        label={<span class="sr">{words.hours}</span>}
        value={form.values.when}
        long
        of={[
          { value: 'any', words: words.anyTime },
          { value: 'these', words: words.onlyThese },
        ]}
        choose={(when) => {
          form.set('when', when);
          if (when === 'these' && hours.length === 0) change(officeHours());
        }}
        {...(wrong && { wrong })}
      />
      {form.values.when === 'these' && (
        <>
          <ul ref={list}>
            {hours.map((row) => (
              <Row
                key={row.key}
                row={row}
                prefix={prefix}
                set={(part) => set(row.key, part)}
                remove={() => {
                  next.current = 'add';
                  change(hours.filter((other) => other.key !== row.key));
                }}
              />
            ))}
          </ul>
          <div class="actions">
            <button ref={add} type="button" class="btn" onClick={addRow}>
              <Icon name="plus" />
              {words.addHours}
            </button>
          </div>
        </>
      )}
    </>
  );
}

function Row(props: { row: HoursRow; prefix: string; set: (part: Partial<HoursRow>) => void; remove: () => void }) {
  const { row, set } = props;
  const words = availabilityWords();
  const id = (part: string) => `${props.prefix}-${part}-${row.key}`;
  const whole = words.hoursOn(words.weekdays[row.weekday - 1] ?? '', row.from, row.to);
  return (
    <li class="weekly" data-key={row.key}>
      <div class="field">
        <label for={id('day')}>{words.day}</label>
        <select
          id={id('day')}
          class="input"
          value={String(row.weekday)}
          onChange={(event) => set({ weekday: Number(event.currentTarget.value) })}
        >
          {words.weekdays.map((name, index) => (
            <option key={name} value={String(index + 1)}>
              {name}
            </option>
          ))}
        </select>
      </div>
      {(['from', 'to'] as const).map((part) => (
        <div key={part} class="field">
          <label for={id(part)}>{words[part]}</label>
          <input
            id={id(part)}
            class="input"
            type="time"
            value={row[part]}
            onInput={(event) => set({ [part]: event.currentTarget.value })}
          />
        </div>
      ))}
      <button type="button" class="btn btn--quiet" onClick={props.remove}>
        <Icon name="bin" />
        {words.remove}
        <span class="sr"> {whole}</span>
      </button>
    </li>
  );
}
