import {
  type HubMember,
  HubService,
  Language,
  type OurplaceError,
  type Story,
  StoryPart,
  StoryService,
} from '@ourplace/sdk';
import { useEffect, useRef, useState } from 'preact/hooks';
import { adapters, useSession } from '../account.ts';
import { BackTo } from '../pages/parts/back_to.tsx';
import { Showing, useFetched } from '../pages/parts/fetched.tsx';
import { Choices, FormBox, TextField } from '../pages/parts/form.tsx';
import { type Form, type Problems, useForm } from '../pages/parts/form_model.ts';
import { forgetDraft, keepDraft, readDraft } from '../pages/parts/kept_draft.ts';
import { SelectField } from '../pages/parts/select_field.tsx';
import { Ticks, themeChoices, ticked } from '../pages/parts/ticks.tsx';
import { Icon } from '../parts/icon.tsx';
import { Title } from '../parts/title.tsx';
import { go } from '../router.ts';
import { whyWords } from '../words/errors.ts';
import { language } from '../words/language.ts';
import { storiesWords } from '../words/stories.ts';
import { PlaceField } from './library_page.tsx';

type Values = {
  hubId: string;
  title: string;
  problem: string;
  done: string;
  changed: string;
  /** With spaces between. */
  themes: string;
  placeId: string;
  writtenIn: string;
  name: string;
  pseudonym: string;
  champion: string;
};

/** Telling a Story, or changing the words of one. */
export default function WritePage({ params }: { params: Record<string, string> }) {
  return params.story ? <Existing storyId={params.story} /> : <New />;
}

