import { type Ask, AskPart, AskService, AskState, isLive } from '@ourplace/sdk';
import { useSession } from '../account.ts';
import { Act } from '../pages/parts/act.tsx';
import { Icon } from '../parts/icon.tsx';
import { toast } from '../parts/toast.tsx';
import { askWords } from '../words/asks.ts';
import { useAsks } from './model.ts';
import { NameOpened } from './names_page.tsx';
import { Reasons } from './reasons.tsx';
import { TellStory } from './tell_story.tsx';

export const mayClose = (ask: Ask) => ask.myPart === AskPart.ASKER && isLive(ask);
export const mayHandOver = (ask: Ask) => ask.myPart === AskPart.CHAMPION && isLive(ask) && !ask.handover;

/** Above the messages: what the Ask waits for, and the one thing that whoever looks can do about it. */
export function AskStateCard({ ask }: { ask: Ask }) {
  const words = askWords();
  const isAsker = ask.myPart === AskPart.ASKER;
  return (
    <div class="ask-state">
      {isAsker && ask.asker?.isPseudonym && <p class="soft">{words.youAre(ask.asker.name)}</p>}
      {isAsker && ask.asker?.isPseudonym && <NameOpened askId={ask.askId} />}
      {!isLive(ask) ? <Ended ask={ask} /> : isAsker ? <ForAsker ask={ask} /> : <ForChampion ask={ask} />}
      {isAsker && ask.match && ask.match.reasons.length > 0 && isLive(ask) && (
        <details>
          <summary dir="auto">{words.why(ask.match.champion?.name ?? words.someChampion)}</summary>
          <div class="why">
            <Reasons of={ask.match.reasons} whose="theirs" />
          </div>
        </details>
      )}
    </div>
  );
}

function CloseLink({ ask }: { ask: Ask }) {
  return (
    <a class="btn btn--s" href={`/asks/${ask.askId}/close`}>
      {askWords().close}
    </a>
  );
}

function ForAsker({ ask }: { ask: Ask }) {
  const { connection } = useSession();
  const asks = useAsks();
  const words = askWords();
  const { askId } = ask;
  const champion = ask.match?.champion?.name ?? words.someChampion;
  const put = (changed: Ask | undefined) => changed && asks.put(changed);
  const answer = async (agree: boolean) =>
    put((await connection.call(AskService.method.answerHandover, { askId, agree })).ask);
  if (ask.handover)
    return (
      <article class="card card--private">
        <p>
          <b dir="auto">{words.wantsToHandOver(champion, ask.handover.to?.name ?? '')}</b>
        </p>
        <blockquote class="own-words" dir="auto">
          {ask.handover.note}
        </blockquote>
        <p dir="auto">{words.handoverMeans(champion)}</p>
        <div class="actions">
          <Act kind="go" small words={words.agree} busy={words.agreeing} run={() => answer(true)} />
          <Act small words={words.stay(champion)} busy={words.goingOn} run={() => answer(false)} />
        </div>
      </article>
    );
  if (ask.championLeft && !ask.match)
    return (
      <>
        <p>
          <b>{words.championLeft}</b>
        </p>
        <p>{ask.state === AskState.ESCALATED ? words.organisersHint : words.championLeftHint}</p>
      </>
    );
  if (!ask.match) return <p>{ask.state === AskState.ESCALATED ? words.organisersHint : words.lookingHint}</p>;
  if (ask.state === AskState.WAITING_FOR_ASKER)
    return (
      <>
        <p>
          <b dir="auto">{words.hasHelped(champion)}</b>
        </p>
        <div class="actions">
          <CloseLink ask={ask} />
          <Act
            small
            words={words.goOn}
            busy={words.goingOn}
            run={async () => put((await connection.call(AskService.method.continueAsk, { askId })).ask)}
          />
        </div>
      </>
    );
  return (
    <div class="row ask-sorted">
      <p>{words.sorted}</p>
      <CloseLink ask={ask} />
    </div>
  );
}

function ForChampion({ ask }: { ask: Ask }) {
  const { connection } = useSession();
  const asks = useAsks();
  const words = askWords();
  const asker = ask.asker?.name ?? '';
  if (ask.handover) return <p>{words.proposedByYou}</p>;
  if (ask.state === AskState.WAITING_FOR_ASKER) return <p dir="auto">{words.checked(asker)}</p>;
  const check = async () => {
    const done = await connection.call(AskService.method.checkWithAsker, { askId: ask.askId });
    if (done.ask) asks.put(done.ask);
    toast({ words: words.checked(asker) });
  };
  return (
    <div class="actions">
      <Act small words={words.check} busy={words.goingOn} run={check} />
    </div>
  );
}

function Ended({ ask }: { ask: Ask }) {
  const words = askWords();
  const { outcome } = ask;
  if (!outcome) return <p>{words.closedTalk}</p>;
  return (
    <>
      <p>
        <Icon name="tick" small /> <b>{words.itHelped(words.helpedNames[outcome.helped])}</b>
      </p>
      {outcome.whatChanged && (
        <blockquote class="own-words" dir="auto">
          {outcome.whatChanged}
        </blockquote>
      )}
      {outcome.thanks && (
        <p class="note note--moss">
          <Icon name="heart" />
          <span dir="auto">
            <b>
              {ask.myPart === AskPart.CHAMPION
                ? words.thankedBy(ask.asker?.name ?? '')
                : words.thanks(ask.match?.champion?.name ?? words.someChampion)}
            </b>{' '}
            {outcome.thanks}
          </span>
        </p>
      )}
      <TellStory ask={ask} />
    </>
  );
}
