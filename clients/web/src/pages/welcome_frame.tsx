import type { ComponentChildren } from 'preact';
import { Icon } from '../parts/icon.tsx';
import { prefer } from '../preferences.ts';
import { language } from '../words/language.ts';
import { welcomeWords } from '../words/pages/welcome.ts';
import { Terrace } from './parts/terrace.tsx';

/** Around the pages of somebody who is not in yet: the name, the other language in its own name, and the street. */
export function WelcomeFrame({ children }: { children: ComponentChildren }) {
  const other =
    language.value === 'cy' ? ({ tag: 'en', name: 'English' } as const) : ({ tag: 'cy', name: 'Cymraeg' } as const);
  return (
    <div class="welcome">
      <a class="skip" href="#main">
        {welcomeWords().skip}
      </a>
      <header class="row row--apart welcome__head">
        <span class="logo">
          <svg aria-hidden="true">
            <use href="#i-logo" />
          </svg>
          ourplace
        </span>
        <button type="button" class="btn btn--quiet" lang={other.tag} onClick={() => prefer({ language: other.tag })}>
          <Icon name="globe" />
          {other.name}
        </button>
      </header>
      <main id="main" class="page welcome__page" tabIndex={-1}>
        {children}
      </main>
      <Terrace />
    </div>
  );
}
