import { AccountService, type Member } from '@ourplace/sdk';
import { useState } from 'preact/hooks';
import { useSession } from '../../account.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { settingsWords } from '../../words/pages/settings.ts';
import { Act } from './act.tsx';

/** Administrators close an account, and open it again. */
export function AccountEnd({ member, changed }: { member: Member; changed: () => void }) {
  const { connection } = useSession();
  const words = settingsWords();
  const [asking, setAsking] = useState(false);
  const { memberId, name } = member;
  if (member.isDeactivated)
    return (
      <section class="card">
        <p class="small">{words.openAccountHint}</p>
        <div class="actions">
          <Act
            words={words.openAccount}
            busy={words.openingAccount}
            run={async () => {
              await connection.call(AccountService.method.reactivateMember, { memberId });
              changed();
            }}
          />
        </div>
      </section>
    );
  return (
    <div class="actions">
      <button type="button" class="btn btn--quiet" onClick={() => setAsking(true)}>
        {words.closeAccount}
      </button>
      {asking && (
        <Dialog title={words.closeAccountOf(name)} onClose={() => setAsking(false)}>
          <p dir="auto">{words.closeAccountHint(name)}</p>
          <div class="actions">
            <Act
              kind="harm"
              words={words.closeAccount}
              busy={words.closingAccount}
              run={async () => {
                await connection.call(AccountService.method.deactivateMember, { memberId });
                setAsking(false);
                changed();
              }}
            />
            <button type="button" class="btn" onClick={() => setAsking(false)}>
              {words.keepAccount}
            </button>
          </div>
        </Dialog>
      )}
    </div>
  );
}
