import { type Member, SafeguardingService } from '@ourplace/sdk';
import { useSession } from '../../account.ts';
import { concernWords } from '../../words/concerns.ts';
import { Act } from './act.tsx';
import { useFetched } from './fetched.tsx';

/** Whether somebody reads Concerns, which an administrator decides. */
export function SafeguardingLeadSwitch({ member: { memberId, name } }: { member: Member }) {
  const { connection } = useSession();
  const words = concernWords();
  const leads = useFetched('safeguarding leads', () =>
    connection.call(SafeguardingService.method.listSafeguardingLeads, {}),
  );
  if (!leads.data) return null;
  const isLead = leads.data.leads.some(({ member }) => member?.memberId === memberId);
  const change = async () => {
    await connection.call(SafeguardingService.method.setSafeguardingLead, { memberId, isLead: !isLead });
    leads.again();
  };
  return (
    <section class="stack stack--s">
      {isLead && <p>{words.isLead}</p>}
      <div class="actions">
        <Act words={isLead ? words.endLead : words.makeLead} busy={words.makingLead} about={name} run={change} />
      </div>
    </section>
  );
}
