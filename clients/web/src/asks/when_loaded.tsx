import type { ComponentChildren } from 'preact';
import { useSession } from '../account.ts';
import { Showing } from '../pages/parts/fetched.tsx';
import { useAsks } from './model.ts';

/** What is known of the member's Asks, or why there is nothing yet. */
export function WhenLoaded({ words, children }: { words: string; children: ComponentChildren }) {
  const { connection } = useSession();
  const asks = useAsks();
  const fetched = {
    data: asks.loaded.value ? true : undefined,
    error: asks.error.value,
    online: connection.state.value.kind === 'online',
    again: () => void asks.refresh(),
    put: () => {},
  };
  return (
    <Showing fetched={fetched} loading={words}>
      {() => children}
    </Showing>
  );
}
