import { AccountService, Language } from '@ourplace/sdk';
import { useSession } from '../account.ts';
import { enterSends } from '../chats/enter_sends.ts';
import { Title } from '../parts/title.tsx';
import { prefer, preferences, preferNothing } from '../preferences.ts';
import { pagesWords } from '../words/pages/pages.ts';
import { settingsWords } from '../words/pages/settings.ts';
import { LanguageChoice } from './join.tsx';
import { BackTo } from './parts/back_to.tsx';
import { RadioCards } from './parts/form.tsx';

const scales = { usual: 1, large: 1.25, larger: 1.5, largest: 2 };
type Scale = keyof typeof scales;

/** What a person chose for this device; all of it applies at once. */
export default function LookPage() {
  const { connection } = useSession();
  const words = settingsWords();
  const { theme, contrast, textScale = 1 } = preferences.value;
  const scale = (Object.keys(scales) as Scale[]).find((key) => scales[key] === textScale) ?? 'usual';
  return (
    <div class="page">
      <header class="stack stack--s">
        <BackTo href="/more" words={words.more} />
        <Title text={words.look} />
      </header>
      <div class="card">
        <RadioCards
          id="size"
          label={words.textSize}
          value={scale}
          of={(Object.keys(scales) as Scale[]).map((value) => ({
            value,
            words: words.sizes[value],
            // As it would be; in parts of the size that is chosen already.
            scale: Math.min(scales[value], 1.6) / Math.min(textScale, 1.6),
          }))}
          choose={(value) => (value === 'usual' ? preferNothing('textScale') : prefer({ textScale: scales[value] }))}
        />
        <div class="msg msg--mine sample">
          <p class="msg__text">{words.sample}</p>
        </div>
      </div>
      <div class="card">
        <RadioCards
          id="theme"
          label={words.theme}
          value={theme ?? 'device'}
          of={[
            { value: 'device', words: words.asDevice },
            { value: 'light', words: words.light },
            { value: 'dark', words: words.dark },
          ]}
          choose={(value) =>
            value === 'light' || value === 'dark' ? prefer({ theme: value }) : preferNothing('theme')
          }
        />
        <Switch
          on={contrast === 'more'}
          words={words.contrast}
          turn={(on) => (on ? prefer({ contrast: 'more' }) : preferNothing('contrast'))}
        />
      </div>
      <div class="card">
        <LanguageChoice
          id="language"
          choose={(tag) => {
            // The account follows when there is a line; this device has it already.
            const request = { language: tag === 'cy' ? Language.CY : Language.EN };
            connection.call(AccountService.method.updateProfile, request).catch(() => {});
          }}
        />
      </div>
      <div class="card">
        <Switch
          on={enterSends()}
          words={words.enterSends}
          hint={words.enterSendsHint}
          turn={(on) => prefer({ enterSends: on })}
        />
      </div>
    </div>
  );
}

function Switch(props: { on: boolean; words: string; hint?: string; turn: (on: boolean) => void }) {
  const { on, off } = pagesWords();
  return (
    <button class="switch" type="button" role="switch" aria-checked={props.on} onClick={() => props.turn(!props.on)}>
      <span>
        {props.words}
        {props.hint && (
          <>
            <br />
            <span class="soft small">{props.hint}</span>
          </>
        )}
      </span>
      <i aria-hidden="true">{props.on ? on : off}</i>
    </button>
  );
}
