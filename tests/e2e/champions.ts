/** Champions who may be asked at any hour, so that tests run at night as well. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into the reply
type Call = (method: string, request: object) => Promise<any>;

/** @param organiser who makes them one */
export async function championFor(organiser: Call, champion: Call, memberId: string): Promise<void> {
  await organiser('HubService/SetChampion', {
    memberId,
    champion: { themes: ['assets', 'health'], about: 'I kept a village hall open for ten years.' },
  });
  await champion('ChampionService/SetAvailability', {
    availability: { zone: 'Europe/London', cap: 20 },
    profile: { languages: ['en', 'cy'] },
  });
}
