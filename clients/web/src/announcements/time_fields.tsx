import { useId } from 'preact/hooks';
import { Choices } from '../pages/parts/form.tsx';
import type { Form, Problems } from '../pages/parts/form_model.ts';
import { Icon } from '../parts/icon.tsx';
import { announcementWords } from '../words/announcements.ts';
import { pagesWords } from '../words/pages/pages.ts';

export interface TimeValues extends Record<string, string> {
  when: string;
  /** As `<input type="datetime-local">` has it: this device's clock. Empty: not chosen. */
  sendAt: string;
  asks: string;
  acknowledgeBy: string;
  days: string;
}

const dayMs = 86_400_000;
const lives = ['7', '30', '90'] as const;
const micros = (ms: number) => BigInt(ms) * 1000n;

function sendsAtMs({ when, sendAt }: TimeValues, now: Date): number {
  return when === 'later' ? new Date(sendAt).getTime() : now.getTime();
}

const asksByMs = ({ asks, acknowledgeBy }: TimeValues) =>
  asks === 'yes' && acknowledgeBy !== '' ? new Date(acknowledgeBy).getTime() : undefined;

export function checkTimes(values: TimeValues, now: Date): Problems<TimeValues> {
  const words = announcementWords();
  const sendsAt = sendsAtMs(values, now);
  if (!(sendsAt >= now.getTime())) return { sendAt: words.chooseTime };
  const by = asksByMs(values);
  if (by !== undefined && !(by > sendsAt && by <= sendsAt + Number(values.days) * dayMs))
    return { acknowledgeBy: words.timeWrong };
  return {};
}

/** As the server takes them. */
export function timesOf(values: TimeValues, now = new Date()) {
  const sendsAt = sendsAtMs(values, now);
  const by = asksByMs(values);
  return {
    ...(values.when === 'later' && { sendAtUs: micros(sendsAt) }),
    asksAcknowledgement: values.asks === 'yes',
    ...(by !== undefined && { acknowledgeByUs: micros(by) }),
    expiresAtUs: micros(sendsAt + Number(values.days) * dayMs),
  };
}

export function TimeFields<V extends TimeValues>({ form }: { form: Form<V> }) {
  const words = announcementWords();
  const { when, asks } = form.values;
  return (
    <>
      <Choices
        form={form}
        prefix="announcement"
        name="when"
        label={words.when}
        of={[
          { value: 'now', words: words.now },
          { value: 'later', words: words.later },
        ]}
      />
      {when === 'later' && <MomentField form={form} name="sendAt" label={words.sendAt} />}
      <Asks on={asks === 'yes'} turn={(on) => form.set('asks', on ? 'yes' : 'no')} />
      {asks === 'yes' && <MomentField form={form} name="acknowledgeBy" label={words.byWhen} />}
      <Choices
        form={form}
        prefix="announcement"
        name="days"
        label={words.stays}
        of={lives.map((value) => ({ value, words: words.days(Number(value)) }))}
      />
    </>
  );
}

function Asks({ on, turn }: { on: boolean; turn: (on: boolean) => void }) {
  const words = announcementWords();
  const shared = pagesWords();
  return (
    <div>
      <button class="switch" type="button" role="switch" aria-checked={on} onClick={() => turn(!on)}>
        <span>
          <span class="strong">{words.ask}</span>
          <br />
          <span class="soft small">{words.askHint}</span>
        </span>
        <i aria-hidden="true">{on ? shared.on : shared.off}</i>
      </button>
    </div>
  );
}

function MomentField<V extends TimeValues>(props: { form: Form<V>; name: 'sendAt' | 'acknowledgeBy'; label: string }) {
  const { form, name, label } = props;
  const id = `announcement-${name}`;
  const wrongId = useId();
  const wrong = form.problems[name];
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {wrong && (
        <span class="wrong" id={wrongId}>
          <Icon name="warn" small />
          <span>{wrong}</span>
        </span>
      )}
      <input
        id={id}
        class="input"
        type={'datetime-local' as 'text'}
        value={form.values[name]}
        aria-invalid={wrong ? true : undefined}
        aria-describedby={wrong ? wrongId : undefined}
        onInput={(event) => form.set(name, event.currentTarget.value)}
      />
    </div>
  );
}
