import { type Ask, AskPart, Language } from '@ourplace/sdk';
import { useEffect } from 'preact/hooks';
import { themeName } from '../pages/member.tsx';
import { BackTo } from '../pages/parts/back_to.tsx';
import { Showing, useFetched } from '../pages/parts/fetched.tsx';
import { Face } from '../parts/shapes.tsx';
import { Title } from '../parts/title.tsx';
import { go } from '../router.ts';
import { offerWords } from '../words/ask_offers.ts';
import { askWords } from '../words/asks.ts';
import { addressOf } from './ask_lists.tsx';
import { Leave } from './leave.tsx';
import { AskMark } from './mark.tsx';
import { useAsks } from './model.ts';
import { OfferCard } from './offer_card.tsx';
import { OrganiserCard } from './organiser_card.tsx';
import { Worried } from './worried.tsx';

/** An Ask for those who are not in its conversation: whoever it is offered to, and Organisers. */
export default function AskPage({ params }: { params: Record<string, string> }) {
  const words = askWords();
  const found = useAsk(params.ask ?? '');
  return (
    <>
      <Leave>{found.data && <Worried askId={found.data.askId} />}</Leave>
      <div class="page">
        <BackTo href="/asks" words={words.allAsks} />
        <Showing fetched={found} loading={words.fetchingOne}>
          {(ask) => (ask ? <Found ask={ask} /> : <Gone />)}
        </Showing>
      </div>
    </>
  );
}

/** Read afresh when the page opens, and as Updates say since then. `null`: it is not open to the member. */
export function useAsk(askId: string) {
  const asks = useAsks();
  const fetched = useFetched<Ask | null>(askId, async () => (await asks.read(askId)) ?? null);
  const known = asks.all.value.get(askId);
  // What was fetched is what opened the page; what is known is what it is by now.
  const data = fetched.data === undefined ? (known ?? undefined) : (known ?? null);
  return { ...fetched, data };
}

function Found({ ask }: { ask: Ask }) {
  const isInside = ask.channelId !== '';
  useEffect(() => {
    if (isInside) go(addressOf(ask), 'replace');
  }, [isInside, ask.channelId]);
  if (isInside) return null;
  const words = askWords();
  const offers = offerWords();
  const isOffered = ask.myPart === AskPart.OFFERED;
  return (
    <>
      <header class="ask-head">
        <AskMark ask={ask} large />
        <div class="grow">
          <p class="soft small" dir="auto">
            {isOffered ? offers.couldYou : ask.hub?.name}
          </p>
          <Title text={ask.title || words.unsaid} />
        </div>
      </header>
      {isOffered ? <OfferCard ask={ask} /> : <OrganiserCard ask={ask} />}
    </>
  );
}

/** Who asks, in whose words, and about what. */
export function WhatIsAsked({ ask }: { ask: Ask }) {
  const words = askWords();
  const { asker, place, theme } = ask;
  const where = place ? offerWords().in(place.name) : '';
  return (
    <>
      <p class="kind">
        {asker?.isPseudonym ? (
          <span class="face face--veiled" aria-hidden="true">
            {asker.name.slice(0, 2)}
          </span>
        ) : (
          asker && <Face id={asker.memberId} name={asker.name} />
        )}
        <b dir="auto">{asker?.name}</b>
        <span dir="auto">
          {where}
          {asker?.isPseudonym && `${where ? '. ' : ''}${words.privateName}`}
        </span>
      </p>
      {ask.text ? (
        <blockquote class="own-words" dir="auto">
          {ask.text}
        </blockquote>
      ) : (
        <p class="soft">{words.unsaid}</p>
      )}
      <div class="row">
        {theme && <span class="tag">{themeName(theme)}</span>}
        <span class="tag">{ask.language === Language.CY ? words.welsh : words.english}</span>
        <span class="tag">{words.soon[ask.howSoon]}</span>
      </div>
    </>
  );
}

/** It went to somebody else, ended, or was never theirs. */
export function Gone() {
  const words = askWords();
  return (
    <>
      <Title text={words.gone} focus />
      <p>{words.goneHint}</p>
      <div class="actions">
        <a class="btn btn--go" href="/asks">
          {words.allAsks}
        </a>
      </div>
    </>
  );
}
