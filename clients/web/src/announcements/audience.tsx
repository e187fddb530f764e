import { AnnouncementService, type Hub, HubRole, HubService, type OurplaceError } from '@ourplace/sdk';
import { useState } from 'preact/hooks';
import { useSession } from '../account.ts';
import { useFetched } from '../pages/parts/fetched.tsx';
import { RadioCards } from '../pages/parts/form.tsx';
import type { Form } from '../pages/parts/form_model.ts';
import { placesInOrder } from '../pages/parts/places.ts';
import { Ticks, themeChoices, ticked } from '../pages/parts/ticks.tsx';
import { Icon } from '../parts/icon.tsx';
import { announcementWords } from '../words/announcements.ts';
import { whyWords } from '../words/errors.ts';

export interface AudienceValues extends Record<string, string> {
  /** Ids with spaces between. */
  hubIds: string;
  placeId: string;
  roles: string;
  /** Of the programme's list, with spaces between; empty: not only Champions. */
  themes: string;
}

const roles: Record<string, HubRole[]> = {
  everybody: [],
  moderators: [HubRole.MODERATOR, HubRole.ORGANISER],
  organisers: [HubRole.ORGANISER],
};

const turned = (text: string, one: string, on: boolean) =>
  [...ticked(text).filter((other) => other !== one), ...(on ? [one] : [])].join(' ');

export function audienceOf({ hubIds, placeId, roles: chosen, themes }: AudienceValues) {
  return {
    hubIds: ticked(hubIds),
    placeIds: placeId ? [placeId] : [],
    roles: roles[chosen] ?? [],
    themes: ticked(themes),
  };
}

export interface Counted {
  people: number | undefined;
  requiresBothLanguages: boolean;
  error: OurplaceError | undefined;
}

/** How many people it would go to now. */
export function useCount(values: AudienceValues): Counted {
  const { connection } = useSession();
  const audience = audienceOf(values);
  const isEmpty = audience.hubIds.length + audience.placeIds.length === 0;
  const key = [values.hubIds, values.placeId, values.roles, values.themes].join('/');
  const fetched = useFetched(key, async () =>
    isEmpty ? undefined : connection.call(AnnouncementService.method.countAudience, { audience }),
  );
  return {
    people: isEmpty ? 0 : fetched.data?.people,
    requiresBothLanguages: fetched.data?.requiresBothLanguages ?? false,
    error: fetched.error,
  };
}

/** The Hubs that the member looks after, for administrators a place as well, and which of their people are meant. */
export function AudienceFields<V extends AudienceValues>({ form, hub }: { form: Form<V>; hub: Hub }) {
  const { connection, overview } = useSession();
  const words = announcementWords();
  const isAdministrator = overview.me.value?.member?.isAdministrator ?? false;
  const others = overview.hubs.value.filter(({ hubId, myRole }) => hubId !== hub.hubId && myRole === HubRole.ORGANISER);
  const places = useFetched('places', () => connection.call(HubService.method.listPlaces, {}));
  const chosen = ticked(form.values.hubIds);
  const wrong = form.problems.hubIds;
  return (
    <>
      <fieldset class="field" id="announcement-hubIds" tabIndex={-1}>
        <legend class="legend">{words.whoFor}</legend>
        {wrong && (
          <span class="wrong">
            <Icon name="warn" small />
            <span>{wrong}</span>
          </span>
        )}
        <div class="choices choices--long">
          {[hub, ...others].map(({ hubId, name, memberCount }) => {
            const on = chosen.includes(hubId);
            return (
              <label key={hubId} class={`choice${on ? ' choice--on' : ''}`}>
                <input
                  type="checkbox"
                  checked={on}
                  onChange={(event) =>
                    form.set('hubIds', turned(form.values.hubIds, hubId, event.currentTarget.checked))
                  }
                />
                <span dir="auto">
                  {name}
                  <br />
                  <span class="soft small">{words.peopleCount(memberCount)}</span>
                </span>
              </label>
            );
          })}
        </div>
      </fieldset>
      {isAdministrator && (
        <div class="field">
          <label for="announcement-placeId">{words.place}</label>
          <select
            id="announcement-placeId"
            class="input"
            value={form.values.placeId}
            onChange={(event) => form.set('placeId', event.currentTarget.value)}
          >
            <option value="">{words.noPlace}</option>
            {placesInOrder(places.data?.places ?? []).map(({ place, depth }) => (
              <option key={place.placeId} value={place.placeId}>
                {'\u00a0\u00a0'.repeat(depth) + place.name}
              </option>
            ))}
          </select>
        </div>
      )}
      <RadioCards
        id="announcement-roles"
        label={words.parts}
        value={form.values.roles}
        long
        of={[
          { value: 'everybody', words: words.everybody },
          { value: 'moderators', words: words.moderators },
          { value: 'organisers', words: words.organisers },
        ]}
        choose={(value) => form.set('roles', value)}
      />
      <ThemeFields form={form} />
    </>
  );
}

/** Folded away until somebody wants it: most of what a Hub says is for everybody. */
function ThemeFields<V extends AudienceValues>({ form }: { form: Form<V> }) {
  const words = announcementWords();
  const [openAtFirst] = useState(ticked(form.values.themes).length > 0);
  return (
    <details class="card" open={openAtFirst || form.problems.themes !== undefined}>
      <summary class="strong">{words.champions}</summary>
      <Ticks
        form={form}
        prefix="announcement"
        name="themes"
        label={words.championsOf}
        hint={words.championsHint}
        of={themeChoices()}
      />
    </details>
  );
}

export function CountLine({ counted }: { counted: Counted }) {
  const words = announcementWords();
  if (counted.error)
    return (
      <p class="wrong" role="alert">
        <Icon name="warn" small />
        <span>{whyWords(counted.error)}</span>
      </p>
    );
  return (
    <p class="note" role="status">
      <Icon name="people" />
      <span>{counted.people === undefined ? words.counting : words.willGet(counted.people)}</span>
    </p>
  );
}
