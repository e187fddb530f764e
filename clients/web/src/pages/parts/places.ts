import type { Place } from '@ourplace/sdk';

/** Each place below the one that it lies in, by name. */
export function placesInOrder(places: readonly Place[]): { place: Place; depth: number }[] {
  const known = new Set(places.map(({ placeId }) => placeId));
  const below = (parent: string, depth: number): { place: Place; depth: number }[] =>
    places
      .filter(({ parentPlaceId }) => (known.has(parentPlaceId) ? parentPlaceId : '') === parent)
      .sort((a, b) => a.name.localeCompare(b.name))
      .flatMap((place) => [{ place, depth }, ...below(place.placeId, depth + 1)]);
  return below('', 0);
}
