import { AccountService, Scope, type Token } from '@ourplace/sdk';
import { useState } from 'preact/hooks';
import { useSession } from '../account.ts';
import { Title } from '../parts/title.tsx';
import { toast } from '../parts/toast.tsx';
import { settingsWords } from '../words/pages/settings.ts';
import { date, fromMicros, moment } from '../words/times.ts';
import { Act } from './parts/act.tsx';
import { BackTo } from './parts/back_to.tsx';
import { Showing, useFetched } from './parts/fetched.tsx';
import { Choices, FormBox, TextField } from './parts/form.tsx';
import { useForm } from './parts/form_model.ts';
import { ShownOnce } from './parts/shown_once.tsx';
import { wholeNumber } from './parts/whole_number.ts';

/** Tokens with which programs act as the member. */
export default function ProgramsPage() {
  const { connection, overview } = useSession();
  const words = settingsWords();
  const [secret, setSecret] = useState('');
  const version = overview.devicesChanged.value;
  const fetched = useFetched(`${version}`, () => connection.call(AccountService.method.listTokens, {}));
  const form = useForm(
    { label: '', scope: 'read', daysValid: '90' },
    {
      check: ({ label, daysValid }) => ({
        ...(label.trim() === '' && { label: words.needLabel }),
        ...(daysValid.trim() !== '' && wholeNumber(daysValid, 1, 366) === undefined && { daysValid: words.badDays }),
      }),
      send: async ({ label, scope, daysValid }) => {
        const made = await connection.call(AccountService.method.createToken, {
          label,
          scope: scope === 'write' ? Scope.WRITE : Scope.READ,
          daysValid: Number(daysValid),
        });
        setSecret(made.secret);
        form.set('label', '');
        fetched.again();
      },
    },
  );
  return (
    <div class="page">
      <header class="stack stack--s">
        <BackTo href="/more" words={words.more} />
        <Title text={words.programs} />
        <p class="soft">{words.programsHint}</p>
      </header>
      {secret && <ShownOnce title={words.yourToken} hint={words.tokenOnce} secret={secret} />}
      <Showing fetched={fetched} loading={words.fetchingTokens}>
        {({ tokens }) =>
          tokens.length === 0 ? (
            <p class="soft">{words.noTokens}</p>
          ) : (
            <ul class="list boxed">
              {tokens.map((token) => (
                <TokenLine key={token.tokenId} token={token} revoked={fetched.again} />
              ))}
            </ul>
          )
        }
      </Showing>
      <FormBox form={form} prefix="token" class="card" submit={words.makeToken} busy={words.making}>
        <h2 class="card__title">{words.newToken}</h2>
        <TextField form={form} prefix="token" name="label" label={words.label} hint={words.labelHint} maxLength={80} />
        <Choices
          form={form}
          prefix="token"
          name="scope"
          label={words.scope}
          of={[
            { value: 'read', words: words.scopeRead },
            { value: 'write', words: words.scopeWrite },
          ]}
        />
        <TextField
          form={form}
          prefix="token"
          name="daysValid"
          label={words.days}
          hint={words.daysHint}
          inputMode="numeric"
        />
      </FormBox>
    </div>
  );
}

function TokenLine({ token, revoked }: { token: Token; revoked: () => void }) {
  const { connection } = useSession();
  const words = settingsWords();
  const facts = [
    token.scope === Scope.WRITE ? words.scopeWrite : words.scopeRead,
    words.created(date(fromMicros(token.createdAtUs))),
    token.expiresAtUs ? words.expires(date(fromMicros(token.expiresAtUs))) : words.noExpiry,
    token.lastUsedAtUs ? words.used(moment(fromMicros(token.lastUsedAtUs))) : words.neverUsed,
  ];
  return (
    <li class="person">
      <div class="line grow">
        <span class="grow">
          <span class="name strong" dir="auto">
            {token.label}
          </span>
          <span class="small soft">{facts.join(', ')}</span>
        </span>
      </div>
      <Act
        small
        kind="harm"
        words={words.revoke}
        busy={words.revoking}
        about={token.label}
        run={async () => {
          await connection.call(AccountService.method.revokeToken, { tokenId: token.tokenId });
          toast({ words: words.revoked(token.label) });
          revoked();
        }}
      />
    </li>
  );
}
