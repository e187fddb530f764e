import { AccountService, Code, type Me } from '@ourplace/sdk';
import { useSession } from '../account.ts';
import { Loading } from '../parts/loading.tsx';
import { Title } from '../parts/title.tsx';
import { toast } from '../parts/toast.tsx';
import { pagesWords } from '../words/pages/pages.ts';
import { settingsWords } from '../words/pages/settings.ts';
import { welcomeWords } from '../words/pages/welcome.ts';
import { BackTo } from './parts/back_to.tsx';
import { FormBox, TextField } from './parts/form.tsx';
import { useForm } from './parts/form_model.ts';

/** Name and a few words about oneself. */
export default function YouPage() {
  const { overview } = useSession();
  const words = settingsWords();
  const me = overview.me.value;
  return (
    <div class="page">
      <header class="stack stack--s">
        <BackTo href="/more" words={words.more} />
        <Title text={words.you} />
      </header>
      {me ? <YouForm me={me} /> : <Loading words={pagesWords().fetching} />}
    </div>
  );
}

function YouForm({ me }: { me: Me }) {
  const { connection } = useSession();
  const words = settingsWords();
  const { needName, nameTaken, badName } = welcomeWords();
  const { tooLong } = pagesWords();
  const form = useForm(
    { name: me.member?.name ?? '', about: me.member?.about ?? '' },
    {
      check: ({ name, about }) => ({
        ...(name.trim() === '' && { name: needName }),
        ...([...about.trim()].length > 280 && { about: tooLong(280) }),
      }),
      send: async ({ name, about }) => {
        await connection.call(AccountService.method.updateProfile, { name, about });
        toast({ words: words.saved });
      },
      explain: (error) =>
        error.field === 'name' ? { name: error.code === Code.ALREADY_EXISTS ? nameTaken : badName } : undefined,
    },
  );
  return (
    <FormBox
      form={form}
      prefix="you"
      class="card"
      submit={words.save}
      busy={words.saving}
      beside={<a href={`/member/${me.member?.memberId}`}>{words.yourPage}</a>}
    >
      <TextField form={form} prefix="you" name="name" label={words.name} hint={words.nameHint} autocomplete="name" />
      <TextField form={form} prefix="you" name="about" label={words.about} hint={words.aboutHint} rows={4} />
    </FormBox>
  );
}
