import { type Ask, AskPart, AskService, Helped, HubService, type Member } from '@ourplace/sdk';
import { useSession } from '../account.ts';
import { BackTo } from '../pages/parts/back_to.tsx';
import { Showing, useFetched } from '../pages/parts/fetched.tsx';
import { Choices, FormBox, TextField } from '../pages/parts/form.tsx';
import { useForm } from '../pages/parts/form_model.ts';
import { FormSelect } from '../pages/parts/select_field.tsx';
import { Title } from '../parts/title.tsx';
import { toast } from '../parts/toast.tsx';
import { go } from '../router.ts';
import { offerWords } from '../words/ask_offers.ts';
import { askWords } from '../words/asks.ts';
import { pagesWords } from '../words/pages/pages.ts';
import { addressOf } from './ask_lists.tsx';
import { Gone, useAsk } from './ask_page.tsx';
import { Leave } from './leave.tsx';
import { useAsks } from './model.ts';
import { tellAsStory } from './tell_story.tsx';

const forms: Record<
  string,
  { title: () => string; hint: () => string; form: (props: { ask: Ask }) => preact.JSX.Element }
> = {
  close: { title: () => askWords().closeTitle, hint: () => askWords().closeHint, form: Close },
  handover: { title: () => askWords().handoverTitle, hint: () => askWords().handoverHint, form: HandOver },
  offer: { title: () => offerWords().choose, hint: () => offerWords().chooseHint, form: OfferTo },
};

/** What needs a few words: closing an Ask, handing it over, offering it to somebody by name. */
export default function AskFormPage({ params }: { params: Record<string, string> }) {
  const words = askWords();
  const found = useAsk(params.ask ?? '');
  const what = forms[params.what ?? ''];
  return (
    <>
      <Leave />
      <div class="page">
        <Showing fetched={found} loading={words.fetchingOne}>
          {(ask) =>
            ask && what ? (
              <>
                <header class="stack stack--s">
                  <BackTo href={addressOf(ask)} words={ask.title || words.unsaid} />
                  <Title text={what.title()} />
                  <p class="soft">{what.hint()}</p>
                </header>
                <what.form key={ask.askId} ask={ask} />
              </>
            ) : (
              <Gone />
            )
          }
        </Showing>
      </div>
    </>
  );
}

const useOnline = () => useSession().connection.state.value.kind === 'online';

function Close({ ask }: { ask: Ask }) {
  const { connection } = useSession();
  const asks = useAsks();
  const words = askWords();
  const isAsker = ask.myPart === AskPart.ASKER;
  const form = useForm(
    { helped: isAsker ? '' : String(Helped.UNKNOWN), whatChanged: '', thanks: '', story: 'no' },
    {
      check: ({ helped, whatChanged }) => ({
        ...(helped === '' && { helped: words.chooseHelped }),
        ...(!isAsker && whatChanged.trim() === '' && { whatChanged: pagesWords().fillIn(words.whyClose) }),
      }),
      send: async ({ helped, whatChanged, thanks, story }) => {
        const { askId } = ask;
        const done = await connection.call(AskService.method.closeAsk, {
          askId,
          helped: Number(helped),
          whatChanged,
          thanks,
        });
        if (done.ask) asks.put(done.ask);
        toast({ words: words.closed });
        go(addressOf(done.ask ?? ask), 'replace');
        if (story === 'yes') await tellAsStory(connection, askId);
      },
    },
  );
  return (
    <FormBox form={form} prefix="ask" submit={words.closeIt} busy={words.closing} offline={!useOnline()}>
      {isAsker && (
        <Choices
          form={form}
          prefix="ask"
          name="helped"
          label={words.helped}
          of={[Helped.YES, Helped.PARTLY, Helped.NO].map((helped) => ({
            value: String(helped),
            words: words.helpedNames[helped],
          }))}
        />
      )}
      <TextField
        form={form}
        prefix="ask"
        name="whatChanged"
        label={isAsker ? words.whatChanged : words.whyClose}
        hint={isAsker ? words.optional : words.whyCloseHint}
        rows={5}
        maxLength={2000}
      />
      {isAsker && ask.match && (
        <TextField
          form={form}
          prefix="ask"
          name="thanks"
          label={words.thanks(ask.match.champion?.name ?? words.someChampion)}
          hint={words.optional}
          rows={2}
          maxLength={280}
        />
      )}
      {isAsker && (
        <Choices
          form={form}
          prefix="ask"
          name="story"
          long
          label={words.story}
          of={[
            { value: 'no', words: words.storyNo },
            { value: 'yes', words: words.storyYes },
          ]}
        />
      )}
      {form.values.story === 'yes' && (
        <p class="hint" role="status">
          {words.storyHint}
        </p>
      )}
    </FormBox>
  );
}

