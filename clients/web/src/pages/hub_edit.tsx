import { type Hub, HubRole, HubService, JoinPolicy, Paint } from '@ourplace/sdk';
import { useSession } from '../account.ts';
import { Title } from '../parts/title.tsx';
import { toast } from '../parts/toast.tsx';
import { go } from '../router.ts';
import { hubsWords } from '../words/pages/hubs.ts';
import { pagesWords } from '../words/pages/pages.ts';
import { useHub } from './hub.tsx';
import { BackTo } from './parts/back_to.tsx';
import { Showing } from './parts/fetched.tsx';
import { Choices, FormBox, TextField } from './parts/form.tsx';
import { type Form, useForm } from './parts/form_model.ts';
import { paintByName, paintNames, paintOf } from './parts/paints.ts';

/** What Organisers change about their Hub. */
export default function HubEditPage({ params }: { params: Record<string, string> }) {
  const words = hubsWords();
  const fetched = useHub(params.hub ?? '');
  const { hub } = fetched.data ?? {};
  return (
    <div class="page">
      <header class="stack stack--s">
        <BackTo href={`/hub/${params.hub}`} words={hub?.name ?? words.hubs} />
        <Title text={hub ? words.editTitle(hub.name) : words.edit} />
      </header>
      <Showing fetched={fetched} loading={words.fetchingHub}>
        {(found) =>
          found.hub?.myRole === HubRole.ORGANISER ? <EditForm hub={found.hub} /> : <p>{words.onlyOrganisers}</p>
        }
      </Showing>
    </div>
  );
}

function EditForm({ hub }: { hub: Hub }) {
  const { connection } = useSession();
  const words = hubsWords();
  const { fillIn, tooLong, save, saving, saved } = pagesWords();
  const form = useForm(
    {
      name: hub.name,
      purpose: hub.purpose,
      paint: paintOf(hub.paint) as string,
      joinPolicy: hub.joinPolicy === JoinPolicy.INVITATION ? 'invitation' : 'open',
      languages: hub.requiresBothLanguages ? 'both' : 'any',
    },
    {
      check: ({ name, purpose }) => checkHub(name, purpose, fillIn(words.name), tooLong),
      send: async ({ name, purpose, paint, joinPolicy, languages }) => {
        await connection.call(HubService.method.updateHub, {
          hubId: hub.hubId,
          name,
          purpose,
          paint: paintByName[paint as keyof typeof paintByName] ?? Paint.SLATE,
          joinPolicy: policies[joinPolicy as keyof typeof policies],
          requiresBothLanguages: languages === 'both',
        });
        toast({ words: saved });
        go(`/hub/${hub.hubId}`);
      },
    },
  );
  return (
    <FormBox form={form} prefix="hub" submit={save} busy={saving}>
      <HubFields form={form} />
      <Choices
        form={form}
        prefix="hub"
        name="languages"
        long
        label={words.languages}
        of={[
          { value: 'any', words: words.languagesAny },
          { value: 'both', words: words.languagesBoth },
        ]}
      />
    </FormBox>
  );
}

export const policies = { open: JoinPolicy.OPEN, invitation: JoinPolicy.INVITATION };

export function checkHub(name: string, purpose: string, noName: string, tooLong: (most: number) => string) {
  return {
    ...(name.trim() === '' && { name: noName }),
    ...([...name.trim()].length > 80 && { name: tooLong(80) }),
    ...([...purpose.trim()].length > 280 && { purpose: tooLong(280) }),
  };
}

type HubValues = Record<'name' | 'purpose' | 'paint' | 'joinPolicy', string>;

/** What a Hub is made of, for making one and for changing one. */
export function HubFields<V extends HubValues>({ form }: { form: Form<V> }) {
  const words = hubsWords();
  return (
    <>
      <TextField form={form} prefix="hub" name="name" label={words.name} />
      <TextField form={form} prefix="hub" name="purpose" label={words.purpose} hint={words.purposeHint} rows={3} />
      <Choices
        form={form}
        prefix="hub"
        name="paint"
        long
        label={words.paint}
        of={paintNames.map((value) => ({
          value,
          words: words.paints[value],
          mark: <span class="door door--s" style={{ '--paint': `var(--door-${value})` }} aria-hidden="true" />,
        }))}
      />
      <Choices
        form={form}
        prefix="hub"
        name="joinPolicy"
        long
        label={words.joinPolicy}
        of={[
          { value: 'open', words: words.policyOpen },
          { value: 'invitation', words: words.policyInvitation },
        ]}
      />
    </>
  );
}
