import { type Ask, AskService, Code } from '@ourplace/sdk';
import { useSession } from '../account.ts';
import { Act } from '../pages/parts/act.tsx';
import { Icon } from '../parts/icon.tsx';
import { toast } from '../parts/toast.tsx';
import { go } from '../router.ts';
import { offerWords } from '../words/ask_offers.ts';
import { pagesWords } from '../words/pages/pages.ts';
import { fromMicros, moment } from '../words/times.ts';
import { worriedWords } from '../words/worried.ts';
import { addressOf } from './ask_lists.tsx';
import { WhatIsAsked } from './ask_page.tsx';
import { useAsks } from './model.ts';
import { Reasons } from './reasons.tsx';

/** The asker's words, why this Champion, until when, and two answers. Never who else was asked. */
export function OfferCard({ ask }: { ask: Ask }) {
  const { connection } = useSession();
  const asks = useAsks();
  const words = offerWords();
  const { askId, offer } = ask;
  if (!offer) return null;
  const accept = async () => {
    const response = await connection.call(AskService.method.acceptOffer, { askId });
    if (!response.ask) return;
    asks.put(response.ask);
    go(addressOf(response.ask), 'replace');
  };
  // Out of sight at once, and for a while one can think again.
  const pass = () => {
    asks.pass(askId);
    toast({
      words: words.passed,
      action: {
        words: pagesWords().undo,
        run: () => {
          asks.keep(askId);
          go(`/asks/${askId}`);
        },
      },
      onGone: () => {
        asks.decline(askId).catch(() => toast({ words: words.notPassed }));
      },
    });
    go('/asks', 'replace');
  };
  return (
    <>
      <article class="card card--need">
        <WhatIsAsked ask={ask} />
        {offer.note && (
          <div class="note" dir="auto">
            <p>
              <b>{words.note}</b> {offer.note}
            </p>
          </div>
        )}
        {offer.reasons.length > 0 && (
          <section class="why" aria-labelledby="why">
            <h2 id="why">{words.whyYou}</h2>
            <Reasons of={offer.reasons} whose="yours" />
          </section>
        )}
        <p class="small">
          <Icon name="clock" small /> {words.firstHelps} <b>{words.answerBy(moment(fromMicros(offer.answerByUs)))}</b>,{' '}
          {words.orOthers}
        </p>
        <div class="actions">
          <Act
            kind="go"
            words={words.yes}
            busy={words.yesBusy}
            run={accept}
            explain={({ code }) =>
              code === Code.FAILED_PRECONDITION || code === Code.NOT_FOUND ? words.taken : undefined
            }
          />
          <button type="button" class="btn" onClick={pass}>
            {words.notThisTime}
          </button>
        </div>
        <p class="small soft">{words.noReason}</p>
      </article>
      <p class="note note--heather">
        <Icon name="heart" />
        <span>{worriedWords().onOffer}</span>
      </p>
    </>
  );
}
