import { Asks, type Session } from '@ourplace/sdk';
import { effect } from '@preact/signals';
import { session as currentSession, useSession } from '../account.ts';
import { toast } from '../parts/toast.tsx';
import { go } from '../router.ts';
import { asksForMe } from '../shell/navigation.tsx';
import { concernWords } from '../words/concerns.ts';
import { lookForNames, namesToConfirm } from './names_to_confirm.ts';

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
      if (currentSession.value === session) asksForMe.value = asks.needed.value + namesToConfirm.value;
    });
    effect(() => {
      const isAdministrator = session.overview.me.value?.member?.isAdministrator;
      const heard = asks.namesWanted.value;
      if (session.connection.state.value.kind !== 'online') return;
      if (isAdministrator || heard > 0) void lookForNames(session);
      else namesToConfirm.value = 0;
    });
    effect(() => {
      if (asks.namesWanted.value === 0) return;
      const words = concernWords();
      toast({
        words: words.nameWanted,
        action: { words: words.lookAtIt, run: () => go('/asks/names') },
      });
    });
    effect(() => {
      const askId = asks.nameOpened.value;
      const pseudonym = askId && asks.all.peek().get(askId)?.asker?.name;
      if (!pseudonym) return;
      const words = concernWords();
      toast({
        words: words.yourName(pseudonym),
        action: { words: words.readWhy, run: () => go(`/asks/${askId}`) },
      });
    });
  }
  return known;
}

export const useAsks = () => asksOf(useSession());
