import { HubService, type Member } from '@ourplace/sdk';
import { useState } from 'preact/hooks';
import { useSession } from '../account.ts';
import { toast } from '../parts/toast.tsx';
import { pagesWords } from '../words/pages/pages.ts';
import { settingsWords } from '../words/pages/settings.ts';
import { FormBox, TextField } from './parts/form.tsx';
import { useForm } from './parts/form_model.ts';

/** Organisers say who is a Champion, and what for. */
export function ChampionForm({ member, changed }: { member: Member; changed: () => void }) {
  const { connection } = useSession();
  const words = settingsWords();
  const { save, saving, saved, tooLong } = pagesWords();
  const [isChampion, setIsChampion] = useState(member.champion !== undefined);
  const [themes, setThemes] = useState<readonly string[]>(member.champion?.themes ?? []);
  const form = useForm(
    { about: member.champion?.about ?? '' },
    {
      check: ({ about }) => ([...about.trim()].length > 280 ? { about: tooLong(280) } : {}),
      send: async ({ about }) => {
        await connection.call(HubService.method.setChampion, {
          memberId: member.memberId,
          ...(isChampion && { champion: { themes: [...themes], about } }),
        });
        toast({ words: saved });
        changed();
      },
    },
  );
  const turn = (theme: string) =>
    setThemes((before) => (before.includes(theme) ? before.filter((other) => other !== theme) : [...before, theme]));
  return (
    <FormBox form={form} prefix="champion" class="card" submit={save} busy={saving}>
      <h2 class="card__title">{words.editChampion}</h2>
      <label class={`choice${isChampion ? ' choice--on' : ''}`}>
        <input type="checkbox" checked={isChampion} onChange={() => setIsChampion(!isChampion)} />
        <span>
          {words.isChampion}
          <br />
          <span class="soft small">{words.isChampionHint}</span>
        </span>
      </label>
      {isChampion && (
        <>
          <fieldset class="field">
            <legend class="legend">{words.themes}</legend>
            <div class="choices">
              {Object.entries(words.themeNames).map(([theme, name]) => (
                <label key={theme} class={`choice${themes.includes(theme) ? ' choice--on' : ''}`}>
                  <input type="checkbox" checked={themes.includes(theme)} onChange={() => turn(theme)} />
                  <span>{name}</span>
                </label>
              ))}
            </div>
          </fieldset>
          <TextField form={form} prefix="champion" name="about" label={words.championAbout} rows={3} />
        </>
      )}
    </FormBox>
  );
}
