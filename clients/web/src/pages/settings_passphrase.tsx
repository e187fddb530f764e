import { AccountService } from '@ourplace/sdk';
import { useState } from 'preact/hooks';
import { useSession } from '../account.ts';
import { Title } from '../parts/title.tsx';
import { toast } from '../parts/toast.tsx';
import { settingsWords } from '../words/pages/settings.ts';
import { welcomeWords } from '../words/pages/welcome.ts';
import { checkPassphrase, explainEntering } from './entering.ts';
import { BackTo } from './parts/back_to.tsx';
import { FormBox, PassphraseField } from './parts/form.tsx';
import { useForm } from './parts/form_model.ts';

export default function PassphrasePage() {
  const { overview } = useSession();
  const words = settingsWords();
  const [changes, setChanges] = useState(0);
  const hasOne = (overview.me.value?.hasPassphrase ?? true) || changes > 0;
  return (
    <div class="page">
      <header class="stack stack--s">
        <BackTo href="/more" words={words.more} />
        <Title text={words.passphrase} />
      </header>
      <PassphraseForm key={changes} hasOne={hasOne} changed={() => setChanges((count) => count + 1)} />
    </div>
  );
}

function PassphraseForm({ hasOne, changed }: { hasOne: boolean; changed: () => void }) {
  const { connection } = useSession();
  const words = settingsWords();
  const { commonPassphrase, newPassphraseHint } = welcomeWords();
  const form = useForm(
    { currentPassphrase: '', newPassphrase: '' },
    {
      check: ({ currentPassphrase, newPassphrase }) => ({
        ...(hasOne && currentPassphrase === '' && { currentPassphrase: words.needCurrent }),
        ...checkPassphrase(newPassphrase, 'newPassphrase'),
      }),
      send: async (values) => {
        await connection.call(AccountService.method.changePassphrase, values);
        toast({ words: words.changed });
        changed();
      },
      explain: (error) => {
        if (error.field === 'current_passphrase') return { currentPassphrase: words.wrongPassphrase };
        if (error.field === 'new_passphrase') return { newPassphrase: commonPassphrase };
        return explainEntering(error);
      },
    },
  );
  return (
    <FormBox
      form={form}
      prefix="passphrase"
      class="card"
      submit={hasOne ? words.change : words.setPassphrase}
      busy={words.saving}
    >
      {hasOne ? (
        <PassphraseField
          form={form}
          prefix="passphrase"
          name="currentPassphrase"
          label={words.currentPassphrase}
          autocomplete="current-password"
        />
      ) : (
        <p>{words.noPassphrase}</p>
      )}
      <PassphraseField
        form={form}
        prefix="passphrase"
        name="newPassphrase"
        label={words.newPassphrase}
        hint={newPassphraseHint}
        autocomplete="new-password"
      />
    </FormBox>
  );
}
