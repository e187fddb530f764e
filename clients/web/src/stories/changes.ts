import type { Companion, Session, Update } from '@ourplace/sdk';
import { type Signal, signal } from '@preact/signals';
import { useState } from 'preact/hooks';
import { useSession } from '../account.ts';

const kinds = new Set(['storyPublished', 'storyWithdrawn', 'myStoryChanged', 'suggestionChanged']);

/** Counts what is heard of Stories and Suggestions, so that pages fetch again. Comes with the first of these pages. */
class Changes implements Companion {
  readonly count: Signal<number> = signal(0);

  async open(): Promise<void> {}
  apply({ change }: Update): void {
    if (change.case && kinds.has(change.case)) this.count.value++;
  }
  async refresh(): Promise<void> {
    this.count.value++;
  }
}

const known = new WeakMap<Session, Changes>();

/** Fetches again whenever something has changed: what was withdrawn must not stay on a screen. */
export function useChanges(again: () => void): void {
  const session = useSession();
  let changes = known.get(session);
  if (!changes) {
    changes = new Changes();
    known.set(session, changes);
    session.companions.attach(changes);
  }
  const now = changes.count.value;
  const [seen, setSeen] = useState(now);
  if (seen === now) return;
  setSeen(now);
  again();
}
