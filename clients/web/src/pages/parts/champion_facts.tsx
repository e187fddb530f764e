import { ChampionService, HubService } from '@ourplace/sdk';
import { useSession } from '../../account.ts';
import { availabilityWords } from '../../words/pages/availability.ts';
import { useFetched } from './fetched.tsx';

/** What a Champion says about themselves, to peers. Nothing while it has not come. */
export function ChampionFacts({ memberId }: { memberId: string }) {
  const { connection } = useSession();
  const words = availabilityWords();
  const fetched = useFetched(memberId, async () => {
    const [{ profile }, { places }] = await Promise.all([
      connection.call(ChampionService.method.getChampion, { memberId }),
      connection.call(HubService.method.listPlaces, {}),
    ]);
    return { profile, places };
  });
  const profile = fetched.data?.profile;
  if (!profile) return null;
  const names: Record<string, string> = words.languageNames;
  const known = fetched.data?.places.filter(({ placeId }) => profile.placeIds.includes(placeId)) ?? [];
  return (
    <dl class="facts">
      <Fact name={words.helpsIn} text={profile.languages.map((code) => names[code] ?? code).join(', ')} />
      <Fact name={words.knows} text={known.map(({ name }) => name).join(', ')} />
      <Fact name={words.helpsWith} text={profile.canHelpWith} />
      <Fact name={words.helpsNotWith} text={profile.cannotHelpWith} />
    </dl>
  );
}

function Fact({ name, text }: { name: string; text: string }) {
  if (text === '') return null;
  return (
    <>
      <dt>{name}</dt>
      <dd dir="auto">{text}</dd>
    </>
  );
}
