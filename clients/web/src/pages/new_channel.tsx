import { ChannelVisibility, Code, HubRole, HubService } from '@ourplace/sdk';
import { useSession } from '../account.ts';
import { Title } from '../parts/title.tsx';
import { toast } from '../parts/toast.tsx';
import { go } from '../router.ts';
import { hubsWords } from '../words/pages/hubs.ts';
import { pagesWords } from '../words/pages/pages.ts';
import { useHub } from './hub.tsx';
import { checkHub } from './hub_edit.tsx';
import { BackTo } from './parts/back_to.tsx';
import { Choices, FormBox, TextField } from './parts/form.tsx';
import { useForm } from './parts/form_model.ts';

const visibilities = {
  hub: ChannelVisibility.HUB,
  open: ChannelVisibility.OPEN,
  private: ChannelVisibility.PRIVATE,
  champions: ChannelVisibility.PRIVATE,
};

/** Organisers open another channel in their Hub. */
export default function NewChannelPage({ params }: { params: Record<string, string> }) {
  const { connection } = useSession();
  const words = hubsWords();
  const { fillIn, tooLong } = pagesWords();
  const hubId = params.hub ?? '';
  const { hub } = useHub(hubId).data ?? {};
  const form = useForm(
    { name: '', purpose: '', visibility: 'hub' },
    {
      check: ({ name, purpose }) => checkHub(name, purpose, fillIn(words.channelName), tooLong),
      send: async ({ name, purpose, visibility }) => {
        const { channel } = await connection.call(HubService.method.createChannel, {
          hubId,
          name,
          purpose,
          visibility: visibilities[visibility as keyof typeof visibilities],
          forChampions: visibility === 'champions',
        });
        if (channel?.joined) return go(`/channel/${channel.channelId}`, 'replace');
        toast({ words: words.madeForChampions(name) });
        go(`/hub/${hubId}`, 'replace');
      },
      explain: ({ code }) => (code === Code.ALREADY_EXISTS ? { visibility: words.hasChampionsChannel } : undefined),
    },
  );
  return (
    <div class="page">
      <header class="stack stack--s">
        <BackTo href={`/hub/${hubId}`} words={hub?.name ?? words.hubs} />
        <Title text={words.newChannel} />
      </header>
      {hub && hub.myRole !== HubRole.ORGANISER ? (
        <p>{words.onlyOrganisers}</p>
      ) : (
        <FormBox form={form} prefix="channel" submit={words.makeChannel} busy={words.making}>
          <TextField form={form} prefix="channel" name="name" label={words.channelName} />
          <TextField form={form} prefix="channel" name="purpose" label={words.channelPurpose} rows={2} />
          <Choices
            form={form}
            prefix="channel"
            name="visibility"
            long
            label={words.whoReads}
            of={[
              { value: 'hub', words: words.choiceHub },
              { value: 'open', words: words.choiceOpen },
              { value: 'private', words: words.choicePrivate },
              { value: 'champions', words: words.choiceChampions },
            ]}
          />
          {form.values.visibility === 'champions' && (
            <p class="hint" role="status">
              {words.championsChannel}
            </p>
          )}
        </FormBox>
      )}
    </div>
  );
}
