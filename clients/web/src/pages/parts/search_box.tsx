import { useState } from 'preact/hooks';
import { useSession } from '../../account.ts';
import { Icon } from '../../parts/icon.tsx';
import { pagesWords } from '../../words/pages/pages.ts';

/** Words to find something by. It looks when it is sent, not with every letter: lines are slow. */
export function SearchBox(props: {
  id: string;
  label: string;
  hint?: string;
  value: string;
  search: (query: string) => void;
}) {
  const [query, setQuery] = useState(props.value);
  const online = useSession().connection.state.value.kind === 'online';
  const words = pagesWords();
  return (
    <search>
      <form
        class="row search"
        onSubmit={(event) => {
          event.preventDefault();
          if (online) props.search(query.trim());
        }}
      >
        <label class="sr" for={props.id}>
          {props.label}
        </label>
        <input
          class="input search__field"
          id={props.id}
          type="search"
          dir="auto"
          enterkeyhint="search"
          placeholder={props.hint ?? props.label}
          value={query}
          maxLength={100}
          onInput={(event) => {
            setQuery(event.currentTarget.value);
            // The cross that browsers put into such a field.
            if (event.currentTarget.value === '' && props.value !== '') props.search('');
          }}
        />
        <button
          type="submit"
          class="btn btn--go"
          aria-disabled={online ? undefined : true}
          aria-describedby={online ? undefined : `${props.id}-line`}
        >
          <Icon name="search" />
          {words.search}
        </button>
        {!online && (
          <span class="hint" id={`${props.id}-line`}>
            {words.needsConnection}
          </span>
        )}
      </form>
    </search>
  );
}
