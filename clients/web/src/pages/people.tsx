import { useState } from 'preact/hooks';
import { useSession } from '../account.ts';
import { Icon } from '../parts/icon.tsx';
import { Loading } from '../parts/loading.tsx';
import { Title } from '../parts/title.tsx';
import { pagesWords } from '../words/pages/pages.ts';
import { settingsWords } from '../words/pages/settings.ts';
import { HubPeople } from './hub_people.tsx';

/** The people of one's Hubs, one Hub at a time. */
export default function PeoplePage() {
  const { overview } = useSession();
  const words = settingsWords();
  const hubs = overview.hubs.value;
  const [chosen, choose] = useState('');
  const hub = overview.hub(chosen) ?? hubs[0];
  return (
    <div class="page">
      <header class="stack stack--s">
        <Title text={words.people} />
        <p class="soft">{words.peopleHint}</p>
      </header>
      {!overview.loaded.value && <Loading words={pagesWords().fetching} />}
      {overview.loaded.value && !hub && (
        <div class="card empty">
          <Icon name="people" />
          <p class="strong">{words.noHubs}</p>
          <p class="soft">{words.noHubsHint}</p>
          <a class="btn btn--go" href="/hubs">
            {words.findHub}
          </a>
        </div>
      )}
      {hub && hubs.length > 1 && (
        <div class="field field--beside">
          <label for="which-hub">{words.whichHub}</label>
          <select
            class="input"
            id="which-hub"
            value={hub.hubId}
            onChange={(event) => choose(event.currentTarget.value)}
          >
            {hubs.map(({ hubId, name }) => (
              <option key={hubId} value={hubId}>
                {name}
              </option>
            ))}
          </select>
        </div>
      )}
      {hub && <HubPeople key={hub.hubId} hub={hub} />}
    </div>
  );
}
