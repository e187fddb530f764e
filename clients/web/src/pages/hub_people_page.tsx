import { HubRole } from '@ourplace/sdk';
import { Title } from '../parts/title.tsx';
import { hubsWords } from '../words/pages/hubs.ts';
import { useHub } from './hub.tsx';
import { HubPeople } from './hub_people.tsx';
import { BackTo } from './parts/back_to.tsx';
import { Showing } from './parts/fetched.tsx';

/** Everybody who belongs to a Hub. */
export default function HubPeoplePage({ params }: { params: Record<string, string> }) {
  const words = hubsWords();
  const fetched = useHub(params.hub ?? '');
  const { hub } = fetched.data ?? {};
  return (
    <div class="page">
      <header class="stack stack--s">
        <BackTo href={`/hub/${params.hub}`} words={hub?.name ?? words.hubs} />
        <Title text={hub ? words.peopleOf(hub.name) : words.people} />
      </header>
      <Showing fetched={fetched} loading={words.fetchingPeople}>
        {(found) =>
          found.hub && found.hub.myRole !== HubRole.UNSPECIFIED ? (
            <HubPeople hub={found.hub} />
          ) : (
            <p class="soft">{words.peopleOnlyMembers}</p>
          )
        }
      </Showing>
    </div>
  );
}