function New() {
  const words = storiesWords();
  const hubs = useSession().overview.hubs.value;
  return (
    <div class="page">
      <BackTo href="/stories" words={words.stories} />
      <Title text={words.newStory} />
      {hubs[0] ? (
        <>
          <p class="soft">{words.newIntro}</p>
          <Write
            existing={undefined}
            first={{
              hubId: hubs[0].hubId,
              title: '',
              problem: '',
              done: '',
              changed: '',
              themes: '',
              placeId: '',
              writtenIn: language.value,
              name: 'own',
              pseudonym: '',
              champion: '',
            }}
          />
        </>
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

function Existing({ storyId }: { storyId: string }) {
  const words = storiesWords();
  const fetched = useFetched(storyId, async ({ connection }) => {
    const { story, draft } = await connection.call(StoryService.method.getStory, { storyId });
    return draft ?? story;
  });
  return (
    <div class="page">
      <BackTo href={`/stories/${storyId}`} words={words.story} />
      <Title text={words.editStory} />
      <Showing fetched={fetched} loading={words.fetchingStory}>
        {(story) => (story?.text ? <Write existing={story} first={valuesOf(story)} /> : null)}
      </Showing>
    </div>
  );
}

function valuesOf(story: Story): Values {
  return {
    hubId: story.hub?.hubId ?? '',
    title: story.text?.title ?? '',
    problem: story.text?.problem ?? '',
    done: story.text?.done ?? '',
    changed: story.text?.changed ?? '',
    themes: story.themes.join(' '),
    placeId: story.place?.placeId ?? '',
    writtenIn: story.language === Language.CY ? 'cy' : 'en',
    name: story.byPseudonym ? 'other' : 'own',
    pseudonym: story.byPseudonym ? story.authorName : '',
    champion: story.championMemberId,
  };
}

function contentOf(values: Values) {
  const { title, problem, done, changed } = values;
  return {
    text: { title, problem, done, changed },
    themes: ticked(values.themes),
    placeId: values.placeId,
    language: values.writtenIn === 'cy' ? Language.CY : Language.EN,
    pseudonym: values.name === 'other' ? values.pseudonym : '',
    championMemberId: values.champion,
  };
}

function Write({ existing, first }: { existing: Story | undefined; first: Values }) {
  const { connection, overview } = useSession();
  const words = storiesWords();
  const memberId = overview.me.value?.member?.memberId ?? '';
  // Made of one wording: another's is another draft.
  const keptAs = existing ? `story/${existing.storyId}/${existing.version}` : 'story';
  const [begin] = useState(() => readDraft<Values>(memberId, keptAs, first));
  const sentAs = useRef<{ said: string; id: Uint8Array<ArrayBuffer> }>(undefined);
  // The same words sent again are the same Story: an answer may have been lost.
  const idOf = (values: Values) => {
    const said = JSON.stringify(values);
    if (sentAs.current?.said !== said) sentAs.current = { said, id: adapters.random(16) };
    return sentAs.current.id;
  };
  const form = useForm<Values>(begin, {
    check,
    send: async (values) => {
      const content = contentOf(values);
      const { draft } = existing
        ? await connection.call(StoryService.method.editStory, {
            storyId: existing.storyId,
            version: existing.version,
            content,
          })
        : await connection.call(StoryService.method.draftStory, {
            hubId: values.hubId,
            clientStoryId: idOf(values),
            content,
          });
      forgetDraft(memberId, keptAs);
      go(`/stories/${draft?.storyId}`, 'replace');
    },
    explain,
  });
  const [kept, setKept] = useState<boolean>();
  useEffect(() => {
    if (form.values !== begin) setKept(keepDraft(memberId, keptAs, form.values));
  }, [form.values]);
  const isAuthor = existing?.myPart !== StoryPart.CHAMPION;
  return (
    <FormBox
      form={form}
      prefix="story"
      submit={words.save}
      busy={words.saving}
      offline={connection.state.value.kind !== 'online'}
      beside={kept !== undefined && <span class="soft small">{kept ? words.kept : words.notKept}</span>}
    >
      {!existing && overview.hubs.value.length > 1 && (
        <SelectField
          id="story-hubId"
          label={words.whichHub}
          value={form.values.hubId}
          of={overview.hubs.value.map(({ hubId, name }) => ({ value: hubId, words: name }))}
          choose={(hubId) => {
            form.set('hubId', hubId);
            form.set('champion', '');
          }}
        />
      )}
      <Telling form={form} />
      <ThemeChoices form={form} />
      <PlaceField value={form.values.placeId} choose={(id) => form.set('placeId', id)} first={words.hubPlace} />
      <Choices
        form={form}
        prefix="story"
        name="writtenIn"
        label={words.writtenIn}
        of={[
          { value: 'en', words: words.languages.en },
          { value: 'cy', words: words.languages.cy },
        ]}
      />
      {isAuthor && <Names form={form} />}
    </FormBox>
  );
}

function Telling({ form }: { form: Form<Values> }) {
  const words = storiesWords();
  const lang = form.values.writtenIn;
  const shared = { form, prefix: 'story', lang };
  return (
    <>
      <TextField {...shared} name="title" label={words.title} hint={words.titleHint} />
      <TextField {...shared} name="problem" label={words.problem} hint={words.problemHint} rows={4} />
      <TextField {...shared} name="done" label={words.done} hint={words.doneHint} rows={6} />
      <TextField {...shared} name="changed" label={words.changed} hint={words.changedHint} rows={4} />
    </>
  );
}

function ThemeChoices({ form }: { form: Form<Values> }) {
  const words = storiesWords();
  return (
    <Ticks form={form} prefix="story" name="themes" label={words.themes} hint={words.themesHint} of={themeChoices()} />
  );
}

/** What is the author's own to choose: under which name it is told, and with whom. */
function Names({ form }: { form: Form<Values> }) {
  const { overview } = useSession();
  const words = storiesWords();
  const { hubId } = form.values;
  const champions = useFetched(`champions ${hubId}`, async ({ connection }) => {
    const all: HubMember[] = [];
    let pageToken = '';
    do {
      const page = await connection.call(HubService.method.listHubMembers, { hubId, pageToken });
      all.push(...page.members);
      pageToken = page.nextPageToken;
    } while (pageToken !== '');
    return all.flatMap(({ member }) => (member?.champion ? [member] : []));
  });
  const me = overview.me.value?.member?.memberId;
  const others = champions.data?.filter(({ memberId }) => memberId !== me) ?? [];
  return (
    <>
      <Choices
        form={form}
        prefix="story"
        name="name"
        label={words.underName}
        long
        of={[
          { value: 'own', words: words.ownName },
          { value: 'other', words: words.otherName, hint: words.otherNameHint },
        ]}
      />
      {form.values.name === 'other' && (
        <TextField form={form} prefix="story" name="pseudonym" label={words.pseudonym} hint={words.pseudonymHint} />
      )}
      {(others.length > 0 || form.values.champion) && (
        <SelectField
          id="story-champion"
          label={words.champion}
          hint={words.championHint}
          wrong={form.problems.champion}
          value={form.values.champion}
          choose={(id) => form.set('champion', id)}
          of={[
            { value: '', words: words.noChampion },
            ...others.map(({ memberId, name }) => ({ value: memberId, words: name })),
          ]}
        />
      )}
    </>
  );
}

function check(values: Values): Problems<Values> {
  const words = storiesWords();
  const problems: Problems<Values> = {};
  const texts = [
    ['title', words.title, words.needTitle, 120],
    ['problem', words.problem, words.needProblem, 2000],
    ['done', words.done, words.needDone, 4000],
    ['changed', words.changed, words.needChanged, 2000],
  ] as const;
  for (const [name, label, needed, most] of texts) {
    const length = [...values[name].trim()].length;
    if (length === 0) problems[name] = needed;
    else if (length > most) problems[name] = words.tooLong(label, most);
  }
  if (ticked(values.themes).length > 3) problems.themes = words.tooManyThemes;
  if (values.name === 'other' && [...values.pseudonym.trim()].length < 2) problems.pseudonym = words.needPseudonym;
  return problems;
}

function explain(error: OurplaceError): Problems<Values> | undefined {
  if (error.field === 'version') return { '': storiesWords().editedMeanwhile };
  const names: Record<string, keyof Values> = {
    'content.themes': 'themes',
    'content.place_id': 'placeId',
    'content.pseudonym': 'pseudonym',
    'content.champion_member_id': 'champion',
    'content.text.title': 'title',
    'content.text.problem': 'problem',
    'content.text.done': 'done',
    'content.text.changed': 'changed',
  };
  const name = names[error.field];
  return name && { [name]: whyWords(error) };
}
