import { OurplaceError, type Session } from '@ourplace/sdk';
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useSession } from '../../account.ts';
import { Icon } from '../../parts/icon.tsx';
import { Loading } from '../../parts/loading.tsx';
import { whyWords } from '../../words/errors.ts';
import { pagesWords } from '../../words/pages/pages.ts';

export interface Fetched<Data> {
  /** What came last for this key; it stays while it is fetched again, and while there is no line. */
  data: Data | undefined;
  error: OurplaceError | undefined;
  online: boolean;
  again(): void;
  /** Puts what a call has answered in its place. */
  put(data: Data): void;
}

/** Fetches when there is a line, and again when the key changes. What came for another key is not shown. */
export function useFetched<Data>(key: string, fetchIt: (session: Session) => Promise<Data>): Fetched<Data> {
  const session = useSession();
  const online = session.connection.state.value.kind === 'online';
  const [held, hold] = useState<{ key: string; data?: Data; error?: OurplaceError }>({ key });
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (!online) return;
    let wanted = true;
    fetchIt(session).then(
      (data) => wanted && hold({ key, data }),
      (error) => {
        if (!(error instanceof OurplaceError)) throw error;
        if (wanted) hold((before) => ({ ...(before.key === key && before), key, error }));
      },
    );
    return () => {
      wanted = false;
    };
  }, [session, online, key, round]);
  const current = held.key === key ? held : undefined;
  return {
    data: current?.data,
    error: current?.error,
    online,
    again: () => setRound((count) => count + 1),
    put: (data) => hold({ key, data }),
  };
}

/** What was fetched, or why it is not there yet. */
export function Showing<Data>(props: {
  fetched: Fetched<Data>;
  loading: string;
  children: (data: Data) => ComponentChildren;
}) {
  const { data, error, online, again } = props.fetched;
  const words = pagesWords();
  if (data !== undefined) return <>{props.children(data)}</>;
  if (!online)
    return (
      <p class="note note--sun" role="status">
        <Icon name="offline" />
        <span>{words.offline}</span>
      </p>
    );
  if (!error) return <Loading words={props.loading} />;
  return (
    <div class="note note--brick" role="alert">
      <Icon name="warn" />
      <div class="stack stack--s">
        <p>{whyWords(error)}</p>
        <div class="actions">
          <button type="button" class="btn btn--s" onClick={again}>
            {words.tryAgain}
          </button>
        </div>
      </div>
    </div>
  );
}

interface PageOf<Item> {
  items: Item[];
  /** Empty at the end. */
  next: string;
}

export interface Paged<Item> extends Fetched<PageOf<Item>> {
  more(): Promise<void>;
}

/** A list that comes by pages. */
export function usePaged<Item>(
  key: string,
  fetchPage: (session: Session, token: string) => Promise<PageOf<Item>>,
): Paged<Item> {
  const session = useSession();
  const fetched = useFetched(key, (current) => fetchPage(current, ''));
  return {
    ...fetched,
    async more() {
      const { data } = fetched;
      if (!data?.next) return;
      const page = await fetchPage(session, data.next);
      fetched.put({ items: [...data.items, ...page.items], next: page.next });
    },
  };
}
