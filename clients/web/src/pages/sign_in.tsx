import { AccountService, Code } from '@ourplace/sdk';
import { useEffect } from 'preact/hooks';
import { deviceLabel, signedIn, useSession } from '../account.ts';
import { Title } from '../parts/title.tsx';
import { go, place } from '../router.ts';
import { welcomeWords } from '../words/pages/welcome.ts';
import { explainEntering, placeWithin } from './entering.ts';
import { FormBox, PassphraseField, TextField } from './parts/form.tsx';
import { useForm } from './parts/form_model.ts';
import { WelcomeFrame } from './welcome_frame.tsx';

/** With name and passphrase; then on to where one wanted to be, which stands behind the "#". */
export default function SignInPage() {
  const session = useSession();
  const words = welcomeWords();
  const to = placeWithin(place.value.hash);
  const isIn = session.connection.state.value.kind === 'online';
  useEffect(() => {
    if (isIn) go(to, 'replace');
  }, [isIn]);
  const form = useForm(
    { name: '', passphrase: '' },
    {
      check: ({ name, passphrase }) => ({
        ...(name.trim() === '' && { name: words.needName }),
        ...(passphrase === '' && { passphrase: words.needPassphrase }),
      }),
      send: async ({ name, passphrase }) => {
        const request = { name, passphrase, deviceLabel: deviceLabel() };
        await session.connection.post(AccountService.method.signIn, request);
        await signedIn(to);
      },
      explain: (error) => (error.code === Code.UNAUTHENTICATED ? { '': words.wrongSignIn } : explainEntering(error)),
    },
  );
  return (
    <WelcomeFrame>
      <div class="welcome__narrow stack">
        <Title text={words.signIn} />
        <FormBox
          form={form}
          prefix="sign-in"
          class="card card--roomy"
          submit={words.signIn}
          busy={words.signingIn}
          wide
        >
          <p class="soft">{words.signInHint}</p>
          <TextField form={form} prefix="sign-in" name="name" label={words.yourName} autocomplete="username" />
          <PassphraseField
            form={form}
            prefix="sign-in"
            name="passphrase"
            label={words.passphrase}
            autocomplete="current-password"
          />
        </FormBox>
        <div class="stack stack--s small soft">
          <p>{words.noAccount}</p>
          <p>{words.forgotten}</p>
        </div>
      </div>
    </WelcomeFrame>
  );
}
