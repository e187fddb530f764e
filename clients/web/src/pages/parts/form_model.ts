import { Code, OurplaceError } from '@ourplace/sdk';
import { useRef, useState } from 'preact/hooks';
import { whyWords } from '../../words/errors.ts';
import { pagesWords } from '../../words/pages/pages.ts';

type Values = Record<string, string>;

/** What is wrong, by field; an empty key is about the whole. */
export type Problems<V extends Values> = Partial<Record<keyof V | '', string>>;

export interface Form<V extends Values> {
  values: V;
  problems: Problems<V>;
  busy: boolean;
  set(name: keyof V & string, value: string): void;
  submit(): Promise<void>;
  /** Counts the times it was sent and failed, so that the summary takes the focus each time. */
  failures: number;
}

/** Values are kept whatever happens, and nothing is judged while somebody is still writing. */
export function useForm<V extends Values>(
  initial: V,
  way: {
    check?: (values: V) => Problems<V>;
    send: (values: V) => Promise<void>;
    /** In the words of this form; undefined: in the usual ones, at the field that the server names. */
    explain?: (error: OurplaceError, values: V) => Problems<V> | undefined;
  },
): Form<V> {
  const [values, setValues] = useState(initial);
  const [problems, setProblems] = useState<Problems<V>>({});
  const [busy, setBusy] = useState(false);
  const [failures, setFailures] = useState(0);
  // A second press before the first has been drawn must not send again.
  const sending = useRef(false);
  const fail = (found: Problems<V>) => {
    setProblems(found);
    setFailures((count) => count + 1);
  };
  return {
    values,
    problems,
    busy,
    failures,
    set: (name, value) => setValues((before) => ({ ...before, [name]: value })),
    async submit() {
      if (sending.current) return;
      const found = way.check?.(values) ?? {};
      if (Object.keys(found).length > 0) return fail(found);
      setProblems({});
      sending.current = true;
      setBusy(true);
      try {
        await way.send(values);
      } catch (error) {
        if (!(error instanceof OurplaceError)) throw error;
        fail(way.explain?.(error, values) ?? atItsField(error, values));
      } finally {
        sending.current = false;
        setBusy(false);
      }
    },
  };
}

/** "days_valid" is the form's daysValid. */
function atItsField<V extends Values>(error: OurplaceError, values: V): Problems<V> {
  // Nothing is wrong with what was written.
  if ([Code.UNAVAILABLE, Code.DEADLINE_EXCEEDED].includes(error.code))
    return { '': pagesWords().noLine } as Problems<V>;
  const name = error.field.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  return { [name in values ? name : '']: whyWords(error) } as Problems<V>;
}
