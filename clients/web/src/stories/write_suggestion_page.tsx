import { SuggestionService } from '@ourplace/sdk';
import { useEffect, useRef, useState } from 'preact/hooks';
import { adapters, useSession } from '../account.ts';
import { BackTo } from '../pages/parts/back_to.tsx';
import { FormBox, TextField } from '../pages/parts/form.tsx';
import { useForm } from '../pages/parts/form_model.ts';
import { forgetDraft, keepDraft, readDraft } from '../pages/parts/kept_draft.ts';
import { SelectField } from '../pages/parts/select_field.tsx';
import { Icon } from '../parts/icon.tsx';
import { Title } from '../parts/title.tsx';
import { toast } from '../parts/toast.tsx';
import { useProgramme } from '../programme.ts';
import { go } from '../router.ts';
import { suggestionsWords } from '../words/suggestions.ts';

const keptAs = 'suggestion';

/** An idea for change. */
export default function WriteSuggestionPage() {
  const words = suggestionsWords();
  const hubs = useSession().overview.hubs.value;
  return (
    <div class="page">
      <BackTo href="/suggestions" words={words.suggestions} />
      <Title text={words.newOne} />
      {hubs[0] ? (
        <Write hubId={hubs[0].hubId} />
      ) : (
        <div class="card empty">
          <Icon name="hubs" />
          <p>{words.noHub}</p>
          <a class="btn" href="/hubs">
            {words.findHub}
          </a>
        </div>
      )}
    </div>
  );
}

function Write({ hubId }: { hubId: string }) {
  const { connection, overview } = useSession();
  const words = suggestionsWords();
  const { responseDays } = useProgramme();
  const memberId = overview.me.value?.member?.memberId ?? '';
  const [begin] = useState(() => readDraft(memberId, keptAs, { hubId, title: '', text: '' }));
  const sentAs = useRef<{ said: string; id: Uint8Array<ArrayBuffer> }>(undefined);
  const form = useForm(begin, {
    check: ({ title, text }) => ({
      ...(title.trim() === '' && { title: words.needTitle }),
      ...([...title.trim()].length > 120 && { title: words.tooLong(words.title, 120) }),
      ...(text.trim() === '' && { text: words.needMore }),
      ...([...text.trim()].length > 4000 && { text: words.tooLong(words.more, 4000) }),
    }),
    send: async (values) => {
      // The same words sent again are the same Suggestion: an answer may have been lost.
      const said = JSON.stringify(values);
      if (sentAs.current?.said !== said) sentAs.current = { said, id: adapters.random(16) };
      const { suggestion } = await connection.call(SuggestionService.method.makeSuggestion, {
        ...values,
        clientSuggestionId: sentAs.current.id,
      });
      forgetDraft(memberId, keptAs);
      toast({ words: words.made });
      go(`/suggestions/${suggestion?.suggestionId}`, 'replace');
    },
  });
  const [kept, setKept] = useState(false);
  useEffect(() => {
    if (form.values !== begin) setKept(keepDraft(memberId, keptAs, form.values));
  }, [form.values]);
  return (
    <FormBox
      form={form}
      prefix="suggestion"
      submit={words.make}
      busy={words.making}
      offline={connection.state.value.kind !== 'online'}
      beside={kept && <span class="soft small">{words.kept}</span>}
    >
      {overview.hubs.value.length > 1 && (
        <SelectField
          id="suggestion-hubId"
          label={words.whichHub}
          value={form.values.hubId}
          of={overview.hubs.value.map((hub) => ({ value: hub.hubId, words: hub.name }))}
          choose={(chosen) => form.set('hubId', chosen)}
        />
      )}
      <TextField form={form} prefix="suggestion" name="title" label={words.title} />
      <TextField form={form} prefix="suggestion" name="text" label={words.more} rows={6} />
      <p class="soft small">{words.whatNext(responseDays)}</p>
    </FormBox>
  );
}