function HandOver({ ask }: { ask: Ask }) {
  const { connection, overview } = useSession();
  const asks = useAsks();
  const words = askWords();
  const champions = useChampions(ask);
  const me = overview.me.value?.member?.memberId;
  const form = useForm(
    { toMemberId: '', note: '' },
    {
      check: ({ note }) => (note.trim() === '' ? { note: pagesWords().fillIn(words.handoverNote) } : {}),
      send: async ({ toMemberId, note }) => {
        const done = await connection.call(AskService.method.proposeHandover, { askId: ask.askId, toMemberId, note });
        if (done.ask) asks.put(done.ask);
        toast({ words: words.proposed });
        go(addressOf(done.ask ?? ask), 'replace');
      },
    },
  );
  return (
    <FormBox form={form} prefix="ask" submit={words.propose} busy={words.proposing} offline={!useOnline()}>
      <FormSelect
        form={form}
        prefix="ask"
        name="toMemberId"
        label={words.handoverTo}
        of={[
          { value: '', words: words.anybody },
          ...(champions.data ?? [])
            .filter(({ memberId }) => memberId !== me && memberId !== ask.asker?.memberId)
            .map(({ memberId, name }) => ({ value: memberId, words: name })),
        ]}
      />
      <TextField
        form={form}
        prefix="ask"
        name="note"
        label={words.handoverNote}
        hint={words.handoverNoteHint}
        rows={4}
        maxLength={1000}
      />
    </FormBox>
  );
}

function OfferTo({ ask }: { ask: Ask }) {
  const words = offerWords();
  const champions = useChampions(ask);
  return (
    <Showing fetched={champions} loading={words.fetchingPeople}>
      {(found) => {
        const others = found.filter(({ memberId }) => memberId !== ask.asker?.memberId);
        return others.length === 0 ? <p>{words.noChampions}</p> : <OfferToOneOf ask={ask} champions={others} />;
      }}
    </Showing>
  );
}

function OfferToOneOf({ ask, champions }: { ask: Ask; champions: readonly Member[] }) {
  const { connection } = useSession();
  const asks = useAsks();
  const words = offerWords();
  const form = useForm(
    { memberId: '', note: '' },
    {
      check: ({ memberId }) => (memberId === '' ? { memberId: words.chooseOne } : {}),
      send: async ({ memberId, note }) => {
        const done = await connection.call(AskService.method.offerAsk, { askId: ask.askId, memberId, note });
        if (done.ask) asks.put(done.ask);
        toast({ words: words.offerMade(champions.find((one) => one.memberId === memberId)?.name ?? '') });
        go('/asks/board', 'replace');
      },
    },
  );
  return (
    <FormBox form={form} prefix="ask" submit={words.offer} busy={words.offering} offline={!useOnline()}>
      <FormSelect
        form={form}
        prefix="ask"
        name="memberId"
        label={words.champion}
        of={[
          { value: '', words: words.chooseOne },
          ...champions.map(({ memberId, name }) => ({ value: memberId, words: name })),
        ]}
      />
      <TextField
        form={form}
        prefix="ask"
        name="note"
        label={words.noteForThem}
        hint={askWords().optional}
        rows={3}
        maxLength={1000}
      />
    </FormBox>
  );
}

/** Of the Ask's Hub. */
function useChampions(ask: Ask) {
  const hubId = ask.hub?.hubId ?? '';
  return useFetched(`champions ${hubId}`, async ({ connection }) => {
    const found: Member[] = [];
    let pageToken = '';
    do {
      const page = await connection.call(HubService.method.listHubMembers, { hubId, pageSize: 200, pageToken });
      found.push(...page.members.flatMap(({ member }) => (member?.champion ? [member] : [])));
      pageToken = page.nextPageToken;
    } while (pageToken);
    return found;
  });
}
