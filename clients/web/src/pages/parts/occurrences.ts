import { EventService, type ListOccurrencesResponse, type Session } from '@ourplace/sdk';
import { useState } from 'preact/hooks';
import { useSession } from '../../account.ts';
import type { Shown } from './event_row.tsx';

/** Whether something about events has changed since it was last asked; the asker then fetches again. */
export function useEventsChanged(again: () => void): void {
  const version = useSession().overview.eventsChanged.value;
  const [seen, setSeen] = useState(version);
  if (seen === version) return;
  setSeen(version);
  again();
}

export const micros = (time: Date): bigint => BigInt(time.getTime()) * 1000n;

export async function listOccurrences(
  { connection }: Session,
  range: { from: Date; until?: Date; pageSize: number; pageToken?: string; hubId?: string },
): Promise<{ items: Shown[]; next: string }> {
  const page = await connection.call(EventService.method.listOccurrences, {
    hubId: range.hubId ?? '',
    fromUs: micros(range.from),
    untilUs: range.until ? micros(range.until) : 0n,
    pageSize: range.pageSize,
    pageToken: range.pageToken ?? '',
  });
  return { items: withEvents(page), next: page.nextPageToken };
}

function withEvents({ occurrences, events }: ListOccurrencesResponse): Shown[] {
  const byId = new Map(events.map((event) => [event.eventId, event]));
  return occurrences.flatMap((occurrence) => {
    const event = byId.get(occurrence.eventId);
    return event ? [{ occurrence, event }] : [];
  });
}
