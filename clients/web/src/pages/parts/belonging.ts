import { type Hub, HubRole, HubService, type Session } from '@ourplace/sdk';
import { signal } from '@preact/signals';
import { toast } from '../../parts/toast.tsx';
import { hubsWords } from '../../words/pages/hubs.ts';
import { pagesWords } from '../../words/pages/pages.ts';

/** Hubs that somebody has left as far as they see, and could still come back to. */
const leaving = signal<ReadonlySet<string>>(new Set());

const without = (hubId: string) => new Set([...leaving.value].filter((other) => other !== hubId));

/** A Hub as it will be for the member once what they pressed has happened. */
export function asSeen(hub: Hub): Hub {
  return leaving.value.has(hub.hubId) ? { ...hub, myRole: HubRole.UNSPECIFIED } : hub;
}

/** Leaves when the time to undo it is over. */
export function leaveSoon(session: Session, hub: Hub): void {
  leaving.value = new Set(leaving.value).add(hub.hubId);
  session.overview.leaveHub(hub.hubId);
  toast({
    words: hubsWords().left(hub.name),
    action: { words: pagesWords().undo, run: () => comeBack(session, hub.hubId) },
    onGone: () => {
      // Joined again in the meantime: nothing is left any more.
      if (!leaving.value.has(hub.hubId)) return;
      session.connection
        .call(HubService.method.leaveHub, { hubId: hub.hubId })
        .then(() => {
          leaving.value = without(hub.hubId);
        })
        // It did not happen, so the Hub is there again.
        .catch(() => comeBack(session, hub.hubId));
    },
  });
}

function comeBack(session: Session, hubId: string): void {
  leaving.value = without(hubId);
  // Without a line the next overview brings it.
  session.refresh().catch(() => {});
}

export async function join(session: Session, hub: Hub): Promise<void> {
  if (leaving.value.has(hub.hubId)) comeBack(session, hub.hubId);
  else await session.connection.call(HubService.method.joinHub, { hubId: hub.hubId });
  toast({ words: hubsWords().joined(hub.name) });
}
