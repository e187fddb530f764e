import type { EventDetails, EventText, Occurrence } from '@ourplace/sdk';
import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from '../../parts/icon.tsx';
import { language } from '../../words/language.ts';
import { eventsWords } from '../../words/pages/events.ts';
import { recurrenceInWords } from './recurrence.ts';

/** Where it is, how one gets in, whether it repeats, how much room there is, and what it is about. */
export function EventFacts({ details, occurrence }: { details: EventDetails; occurrence: Occurrence }) {
  const words = eventsWords();
  const repeats = recurrenceInWords(details);
  return (
    <>
      <dl class="facts">
        {details.place && (
          <Fact icon="spot" name={words.where}>
            <span dir="auto" class="lines">
              {details.place}
            </span>
          </Fact>
        )}
        {details.onlineLink && (
          <Fact icon="link" name={words.online}>
            <a href={details.onlineLink} target="_blank" rel="noreferrer noopener">
              {words.joinOnline}
            </a>
          </Fact>
        )}
        {repeats && (
          <Fact icon="clock" name={words.repeats}>
            {repeats}
          </Fact>
        )}
        {details.capacity > 0 && (
          <Fact icon="people" name={words.room}>
            {words.places(occurrence.goingCount, details.capacity)}
          </Fact>
        )}
      </dl>
      <BothLanguages name={words.access} text={details.accessNeeds} />
      <BothLanguages name={words.description} text={details.description} />
    </>
  );
}

function Fact({ icon, name, children }: { icon: IconName; name: string; children: ComponentChildren }) {
  return (
    <>
      <dt>
        <Icon name={icon} />
        <span class="sr">{name}</span>
      </dt>
      <dd>{children}</dd>
    </>
  );
}

/** Side by side where there is room, the reader's language first. Nothing is said where neither is written. */
function BothLanguages({ name, text }: { name: string; text: EventText | undefined }) {
  const words = eventsWords();
  const { en = '', cy = '' } = text ?? {};
  if (!en && !cy) return null;
  const sides = [
    { lang: 'en', text: en, missing: words.missingEn },
    { lang: 'cy', text: cy, missing: words.missingCy },
  ];
  if (language.value === 'cy') sides.reverse();
  // A text in one language only is said to be missing to those who would have read the other.
  const shown = sides.filter((side, index) => side.text || index === 0);
  return (
    <section class="stack stack--s">
      <h2 class="card__title">{name}</h2>
      <div class="grid2 sides">
        {shown.map((side) =>
          side.text ? (
            <p key={side.lang} lang={side.lang} dir="auto" class="lines">
              {side.text}
            </p>
          ) : (
            <p key={side.lang} class="soft">
              {side.missing}
            </p>
          ),
        )}
      </div>
    </section>
  );
}
