import { type Concern, ConcernState, SafeguardingService } from '@ourplace/sdk';
import { useEffect } from 'preact/hooks';
import { useSession } from '../account.ts';
import { Act } from '../pages/parts/act.tsx';
import { BackTo } from '../pages/parts/back_to.tsx';
import { Showing, useFetched } from '../pages/parts/fetched.tsx';
import { FormBox, TextField } from '../pages/parts/form.tsx';
import { useForm } from '../pages/parts/form_model.ts';
import { Icon } from '../parts/icon.tsx';
import { Title } from '../parts/title.tsx';
import { toast } from '../parts/toast.tsx';
import { askWords } from '../words/asks.ts';
import { concernWords } from '../words/concerns.ts';
import { pagesWords } from '../words/pages/pages.ts';
import { fromMicros, moment } from '../words/times.ts';
import { Leave } from './leave.tsx';
import { lookForNames, namesToConfirm } from './names_to_confirm.ts';

/** How often whoever has it open looks again. */
const lookAgainMs = 10_000;

/** What people are worried about, for Safeguarding Leads: what nobody deals with yet comes first. */
export default function ConcernsPage() {
  const { connection } = useSession();
  const words = concernWords();
  const fetched = useFetched('concerns', () =>
    connection.call(SafeguardingService.method.listConcerns, { openOnly: true }),
  );
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === 'visible' && fetched.again(), lookAgainMs);
    return () => clearInterval(timer);
  }, []);
  return (
    <>
      <Leave />
      <div class="page">
        <header class="stack stack--s">
          <BackTo href="/asks" words={askWords().allAsks} />
          <Title text={words.concerns} />
          <p class="soft">{words.hint}</p>
          <p>
            <a href="/asks/names">{words.names}</a>
          </p>
        </header>
        <Showing fetched={fetched} loading={words.fetching}>
          {({ concerns }) =>
            concerns.length === 0 ? (
              <div class="card empty">
                <Icon name="tick" />
                <p class="strong">{words.none}</p>
                <p class="soft">{words.noneHint}</p>
              </div>
            ) : (
              <div class="stack">
                {concerns.map((concern) => (
                  <ConcernCard key={concern.concernId} concern={concern} again={fetched.again} />
                ))}
                <p class="soft small">{words.rest}</p>
              </div>
            )
          }
        </Showing>
      </div>
    </>
  );
}

function ConcernCard({ concern, again }: { concern: Concern; again: () => void }) {
  const { connection } = useSession();
  const words = concernWords();
  const { concernId, state, acknowledgedBy } = concern;
  const isNew = state === ConcernState.RAISED;
  const take = async () => {
    await connection.call(SafeguardingService.method.acknowledgeConcern, { concernId });
    again();
  };
  return (
    <article class={`card${isNew ? ' card--need' : ''}`}>
      <p class="kind">
        <b dir="auto">{words.from(concern.raisedBy?.name ?? '')}</b>
        <span>{words.raised(moment(fromMicros(concern.raisedAtUs)))}</span>
      </p>
      <h2 class="card__title" dir="auto">
        {words.about(concern.askTitle || askWords().unsaid)}
      </h2>
      <blockquote class="own-words" dir="auto">
        {concern.words}
      </blockquote>
      {isNew ? (
        <div class="actions">
          <Act kind="go" words={words.take} busy={words.taking} about={concern.askTitle} run={take} />
          <span class="tag tag--sun">
            <Icon name="clock" small />
            {words.answerBy(moment(fromMicros(concern.acknowledgeByUs)))}
          </span>
        </div>
      ) : (
        <>
          <p class="small" dir="auto">
            {words.takenBy(acknowledgedBy?.name ?? '', moment(fromMicros(concern.acknowledgedAtUs)))}
          </p>
          <p>
            <a href={`/asks/names#${concern.askId}`}>{words.whose}</a>
          </p>
          <CloseConcern concernId={concernId} again={again} />
        </>
      )}
    </article>
  );
}

function CloseConcern({ concernId, again }: { concernId: string; again: () => void }) {
  const { connection } = useSession();
  const words = concernWords();
  const form = useForm(
    { resolution: '' },
    {
      check: ({ resolution }) => (resolution.trim() === '' ? { resolution: pagesWords().fillIn(words.done) } : {}),
      send: async ({ resolution }) => {
        await connection.call(SafeguardingService.method.closeConcern, { concernId, resolution });
        toast({ words: words.closed });
        again();
      },
    },
  );
  return (
    <FormBox
      form={form}
      prefix={`concern-${concernId}`}
      submit={words.close}
      busy={words.closing}
      offline={connection.state.value.kind !== 'online'}
    >
      <TextField
        form={form}
        prefix={`concern-${concernId}`}
        name="resolution"
        label={words.done}
        hint={words.doneHint}
        rows={3}
        maxLength={2000}
      />
    </FormBox>
  );
}

/** The way there, for those who read Concerns: the Leads and, while nobody was named, administrators. */
export function ConcernsLink() {
  const { connection, overview } = useSession();
  const leads = useFetched('safeguarding leads', () =>
    connection.call(SafeguardingService.method.listSafeguardingLeads, {}),
  ).data?.leads;
  const me = overview.me.value?.member;
  const isReader =
    leads?.length === 0 ? me?.isAdministrator : leads?.some(({ member }) => member?.memberId === me?.memberId);
  if (leads && !isReader && me?.isAdministrator) return <NamesLink />;
  if (!isReader) return null;
  return (
    <a class="line boxed" href="/asks/concerns">
      <Icon name="heart" />
      <span class="grow">{concernWords().concerns}</span>
      <Icon name="next" turn />
    </a>
  );
}

/** For administrators who do not read Concerns: they confirm what a Lead asks for. */
function NamesLink() {
  const session = useSession();
  const words = concernWords();
  const waiting = namesToConfirm.value;
  useEffect(() => void lookForNames(session), [session]);
  return (
    <a class="line boxed" href="/asks/names">
      <Icon name="lock" />
      <span class="grow">
        {words.names}
        {waiting > 0 && <span class="small soft">{words.toConfirm(waiting)}</span>}
      </span>
      <Icon name="next" turn />
    </a>
  );
}
