import { AccountService, Code } from '@ourplace/sdk';
import { useState } from 'preact/hooks';
import { deviceLabel, signedIn, useSession } from '../account.ts';
import { Title } from '../parts/title.tsx';
import { place } from '../router.ts';
import { welcomeWords } from '../words/pages/welcome.ts';
import { explainEntering } from './entering.ts';
import { FormBox } from './parts/form.tsx';
import { useForm } from './parts/form_model.ts';
import { WelcomeFrame } from './welcome_frame.tsx';

/** The link is used when the button is pressed, not when it is opened: previews of messages open links too. */
export default function SignInLinkPage() {
  const session = useSession();
  const words = welcomeWords();
  const [used, setUsed] = useState(false);
  const linkToken = place.value.hash.slice(1);
  const form = useForm(
    {},
    {
      send: async () => {
        try {
          await session.connection.post(AccountService.method.signInWithLink, {
            linkToken,
            deviceLabel: deviceLabel(),
          });
        } catch (error) {
          if ((error as { code?: Code }).code !== Code.NOT_FOUND) throw error;
          setUsed(true);
          return;
        }
        await signedIn('/');
      },
      explain: (error) => explainEntering(error),
    },
  );
  const gone = used || linkToken === '';
  return (
    <WelcomeFrame>
      <div class="welcome__narrow stack">
        <Title key={String(gone)} text={gone ? words.usedLinkTitle : words.linkTitle} />
        {gone ? (
          <div class="card card--roomy" role="status">
            <p>{linkToken === '' ? words.incomplete : words.usedLink}</p>
            <div class="actions">
              <a class="btn btn--go" href="/sign-in">
                {words.signIn}
              </a>
            </div>
          </div>
        ) : (
          <FormBox
            form={form}
            prefix="link"
            class="card card--roomy"
            submit={words.useLink}
            busy={words.signingIn}
            wide
          >
            <p>{words.link}</p>
          </FormBox>
        )}
      </div>
    </WelcomeFrame>
  );
}
