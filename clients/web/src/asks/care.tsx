import {
  AnswerCarePromptRequest_Answer as Answer,
  type CarePrompt,
  ChampionService,
  CarePrompt_Kind as Kind,
  SafeguardingService,
} from '@ourplace/sdk';
import { useSession } from '../account.ts';
import { Act } from '../pages/parts/act.tsx';
import { useFetched } from '../pages/parts/fetched.tsx';
import { Icon } from '../parts/icon.tsx';
import { toast } from '../parts/toast.tsx';
import { careWords } from '../words/care.ts';
import { fromMicros, moment } from '../words/times.ts';

/** What the member is asked about how they are. It can wait: without a line, or where it cannot be had, there is nothing. */
export function CareCards() {
  const fetched = useFetched('care', async ({ connection }) => {
    const { prompts } = await connection.call(ChampionService.method.listCarePrompts, {});
    return prompts;
  });
  const prompts = (fetched.data ?? []).filter(({ kind }) => kind in titles);
  const [first] = prompts;
  if (!first) return null;
  // One at a time: several at once would be a burden of their own.
  const answered = () => fetched.put(prompts.slice(1));
  return (
    <section class="stack" aria-label={careWords().care}>
      <CareCard key={first.promptId} prompt={first} answered={answered} />
    </section>
  );
}

const titles: Partial<Record<Kind, () => string>> = {
  [Kind.REST]: () => careWords().restTitle,
  [Kind.AFTER_RAISING]: () => careWords().afterRaisingTitle,
  [Kind.AFTER_HANDLING]: () => careWords().afterHandlingTitle,
};

function CareCard({ prompt, answered }: { prompt: CarePrompt; answered: () => void }) {
  const { connection } = useSession();
  const words = careWords();
  const isRest = prompt.kind === Kind.REST;
  const answer = async (said: Answer) => {
    const { promptId } = prompt;
    const done = await connection.call(ChampionService.method.answerCarePrompt, { promptId, answer: said });
    if (said === Answer.PAUSE_A_WEEK) toast({ words: words.paused(moment(fromMicros(done.pausedUntilUs))) });
    answered();
  };
  return (
    <article class="card care" aria-labelledby="care">
      <p class="kind">
        <Icon name="heart" />
        <span class="soft">{words.onlyYou}</span>
      </p>
      <h2 class="card__title" id="care">
        {titles[prompt.kind]?.()}
      </h2>
      {isRest ? (
        <>
          <p>{words.rest(prompt.weeks, prompt.asks, prompt.activeDays)}</p>
          <p class="soft small">{words.restMeans}</p>
        </>
      ) : (
        <p>{prompt.kind === Kind.AFTER_RAISING ? words.afterRaising : words.afterHandling}</p>
      )}
      {!isRest && <Leads />}
      <div class="actions">
        {isRest && <Act kind="go" words={words.pause} busy={words.pausing} run={() => answer(Answer.PAUSE_A_WEEK)} />}
        <Act words={isRest ? words.notNow : words.allRight} busy={words.answering} run={() => answer(Answer.NOT_NOW)} />
      </div>
    </article>
  );
}

/** Whom to talk it over with. */
function Leads() {
  const { overview } = useSession();
  const words = careWords();
  const fetched = useFetched('safeguarding leads', ({ connection }) =>
    connection.call(SafeguardingService.method.listSafeguardingLeads, {}),
  );
  const me = overview.me.value?.member?.memberId;
  const others = (fetched.data?.leads ?? []).flatMap(({ member }) =>
    member && member.memberId !== me ? [member] : [],
  );
  if (others.length === 0) return null;
  return (
    <>
      <div class="actions">
        {others.map(({ memberId, name }) => (
          <a key={memberId} class="btn" href={`/member/${memberId}`} dir="auto">
            {words.talkTo(name)}
          </a>
        ))}
      </div>
      <p class="soft small">{words.theySeeYou}</p>
    </>
  );
}
