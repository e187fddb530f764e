/** Champions who may be asked at any hour, so that tests run at night as well. */
import type { Stage } from './stage.ts';

/** @param by who makes them one: an Organiser of a Hub to which they belong */
export async function makeChampion(stage: Stage, by: string, name: string): Promise<void> {
  const organiser = await stage.deviceOf(by);
  await stage.call(organiser, 'HubService/SetChampion', {
    memberId: stage.programme.memberId(name),
    champion: { themes: ['assets', 'health'], about: 'I kept a village hall open for ten years.' },
  });
  // Only a person may say when they are free, not a program for them.
  const champion = await stage.deviceOf(name);
  await stage.call(champion, 'ChampionService/SetAvailability', {
    availability: { zone: 'Europe/London', cap: 20 },
    profile: { languages: ['en', 'cy'] },
  });
  await organiser.close();
  await champion.close();
}
