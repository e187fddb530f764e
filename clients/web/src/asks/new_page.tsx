import { AskService, HowSoon, type Hub, HubRole, HubService, Language } from '@ourplace/sdk';
import { useEffect, useState } from 'preact/hooks';
import { adapters, useSession } from '../account.ts';
import { useFetched } from '../pages/parts/fetched.tsx';
import { Choices, FormBox, TextField } from '../pages/parts/form.tsx';
import { type Form, useForm } from '../pages/parts/form_model.ts';
import { placesInOrder } from '../pages/parts/places.ts';
import { FormSelect } from '../pages/parts/select_field.tsx';
import { Icon } from '../parts/icon.tsx';
import { Loading } from '../parts/loading.tsx';
import { Title } from '../parts/title.tsx';
import { go, place } from '../router.ts';
import { askWords } from '../words/asks.ts';
import { language } from '../words/language.ts';
import { pagesWords } from '../words/pages/pages.ts';
import { settingsWords } from '../words/pages/settings.ts';
import { type AskDraft, forgetAskDraft, idOfAsk, keepAskDraft, readAskDraft } from './ask_draft.ts';
import { addressOf } from './ask_lists.tsx';
import { Leave } from './leave.tsx';
import { useAsks } from './model.ts';
import { Signposts } from './signposts.tsx';
import { type Answer, Answered, Similar } from './similar.tsx';

const mostText = 8000;

/** Somebody asks for help: one box, and only what they like to say beside. */
export default function NewPage() {
  const { overview } = useSession();
  const words = askWords();
  const hubs = overview.hubs.value.filter(({ myRole }) => myRole !== HubRole.UNSPECIFIED);
  return (
    <>
      <Leave />
      <div class="page page--aside">
        <header class="full stack stack--s">
          <Title text={words.whatWouldHelp} />
          <p class="soft">{words.whatWouldHelpHint}</p>
        </header>
        {hubs.length > 0 ? (
          <Asking hubs={hubs} wanted={place.value.hash.slice(1)} />
        ) : (
          <>
            {overview.loaded.value ? <NoHub /> : <NotYet />}
            <aside class="stack stack--l" aria-label={words.talkNow}>
              <Signposts />
            </aside>
          </>
        )}
      </div>
    </>
  );
}

function NoHub() {
  const words = askWords();
  return (
    <div class="card empty">
      <Icon name="hubs" />
      <p class="strong">{words.noHub}</p>
      <a class="btn btn--go" href="/hubs">
        {words.findHub}
      </a>
    </div>
  );
}

/** Until it is known which Hubs there are. */
function NotYet() {
  if (useSession().connection.state.value.kind === 'online') return <Loading words={askWords().fetching} />;
  return (
    <p class="note note--sun" role="status">
      <Icon name="offline" />
      <span>{pagesWords().offline}</span>
    </p>
  );
}

