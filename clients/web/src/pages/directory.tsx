import { type Hub, HubService, type Place } from '@ourplace/sdk';
import { useState } from 'preact/hooks';
import { useSession } from '../account.ts';
import { announce } from '../parts/announcer.tsx';
import { Icon } from '../parts/icon.tsx';
import { Door } from '../parts/shapes.tsx';
import { Title } from '../parts/title.tsx';
import { go } from '../router.ts';
import { hubsWords } from '../words/pages/hubs.ts';
import { Act } from './parts/act.tsx';
import { asSeen, join } from './parts/belonging.ts';
import { Showing, useFetched, usePaged } from './parts/fetched.tsx';
import { MoreButton } from './parts/more_button.tsx';
import { placesInOrder } from './parts/places.ts';
import { SearchBox } from './parts/search_box.tsx';
import { mayJoin, Standing } from './parts/tags.tsx';

/** Every Hub of the programme, by words and by place. */
export default function DirectoryPage() {
  const { connection, overview } = useSession();
  const words = hubsWords();
  const [query, setQuery] = useState('');
  const [placeId, setPlaceId] = useState('');
  const places = useFetched('places', () => connection.call(HubService.method.listPlaces, {}));
  const mine = overview.hubs.value.map((hub) => hub.hubId).join();
  const hubs = usePaged(`${query} ${placeId} ${mine}`, async (_, pageToken) => {
    const page = await connection.call(HubService.method.listHubs, { query, placeId, pageSize: 30, pageToken });
    if (query && !pageToken) announce(page.hubs.length === 0 ? words.none : words.found(page.hubs.length));
    return { items: page.hubs, next: page.nextPageToken };
  });
  const all = () => {
    setQuery('');
    setPlaceId('');
  };
  return (
    <div class="page page--wide">
      <header class="stack stack--s">
        <Title text={words.directory} />
        <SearchBox key={query} id="find" label={words.find} hint={words.findHint} value={query} search={setQuery} />
        <PlaceFilter places={places.data?.places ?? []} value={placeId} choose={setPlaceId} />
      </header>
      <Showing fetched={hubs} loading={words.fetching}>
        {({ items }) =>
          items.length === 0 ? (
            <div class="card empty">
              <Icon name="hubs" />
              <p class="strong">{query || placeId ? words.none : words.noneYet}</p>
              <p class="soft">{query || placeId ? words.noneHint : words.noneYetHint}</p>
              {(query || placeId) && (
                <button type="button" class="btn" onClick={all}>
                  {words.showAll}
                </button>
              )}
            </div>
          ) : (
            <>
              <ul class="grid3" aria-label={words.hubs}>
                {items.map((hub) => (
                  <HubCard key={hub.hubId} hub={hub} />
                ))}
              </ul>
              <MoreButton paged={hubs} />
            </>
          )
        }
      </Showing>
    </div>
  );
}

function PlaceFilter(props: { places: Place[]; value: string; choose: (placeId: string) => void }) {
  const words = hubsWords();
  if (props.places.length < 2) return null;
  return (
    <div class="field field--beside">
      <label for="place">{words.place}</label>
      <select
        class="input"
        id="place"
        value={props.value}
        onChange={(event) => props.choose(event.currentTarget.value)}
      >
        <option value="">{words.everywhere}</option>
        {placesInOrder(props.places).map(({ place, depth }) => (
          <option key={place.placeId} value={place.placeId}>
            {'\u2003'.repeat(depth) + place.name}
          </option>
        ))}
      </select>
    </div>
  );
}

function HubCard({ hub: found }: { hub: Hub }) {
  const session = useSession();
  const { overview } = session;
  const hub = asSeen(found);
  const words = hubsWords();
  const lit = [...overview.channels.value.values()].some(
    ({ channel, unread }) => channel?.hubId === hub.hubId && unread > 0,
  );
  const enter = async () => {
    await join(session, hub);
    go(`/hub/${hub.hubId}`);
  };
  return (
    <li class="card">
      <div class="row row--close">
        <Door hub={hub} lit={lit} />
        <div>
          <h2 class="card__title">
            <a href={`/hub/${hub.hubId}`} dir="auto">
              {hub.name}
            </a>
          </h2>
          <p class="small soft">{words.where(hub.place?.name ?? '', words.members(hub.memberCount))}</p>
        </div>
      </div>
      {hub.purpose && <p dir="auto">{hub.purpose}</p>}
      <div class="actions card__foot">
        {mayJoin(hub) ? (
          <Act words={words.join} busy={words.joining} about={hub.name} small run={enter} />
        ) : (
          <Standing hub={hub} />
        )}
      </div>
    </li>
  );
}
