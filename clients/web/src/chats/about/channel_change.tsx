import { type Channel, HubService } from '@ourplace/sdk';
import { useSession } from '../../account.ts';
import { Act } from '../../pages/parts/act.tsx';
import { FormBox, TextField } from '../../pages/parts/form.tsx';
import { useForm } from '../../pages/parts/form_model.ts';
import { toast } from '../../parts/toast.tsx';
import { aboutWords } from '../../words/about.ts';
import { pagesWords } from '../../words/pages/pages.ts';
import { above } from '../unread.ts';

/** Its name, what it is for, and whether anything can still be added. A Thread has the name of what it is below. */
export function ChannelChange({ channel, again }: { channel: Channel; again: () => void }) {
  const { connection } = useSession();
  const words = aboutWords();
  const { fillIn, tooLong, save, saving, saved } = pagesWords();
  const { channelId, archived } = channel;
  const form = useForm(
    { name: channel.name, purpose: channel.purpose },
    {
      check: ({ name, purpose }) => ({
        ...(name.trim() === '' && { name: fillIn(words.name) }),
        ...([...name.trim()].length > 80 && { name: tooLong(80) }),
        ...([...purpose.trim()].length > 280 && { purpose: tooLong(280) }),
      }),
      send: async ({ name, purpose }) => {
        await connection.call(HubService.method.updateChannel, { channelId, name, purpose });
        again();
        toast({ words: saved });
      },
    },
  );
  const archive = async (wanted: boolean) => {
    await connection.call(HubService.method.updateChannel, { channelId, archived: wanted });
    again();
    toast({ words: wanted ? words.archivedNow : words.openAgain });
  };
  return (
    <section class="stack" aria-labelledby="change">
      <h2 id="change">{words.change}</h2>
      {!above(channel) && (
        <FormBox form={form} prefix="channel" submit={save} busy={saving} class="card">
          <TextField form={form} prefix="channel" name="name" label={words.name} />
          <TextField form={form} prefix="channel" name="purpose" label={words.purpose} rows={2} />
        </FormBox>
      )}
      <div class="card">
        {!archived && <p>{words.archiveHint}</p>}
        <div class="actions">
          {archived ? (
            <Act words={words.reopen} busy={words.reopening} run={() => archive(false)} />
          ) : (
            <Act kind="harm" words={words.archive} busy={words.archiving} run={() => archive(true)} />
          )}
        </div>
      </div>
    </section>
  );
}