function Asking({ hubs, wanted }: { hubs: readonly Hub[]; wanted: string }) {
  const { connection, overview } = useSession();
  const asks = useAsks();
  const words = askWords();
  const me = overview.me.value?.member;
  const memberId = me?.memberId ?? '';
  const [first] = useState(() => {
    const draft = readAskDraft(memberId);
    const known = [wanted, draft.hubId].find((id) => hubs.some(({ hubId }) => hubId === id));
    return { ...draft, hubId: known ?? hubs[0]?.hubId ?? '', language: draft.language || language.value };
  });
  const form = useForm<AskDraft>(first, {
    check: ({ text }) => {
      if (text.trim() === '') return { text: words.sayIt };
      return [...text.trim()].length > mostText ? { text: pagesWords().tooLong(mostText) } : {};
    },
    send: async (values) => {
      const { ask } = await connection.call(AskService.method.openAsk, {
        hubId: values.hubId,
        clientAskId: idOfAsk(memberId, values, () => adapters.random(16)),
        text: values.text,
        theme: values.theme,
        placeId: values.placeId,
        language: values.language === 'cy' ? Language.CY : Language.EN,
        howSoon: Number(values.howSoon),
        keepNamePrivate: values.name === 'other',
      });
      forgetAskDraft(memberId);
      if (!ask) return;
      asks.put(ask);
      go(addressOf(ask), 'replace');
    },
  });
  const [kept, setKept] = useState<boolean>();
  useEffect(() => {
    if (form.values !== first) setKept(keepAskDraft(memberId, form.values));
  }, [form.values]);
  const [answeredBy, setAnsweredBy] = useState<Answer>();
  const answered = (by: Answer) => {
    forgetAskDraft(memberId);
    setAnsweredBy(by);
  };
  const askAllTheSame = () => {
    setKept(keepAskDraft(memberId, form.values));
    setAnsweredBy(undefined);
  };
  if (answeredBy) return <Answered by={answeredBy} onAsk={askAllTheSame} />;
  const hub = hubs.find(({ hubId }) => hubId === form.values.hubId)?.name ?? '';
  return (
    <>
      <FormBox
        form={form}
        prefix="ask"
        submit={words.ask}
        busy={words.asking}
        offline={connection.state.value.kind !== 'online'}
        wide
        class="stack stack--l"
        beside={
          <p class="audience">
            <Icon name="lock" small />
            <span dir="auto">{words.whoReads(hub)}</span>
          </p>
        }
      >
        <TextField
          form={form}
          prefix="ask"
          name="text"
          label={words.yourAsk}
          rows={6}
          hint={kept === false ? words.notKept : words.keptHere}
        />
        <Similar text={form.values.text} language={form.values.language} onAnswered={answered} />
        {hubs.length > 1 && (
          <FormSelect
            form={form}
            prefix="ask"
            name="hubId"
            label={words.hub}
            of={hubs.map((one) => ({ value: one.hubId, words: one.name }))}
          />
        )}
        <Themes form={form} />
        <Choices
          form={form}
          prefix="ask"
          name="name"
          label={words.name}
          hint={words.nameHint}
          long
          of={[
            { value: 'own', words: me?.name ?? '' },
            { value: 'other', words: words.otherName },
          ]}
        />
        <details class="card">
          <summary class="strong">{words.more}</summary>
          <div class="stack">
            <PlaceField form={form} />
            <Choices
              form={form}
              prefix="ask"
              name="language"
              label={words.speak}
              of={[
                { value: 'en', words: words.english },
                { value: 'cy', words: words.welsh },
              ]}
            />
            <Choices
              form={form}
              prefix="ask"
              name="howSoon"
              label={words.howSoon}
              of={[HowSoon.TODAY, HowSoon.THIS_WEEK, HowSoon.NO_HURRY].map((soon) => ({
                value: String(soon),
                words: words.soon[soon],
              }))}
            />
          </div>
        </details>
      </FormBox>
      <aside class="stack stack--l" aria-label={words.next}>
        <section class="stack stack--s" aria-labelledby="next">
          <h2 class="card__title" id="next">
            {words.next}
          </h2>
          <ol class="ask-steps">
            {words.nextSteps(hub).map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
        </section>
        <section class="stack stack--s" aria-labelledby="confidential">
          <h2 class="card__title" id="confidential">
            {words.confidential}
          </h2>
          <p>{words.confidentialHint}</p>
          <p class="soft small">{words.noAdvice}</p>
        </section>
        <Signposts />
        <p class="soft small">{words.exitHelp}</p>
      </aside>
    </>
  );
}

/** One, or none: a second press takes it back. */
function Themes({ form }: { form: Form<AskDraft> }) {
  return (
    <fieldset class="stack stack--s" id="ask-theme" tabIndex={-1}>
      <legend class="legend">{askWords().about}</legend>
      <div class="row">
        {Object.entries(settingsWords().themeNames).map(([theme, name]) => {
          const on = form.values.theme === theme;
          return (
            <button
              key={theme}
              type="button"
              class="chip"
              aria-pressed={on}
              onClick={() => form.set('theme', on ? '' : theme)}
            >
              {on && <Icon name="tick" small />}
              {name}
            </button>
          );
        })}
      </div>
    </fieldset>
  );
}

function PlaceField({ form }: { form: Form<AskDraft> }) {
  const { connection } = useSession();
  const words = askWords();
  const fetched = useFetched('places', () => connection.call(HubService.method.listPlaces, {}));
  const places = placesInOrder(fetched.data?.places ?? []);
  if (places.length === 0) return null;
  return (
    <FormSelect
      form={form}
      prefix="ask"
      name="placeId"
      label={words.place}
      of={[
        { value: '', words: words.nowhere },
        ...places.map(({ place, depth }) => ({
          value: place.placeId,
          words: `${'\u00a0\u00a0'.repeat(depth)}${place.name}`,
        })),
      ]}
    />
  );
}
