import { SafeguardingService, type Unsealing } from '@ourplace/sdk';
import { useEffect, useState } from 'preact/hooks';
import { useSession } from '../account.ts';
import { Act } from '../pages/parts/act.tsx';
import { BackTo } from '../pages/parts/back_to.tsx';
import { Showing, useFetched } from '../pages/parts/fetched.tsx';
import { FormBox, TextField } from '../pages/parts/form.tsx';
import { useForm } from '../pages/parts/form_model.ts';
import { SelectField } from '../pages/parts/select_field.tsx';
import { Icon } from '../parts/icon.tsx';
import { Title } from '../parts/title.tsx';
import { toast } from '../parts/toast.tsx';
import { go, place } from '../router.ts';
import { concernWords } from '../words/concerns.ts';
import { pagesWords } from '../words/pages/pages.ts';
import { fromMicros, moment } from '../words/times.ts';
import { Leave } from './leave.tsx';
import { useAsks } from './model.ts';
import { lookForNames } from './names_to_confirm.ts';

const isLeadOf = (session: ReturnType<typeof useSession>) => {
  const me = session.overview.me.value?.member?.memberId;
  return session.connection
    .call(SafeguardingService.method.listSafeguardingLeads, {})
    .then(({ leads }) => leads.some(({ member }) => member?.memberId === me));
};

/** Whose a Pseudonym is: asked for with a reason, and confirmed by somebody else in the other role. */
export default function NamesPage() {
  const words = concernWords();
  const askId = place.value.hash.slice(1);
  const isLead = useFetched('am I a lead', isLeadOf).data ?? false;
  const heard = useAsks().namesWanted.value;
  // What is said of one's own Ask names nobody, and stands with the Ask.
  const fetched = useFetched('names', async ({ connection }) => {
    const { unsealings } = await connection.call(SafeguardingService.method.listUnsealings, {});
    return unsealings.filter(({ requestedByName }) => requestedByName !== '');
  });
  useEffect(() => {
    if (heard > 0) fetched.again();
  }, [heard]);
  return (
    <>
      <Leave />
      <div class="page">
        <header class="stack stack--s">
          <BackTo href="/asks/concerns" words={words.concerns} />
          <Title text={words.names} />
          <p class="soft">{words.namesHint}</p>
        </header>
        {askId !== '' && <Request key={askId} askId={askId} mayDefer={isLead} again={fetched.again} />}
        <Showing fetched={fetched} loading={words.fetchingNames}>
          {(unsealings) =>
            unsealings.length === 0 ? (
              <div class="card empty">
                <Icon name="lock" />
                <p class="strong">{words.noNames}</p>
                <p class="soft">{words.noNamesHint}</p>
              </div>
            ) : (
              <div class="stack">
                {unsealings.map((one) => (
                  <Name key={one.unsealingId} unsealing={one} mayDefer={isLead} again={fetched.again} />
                ))}
              </div>
            )
          }
        </Showing>
      </div>
    </>
  );
}

function Request({ askId, mayDefer, again }: { askId: string; mayDefer: boolean; again: () => void }) {
  const { connection } = useSession();
  const words = concernWords();
  const form = useForm(
    { reason: '', days: '0' },
    {
      check: ({ reason }) => (reason.trim() === '' ? { reason: pagesWords().fillIn(words.reason) } : {}),
      send: async ({ reason, days }) => {
        const deferTellingDays = Number(days);
        await connection.call(SafeguardingService.method.requestUnsealing, { askId, reason, deferTellingDays });
        toast({ words: words.requested });
        again();
        go('/asks/names', 'replace');
      },
    },
  );
  return (
    <section class="card" aria-labelledby="whose">
      <h2 class="card__title" id="whose">
        {words.whose}
      </h2>
      <FormBox
        form={form}
        prefix="name"
        submit={words.request}
        busy={words.requesting}
        offline={connection.state.value.kind !== 'online'}
      >
        <TextField
          form={form}
          prefix="name"
          name="reason"
          label={words.reason}
          hint={words.reasonHint}
          rows={3}
          maxLength={2000}
        />
        {mayDefer && <WhenTold id="name-days" days={form.values.days} choose={(days) => form.set('days', days)} />}
      </FormBox>
    </section>
  );
}

function WhenTold({ id, days, choose }: { id: string; days: string; choose: (days: string) => void }) {
  const words = concernWords();
  return (
    <SelectField
      id={id}
      label={words.tell}
      hint={words.tellHint}
      value={days}
      choose={choose}
      of={Object.entries(words.tellIn).map(([value, name]) => ({ value, words: name }))}
    />
  );
}

function Name({ unsealing, mayDefer, again }: { unsealing: Unsealing; mayDefer: boolean; again: () => void }) {
  const session = useSession();
  const { connection } = session;
  const words = concernWords();
  const { unsealingId, pseudonym, requestedByName, confirmedByName, asker, mayConfirm } = unsealing;
  const [days, choose] = useState('0');
  const confirm = async () => {
    const deferTellingDays = Number(days);
    await connection.call(SafeguardingService.method.confirmUnsealing, { unsealingId, deferTellingDays });
    again();
    void lookForNames(session);
  };
  return (
    <article class={`card${mayConfirm ? ' card--need' : ''}`}>
      <p class="kind">
        <b dir="auto">{words.wants(requestedByName, pseudonym)}</b>
        <span>{moment(fromMicros(unsealing.requestedAtUs))}</span>
      </p>
      <blockquote class="own-words" dir="auto">
        {unsealing.reason}
      </blockquote>
      {confirmedByName ? (
        <>
          <p>
            {asker ? (
              <b dir="auto">
                <a href={`/member/${asker.memberId}`}>{words.itIs(pseudonym, asker.name)}</a>
              </b>
            ) : (
              words.seenByTwo
            )}
          </p>
          <p class="small soft">
            <span dir="auto">{words.confirmedBy(confirmedByName, moment(fromMicros(unsealing.confirmedAtUs)))}</span>{' '}
            {words.told(moment(fromMicros(unsealing.tellAfterUs || unsealing.confirmedAtUs)))}
          </p>
        </>
      ) : !mayConfirm ? (
        <p class="soft">{words.waits}</p>
      ) : (
        <>
          {mayDefer && <WhenTold id={`name-${unsealingId}-days`} days={days} choose={choose} />}
          <div class="actions">
            <Act kind="go" words={words.confirm} busy={words.confirming} about={pseudonym} run={confirm} />
          </div>
        </>
      )}
    </article>
  );
}

/** To whoever asked under another name, once the programme has learnt who they are. */
export function NameOpened({ askId }: { askId: string }) {
  const words = concernWords();
  const heard = useAsks().nameOpened.value;
  const { data } = useFetched(`name ${askId} ${heard === askId}`, ({ connection }) =>
    connection.call(SafeguardingService.method.listUnsealings, {}),
  );
  const opened = data?.unsealings.find((one) => one.askId === askId && one.confirmedAtUs > 0n);
  if (!opened) return null;
  return (
    <details class="note note--sun">
      <summary dir="auto">
        <b>{words.yourName(opened.pseudonym)}</b>
      </summary>
      <div class="stack stack--s">
        <p>{words.yourNameHint(moment(fromMicros(opened.confirmedAtUs)))}</p>
        <blockquote class="own-words" dir="auto">
          {opened.reason}
        </blockquote>
        <p class="small">{words.yourNameKept}</p>
      </div>
    </details>
  );
}
