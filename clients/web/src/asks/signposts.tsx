import type { ComponentChildren } from 'preact';
import { Icon } from '../parts/icon.tsx';
import { useProgramme } from '../programme.ts';
import { askWords } from '../words/asks.ts';
import { language } from '../words/language.ts';

const tel = (number: string) => `tel:${number.replace(/\s/g, '')}`;

/** For whoever cannot wait for an answer. What is here otherwise stands between who to call now, and whom to talk to. */
export function Signposts({ children }: { children?: ComponentChildren }) {
  const words = askWords();
  const { emergency, signposts } = useProgramme();
  const [before, after] = words.dangerHint(emergency).split(emergency);
  return (
    <>
      <div class="note note--brick">
        <Icon name="phone" />
        <p>
          <b>{words.danger}</b> {before}
          <a href={tel(emergency)}>{emergency}</a>
          {after}
        </p>
      </div>
      {children}
      <section class="stack stack--s" aria-labelledby="talk-now">
        <h2 class="card__title" id="talk-now">
          {words.talkNow}
        </h2>
        <ul class="stack stack--s small">
          {signposts.map(({ who, call }) => {
            const label = who[language.value];
            return (
              <li key={call}>
                <span lang={label ? undefined : 'en'}>{label ?? who.en}</span>: <a href={tel(call)}>{call}</a>
              </li>
            );
          })}
        </ul>
      </section>
    </>
  );
}
