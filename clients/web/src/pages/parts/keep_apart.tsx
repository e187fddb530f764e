import { ChampionService, type Member } from '@ourplace/sdk';
import { useSession } from '../../account.ts';
import { availabilityWords } from '../../words/pages/availability.ts';
import { Act } from './act.tsx';
import { useFetched } from './fetched.tsx';

/** That no Ask of one comes to the other. The other is not told. */
export function KeepApart({ member }: { member: Member }) {
  const { connection } = useSession();
  const words = availabilityWords();
  const { memberId, name } = member;
  const fetched = useFetched('kept apart', () => connection.call(ChampionService.method.listKeptApart, {}));
  if (!fetched.data) return null;
  const kept = fetched.data.keptApart.find((one) => one.memberId === memberId);
  const { blockMember, unblockMember, declareConflict, withdrawConflict } = ChampionService.method;
  const change = (call: () => Promise<unknown>) => async () => {
    await call();
    fetched.again();
  };
  return (
    <section class="card" aria-labelledby="apart">
      <h2 id="apart" class="card__title">
        {words.apart}
      </h2>
      <p class="small soft">{words.apartHint(name)}</p>
      <p class="small" role="status">
        {kept?.blocked && words.isBlocked(name)} {kept?.conflict && words.isConflict(name)}
      </p>
      <div class="actions">
        <Act
          words={kept?.blocked ? words.unblock : words.block}
          busy={words.changing}
          about={name}
          kind={kept?.blocked ? 'quiet' : 'harm'}
          run={change(() =>
            kept?.blocked ? connection.call(unblockMember, { memberId }) : connection.call(blockMember, { memberId }),
          )}
        />
        <Act
          words={kept?.conflict ? words.noConflict : words.conflict}
          busy={words.changing}
          about={name}
          kind="quiet"
          run={change(() =>
            kept?.conflict
              ? connection.call(withdrawConflict, { memberId })
              : connection.call(declareConflict, { memberId }),
          )}
        />
      </div>
    </section>
  );
}
