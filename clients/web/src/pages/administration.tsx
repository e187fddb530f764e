import { HubService, Paint, type Place } from '@ourplace/sdk';
import { useSession } from '../account.ts';
import { Title } from '../parts/title.tsx';
import { toast } from '../parts/toast.tsx';
import { go } from '../router.ts';
import { hubsWords } from '../words/pages/hubs.ts';
import { pagesWords } from '../words/pages/pages.ts';
import { settingsWords } from '../words/pages/settings.ts';
import { checkHub, HubFields, policies } from './hub_edit.tsx';
import { BackTo } from './parts/back_to.tsx';
import { Showing, useFetched } from './parts/fetched.tsx';
import { FormBox, TextField } from './parts/form.tsx';
import { useForm } from './parts/form_model.ts';
import { paintByName } from './parts/paints.ts';
import { placesInOrder } from './parts/places.ts';
import { FormSelect } from './parts/select_field.tsx';

/** New places and Hubs. Sign-in links are made on the page of the member who needs one. */
export default function AdministrationPage() {
  const { connection, overview } = useSession();
  const words = settingsWords();
  const places = useFetched('places', () => connection.call(HubService.method.listPlaces, {}));
  return (
    <div class="page">
      <header class="stack stack--s">
        <BackTo href="/more" words={words.more} />
        <Title text={words.administration} />
      </header>
      {overview.me.value && !overview.me.value.member?.isAdministrator ? (
        <p>{words.onlyAdministrators}</p>
      ) : (
        <Showing fetched={places} loading={pagesWords().fetching}>
          {(found) => (
            <>
              <NewHub places={found.places} />
              <NewPlace places={found.places} made={places.again} />
            </>
          )}
        </Showing>
      )}
    </div>
  );
}

function NewHub({ places }: { places: Place[] }) {
  const { connection } = useSession();
  const words = settingsWords();
  const { fillIn, tooLong } = pagesWords();
  const form = useForm(
    { name: '', purpose: '', placeId: '', paint: 'slate', joinPolicy: 'open' },
    {
      check: ({ name, purpose, placeId }) => ({
        ...checkHub(name, purpose, fillIn(hubsWords().name), tooLong),
        ...(placeId === '' && { placeId: words.needPlace }),
      }),
      send: async ({ name, purpose, placeId, paint, joinPolicy }) => {
        const { hub } = await connection.call(HubService.method.createHub, {
          name,
          purpose,
          placeId,
          paint: paintByName[paint as keyof typeof paintByName] ?? Paint.SLATE,
          joinPolicy: policies[joinPolicy as keyof typeof policies],
        });
        if (hub) go(`/hub/${hub.hubId}`);
      },
    },
  );
  return (
    <FormBox form={form} prefix="hub" class="card" submit={words.makeHub} busy={words.making}>
      <h2 class="card__title">{words.newHub}</h2>
      <p class="soft small">{words.hubHint}</p>
      <FormSelect
        form={form}
        prefix="hub"
        name="placeId"
        label={words.hubPlace}
        of={placeChoices(words.choosePlace, places)}
      />
      <HubFields form={form as unknown as Parameters<typeof HubFields>[0]['form']} />
    </FormBox>
  );
}

function NewPlace({ places, made }: { places: Place[]; made: () => void }) {
  const { connection } = useSession();
  const words = settingsWords();
  const { fillIn } = pagesWords();
  const form = useForm(
    { name: '', parentPlaceId: '' },
    {
      check: ({ name }) => (name.trim() === '' ? { name: fillIn(words.placeName) } : {}),
      send: async (values) => {
        await connection.call(HubService.method.createPlace, values);
        toast({ words: words.placeMade(values.name.trim()) });
        form.set('name', '');
        made();
      },
    },
  );
  return (
    <FormBox form={form} prefix="place" class="card" submit={words.makePlace} busy={words.making}>
      <h2 class="card__title">{words.newPlace}</h2>
      <TextField form={form} prefix="place" name="name" label={words.placeName} maxLength={80} />
      <FormSelect
        form={form}
        prefix="place"
        name="parentPlaceId"
        label={words.inside}
        of={placeChoices(words.atTop, places)}
      />
    </FormBox>
  );
}

/** To choose from; `none` is first. */
const placeChoices = (none: string, places: Place[]) => [
  { value: '', words: none },
  ...placesInOrder(places).map(({ place, depth }) => ({
    value: place.placeId,
    words: '\u2003'.repeat(depth) + place.name,
  })),
];
