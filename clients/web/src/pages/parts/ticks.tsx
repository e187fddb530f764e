import { settingsWords } from '../../words/pages/settings.ts';
import { described, Notes } from './form.tsx';
import type { Form } from './form_model.ts';

/** Any number of a few choices. */
export function TickField(props: {
  id: string;
  label: string;
  hint?: string | undefined;
  wrong?: string | undefined;
  of: readonly { value: string; words: string }[];
  chosen: readonly string[];
  choose: (chosen: readonly string[]) => void;
  /** Whose names are long. */
  long?: boolean;
}) {
  const { id, hint, wrong, chosen } = props;
  const turn = (value: string) =>
    props.choose(chosen.includes(value) ? chosen.filter((other) => other !== value) : [...chosen, value]);
  return (
    <fieldset class="field" id={id} tabIndex={-1} aria-describedby={described(id, hint, wrong)}>
      <legend class="legend">{props.label}</legend>
      <Notes id={id} hint={hint} wrong={wrong} />
      <div class={`choices${props.long ? ' choices--long' : ''}`}>
        {props.of.map(({ value, words }) => (
          <label key={value} class={`choice${chosen.includes(value) ? ' choice--on' : ''}`}>
            <input type="checkbox" checked={chosen.includes(value)} onChange={() => turn(value)} />
            <span dir="auto">{words}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** The same for a field of a form, whose value is theirs, joined by spaces. */
export function Ticks<V extends Record<string, string>>(props: {
  form: Form<V>;
  prefix: string;
  name: keyof V & string;
  label: string;
  hint?: string;
  of: readonly { value: string; words: string }[];
}) {
  const { form, prefix, name, ...rest } = props;
  return (
    <TickField
      {...rest}
      id={`${prefix}-${name}`}
      wrong={form.problems[name]}
      chosen={ticked(form.values[name] ?? '')}
      choose={(chosen) => form.set(name, chosen.join(' ') as V[keyof V & string])}
      long
    />
  );
}

export const ticked = (value: string): string[] => value.split(' ').filter(Boolean);

/** The programme's Themes, by name. */
export const themeChoices = () =>
  Object.entries(settingsWords().themeNames).map(([value, words]) => ({ value, words }));
