import { type MatchReason, MatchReason_Kind } from '@ourplace/sdk';
import { themeName } from '../pages/member.tsx';
import { Icon } from '../parts/icon.tsx';
import { askWords, reasonWords } from '../words/asks.ts';

/** Why somebody was chosen, in ticks. Reasons that this build has no words for are left out. */
export function Reasons({ of, whose }: { of: readonly MatchReason[]; whose: 'yours' | 'theirs' }) {
  const said = of.map((reason) => reasonWords().of({ ...reason, detail: detailOf(reason) }, whose)).filter(Boolean);
  if (said.length === 0) return null;
  return (
    <ul class="stack stack--s">
      {said.map((words) => (
        <li key={words}>
          <Icon name="tick" small />
          <span dir="auto">{words}</span>
        </li>
      ))}
    </ul>
  );
}

function detailOf({ kind, detail }: MatchReason): string {
  if (kind === MatchReason_Kind.THEME) return themeName(detail);
  if (kind === MatchReason_Kind.LANGUAGE) return detail === 'cy' ? askWords().welsh : askWords().english;
  return detail;
}
