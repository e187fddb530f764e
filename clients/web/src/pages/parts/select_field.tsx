import { Icon } from '../../parts/icon.tsx';
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
  const described = [hint && `${id}-hint`, wrong && `${id}-wrong`].filter(Boolean).join(' ');
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      {hint && (
        <span class="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      {wrong && (
        <span class="wrong" id={`${id}-wrong`}>
          <Icon name="warn" small />
          <span>{wrong}</span>
        </span>
      )}
      <select
        id={id}
        class="input"
        value={props.value}
        aria-invalid={wrong ? true : undefined}
        aria-describedby={described || undefined}
        onChange={(event) => props.choose(event.currentTarget.value)}
      >
        {props.of.map(({ value, words }) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
    </div>
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
