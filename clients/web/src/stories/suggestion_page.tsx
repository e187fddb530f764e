import { type Suggestion, SuggestionService, SuggestionState } from '@ourplace/sdk';
import { useSession } from '../account.ts';
import { PlainMarkup } from '../chats/markup_view.tsx';
import { Act } from '../pages/parts/act.tsx';
import { BackTo } from '../pages/parts/back_to.tsx';
import { Showing, useFetched } from '../pages/parts/fetched.tsx';
import { Choices, FormBox, TextField } from '../pages/parts/form.tsx';
import { useForm } from '../pages/parts/form_model.ts';
import { Icon } from '../parts/icon.tsx';
import { Title } from '../parts/title.tsx';
import { toast } from '../parts/toast.tsx';
import { suggestionsWords } from '../words/suggestions.ts';
import { date, fromMicros, moment } from '../words/times.ts';
import { useChanges } from './changes.ts';
import { SuggestionTag, stateName } from './suggestion_tag.tsx';

/** One Suggestion, who supports it, and what was responded. */
export default function SuggestionPage({ params }: { params: Record<string, string> }) {
  const words = suggestionsWords();
  const suggestionId = params.suggestion ?? '';
  const fetched = useFetched(suggestionId, async ({ connection }) => {
    const { suggestion } = await connection.call(SuggestionService.method.getSuggestion, { suggestionId });
    return suggestion;
  });
  useChanges(fetched.again);
  return (
    <div class="page">
      <BackTo href="/suggestions" words={words.suggestions} />
      <Showing fetched={fetched} loading={words.fetchingOne}>
        {(suggestion) => suggestion && <Found suggestion={suggestion} put={fetched.put} />}
      </Showing>
    </div>
  );
}

interface Shown {
  suggestion: Suggestion;
  put: (suggestion: Suggestion | undefined) => void;
}

function Found({ suggestion, put }: Shown) {
  const words = suggestionsWords();
  return (
    <>
      <header class="stack stack--s">
        <Title text={suggestion.title} />
        <p class="soft small" dir="auto">
          {words.madeBy(suggestion.authorName, moment(fromMicros(suggestion.madeAtUs)))}
        </p>
        <p class="soft small">
          <a href={`/hub/${suggestion.hub?.hubId}`} dir="auto">
            {suggestion.hub?.name}
          </a>
        </p>
        <p class="row">
          <SuggestionTag suggestion={suggestion} />
        </p>
      </header>
      <article class="card" aria-label={suggestion.title}>
        <PlainMarkup body={suggestion.text} />
      </article>
      <Support suggestion={suggestion} put={put} />
      <Responses suggestion={suggestion} />
      {suggestion.mayRespond && <Respond key={suggestion.responses.length} suggestion={suggestion} put={put} />}
    </>
  );
}

function Support({ suggestion, put }: Shown) {
  const { connection } = useSession();
  const words = suggestionsWords();
  const { suggestionId, supportedByMe } = suggestion;
  const turn = async () => {
    const wanted = { suggestionId, supports: !supportedByMe };
    const reply = await connection.call(SuggestionService.method.supportSuggestion, wanted);
    put(reply.suggestion);
  };
  return (
    <div class="stack stack--s">
      <p>{words.supporters(suggestion.supporterCount)}</p>
      <div class="actions">
        <Act
          icon={supportedByMe ? 'tick' : 'heart'}
          words={supportedByMe ? words.youSupport : words.support}
          busy={words.supporting}
          pressed={supportedByMe}
          run={turn}
        />
      </div>
    </div>
  );
}

function Responses({ suggestion }: { suggestion: Suggestion }) {
  const words = suggestionsWords();
  const due = date(fromMicros(suggestion.respondByUs));
  return (
    <section class="stack stack--s" aria-labelledby="responses">
      <h2 id="responses">{words.responses}</h2>
      {suggestion.responses.length === 0 ? (
        <p class={suggestion.overdue ? 'note note--sun' : 'note'}>
          <Icon name="clock" />
          <span>
            {words.noResponse} {suggestion.overdue ? words.wasDue(due) : words.dueBy(due)}.
          </span>
        </p>
      ) : (
        <ol class="stack stack--s stories__responses">
          {suggestion.responses.map((response) => (
            <li key={response.atUs} class="card">
              <p>
                <b>{stateName(response.state)}</b>
              </p>
              <PlainMarkup body={response.text} />
              <p class="soft small" dir="auto">
                {words.madeBy(response.name, moment(fromMicros(response.atUs)))}
              </p>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

const answers: Record<string, SuggestionState> = {
  willDo: SuggestionState.WILL_DO,
  doing: SuggestionState.DOING,
  cannot: SuggestionState.CANNOT,
  done: SuggestionState.DONE,
};

function Respond({ suggestion, put }: Shown) {
  const { connection } = useSession();
  const words = suggestionsWords();
  const form = useForm(
    { state: '', text: '' },
    {
      check: ({ state, text }) => ({
        ...(state === '' && { state: words.needState }),
        ...(text.trim() === '' && { text: words.needText }),
        ...([...text.trim()].length > 2000 && { text: words.tooLong(words.text, 2000) }),
      }),
      send: async ({ state, text }) => {
        const { suggestionId } = suggestion;
        const response = { suggestionId, state: answers[state] ?? SuggestionState.OPEN, text };
        const reply = await connection.call(SuggestionService.method.respondToSuggestion, response);
        toast({ words: words.sent });
        put(reply.suggestion);
      },
    },
  );
  return (
    <section class="card" aria-labelledby="respond">
      <h2 class="card__title" id="respond">
        {suggestion.responses.length === 0 ? words.respond : words.respondAgain}
      </h2>
      <FormBox
        form={form}
        prefix="response"
        submit={words.send}
        busy={words.sending}
        offline={connection.state.value.kind !== 'online'}
      >
        <Choices
          form={form}
          prefix="response"
          name="state"
          label={words.state}
          of={[
            { value: 'willDo', words: words.states.willDo },
            { value: 'doing', words: words.states.doing },
            { value: 'cannot', words: words.states.cannot },
            { value: 'done', words: words.states.done },
          ]}
        />
        <TextField form={form} prefix="response" name="text" label={words.text} hint={words.respondHint} rows={4} />
      </FormBox>
    </section>
  );
}
