import { Icon } from '../../parts/icon.tsx';
import { settingsWords } from '../../words/pages/settings.ts';
import type { Form } from './form_model.ts';

/** Any number of a few choices. The form's value is theirs, joined by spaces. */
export function Ticks<V extends Record<string, string>>(props: {
  form: Form<V>;
  prefix: string;
  name: keyof V & string;
  label: string;
  hint?: string;
  of: readonly { value: string; words: string }[];
}) {
  const id = `${props.prefix}-${props.name}`;
  const wrong = props.form.problems[props.name];
  const chosen = ticked(props.form.values[props.name] ?? '');
  const described = [props.hint && `${id}-hint`, wrong && `${id}-wrong`].filter(Boolean).join(' ') || undefined;
  const turn = (value: string, on: boolean) => {
    const others = chosen.filter((other) => other !== value);
    props.form.set(props.name, (on ? [...others, value] : others).join(' '));
  };
  return (
    <fieldset class="field" id={id} tabIndex={-1} aria-describedby={described}>
      <legend class="legend">{props.label}</legend>
      {props.hint && (
        <span class="hint" id={`${id}-hint`}>
          {props.hint}
        </span>
      )}
      {wrong && (
        <span class="wrong" id={`${id}-wrong`}>
          <Icon name="warn" small />
          <span>{wrong}</span>
        </span>
      )}
      <div class="choices choices--long">
        {props.of.map(({ value, words }) => {
          const on = chosen.includes(value);
          return (
            <label key={value} class={`choice${on ? ' choice--on' : ''}`}>
              <input type="checkbox" checked={on} onChange={(event) => turn(value, event.currentTarget.checked)} />
              <span dir="auto">{words}</span>
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}

export const ticked = (value: string): string[] => value.split(' ').filter(Boolean);

/** The programme's Themes, by name. */
export const themeChoices = () =>
  Object.entries(settingsWords().themeNames).map(([value, words]) => ({ value, words }));
