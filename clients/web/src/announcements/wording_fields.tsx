import { TextField } from '../pages/parts/form.tsx';
import type { Form, Problems } from '../pages/parts/form_model.ts';
import { announcementWords } from '../words/announcements.ts';
import { language } from '../words/language.ts';
import { pagesWords } from '../words/pages/pages.ts';

const mostTitle = 120;
const mostBody = 4000;

export interface WordingValues extends Record<string, string> {
  englishTitle: string;
  englishBody: string;
  welshTitle: string;
  welshBody: string;
}

const languages = ['english', 'welsh'] as const;

/** Both languages beside each other from 600 px, the writer's own first. */
export function WordingFields<V extends WordingValues>({ form, bothNeeded }: { form: Form<V>; bothNeeded: boolean }) {
  const words = announcementWords();
  return (
    <div class="stack stack--s">
      <p class="hint">{bothNeeded ? words.bothNeeded : words.oneIsEnough}</p>
      <div class="tongues">
        {(language.value === 'cy' ? [...languages].reverse() : languages).map((tongue) => {
          const title = `${tongue}Title` as keyof V & string;
          const lang = tongue === 'welsh' ? 'cy' : 'en';
          return (
            <fieldset key={tongue} class="stack stack--s">
              <legend class="legend">{words[tongue]}</legend>
              <TextField
                form={form}
                prefix="announcement"
                name={title}
                label={words.headline}
                lang={lang}
                hint={words.headlineHint(Math.max(0, mostTitle - characters(form.values[title] ?? '')))}
              />
              <TextField
                form={form}
                prefix="announcement"
                name={`${tongue}Body`}
                label={words.text}
                lang={lang}
                rows={6}
              />
            </fieldset>
          );
        })}
      </div>
    </div>
  );
}

const characters = (text: string) => [...text.trim()].length;

/** What is wrong with the words, before the server is asked. */
export function checkWording(values: WordingValues, bothNeeded: boolean): Problems<WordingValues> {
  const words = announcementWords();
  const { fillIn, tooLong } = pagesWords();
  const problems: Problems<WordingValues> = {};
  const begun = languages.filter((language) => values[`${language}Title`].trim() || values[`${language}Body`].trim());
  const needed = bothNeeded ? languages : begun.length > 0 ? begun : (['english'] as const);
  for (const language of needed) {
    const title = `${language}Title` as const;
    const body = `${language}Body` as const;
    if (!values[title].trim()) problems[title] = fillIn(`${words.headline} (${words[language]})`);
    else if (characters(values[title]) > mostTitle) problems[title] = tooLong(mostTitle);
    if (!values[body].trim()) problems[body] = fillIn(`${words.text} (${words[language]})`);
    else if (characters(values[body]) > mostBody) problems[body] = tooLong(mostBody);
  }
  return problems;
}

/** As the server takes them: a language in which nothing is written is left out. */
export function wordings(values: WordingValues) {
  const of = (title: string, body: string) => (title.trim() || body.trim() ? { title, body } : undefined);
  const english = of(values.englishTitle, values.englishBody);
  const welsh = of(values.welshTitle, values.welshBody);
  return { ...(english && { english }), ...(welsh && { welsh }) };
}

/** The server's "welsh.body" is the form's welshBody. */
export function wordingField(field: string): keyof WordingValues | undefined {
  const match = /^(english|welsh)\.(title|body)$/.exec(field);
  return match ? `${match[1]}${match[2] === 'title' ? 'Title' : 'Body'}` : undefined;
}
