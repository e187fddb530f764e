import { Around, described } from './form.tsx';
import type { Form } from './form_model.ts';

/** A choice among many, of which one is seen. */
export function SelectField(props: {
  id: string;
  label: string;
  hint?: string;
  wrong?: string | undefined;
  value: string;
  of: readonly { value: string; words: string }[];
  choose: (value: string) => void;
}) {
  const { id, hint, wrong } = props;
  return (
    <Around id={id} label={props.label} hint={hint} wrong={wrong}>
      <select
        id={id}
        class="input"
        value={props.value}
        aria-invalid={wrong ? true : undefined}
        aria-describedby={described(id, hint, wrong)}
        onChange={(event) => props.choose(event.currentTarget.value)}
      >
        {props.of.map(({ value, words }) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
    </Around>
  );
}

/** The same for a field of a form. */
export function FormSelect<V extends Record<string, string>>(props: {
  form: Form<V>;
  prefix: string;
  name: keyof V & string;
  label: string;
  hint?: string;
  of: readonly { value: string; words: string }[];
}) {
  const { form, prefix, name, ...rest } = props;
  return (
    <SelectField
      {...rest}
      id={`${prefix}-${name}`}
      wrong={form.problems[name]}
      value={form.values[name] ?? ''}
      choose={(value) => form.set(name, value as V[keyof V & string])}
    />
  );
}
