import { Asks, type Session } from '@ourplace/sdk';
import { effect } from '@preact/signals';
import { session as currentSession, useSession } from '../account.ts';
import { asksForMe } from '../shell/navigation.tsx';

const models = new WeakMap<Session, Asks>();

/** The Asks that concern the member of this session. Everything that touches Asks is fetched when it is needed. */
export function asksOf(session: Session): Asks {
  let known = models.get(session);
  if (!known) {
    const asks = new Asks(session.connection);
    known = asks;
    models.set(session, asks);
    session.companions.attach(asks);
    effect(() => {
      if (currentSession.value === session) asksForMe.value = asks.needed.value;
    });
  }
  return known;
}

export const useAsks = () => asksOf(useSession());
