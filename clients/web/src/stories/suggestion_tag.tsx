import { type Suggestion, SuggestionState } from '@ourplace/sdk';
import { Icon } from '../parts/icon.tsx';
import { suggestionsWords } from '../words/suggestions.ts';

export function stateName(state: SuggestionState): string {
  const { states } = suggestionsWords();
  switch (state) {
    case SuggestionState.WILL_DO:
      return states.willDo;
    case SuggestionState.DOING:
      return states.doing;
    case SuggestionState.CANNOT:
      return states.cannot;
    case SuggestionState.DONE:
      return states.done;
    default:
      return states.open;
  }
}

/** What the newest response says, or that none came in time. */
export function SuggestionTag({ suggestion }: { suggestion: Suggestion }) {
  if (suggestion.overdue) return <span class="tag tag--sun">{suggestionsWords().overdue}</span>;
  const isDone = suggestion.state === SuggestionState.DONE;
  return (
    <span class={`tag${isDone ? ' tag--moss' : ''}`}>
      {isDone && <Icon name="tick" small />}
      {stateName(suggestion.state)}
    </span>
  );
}
