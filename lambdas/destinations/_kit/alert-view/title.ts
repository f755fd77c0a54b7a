import type { AlertView } from './alert-view.ts';

const SEPARATOR = ' · ';
/** The headline gives way to the place, which would be the first to be cut off. */
const PLACE_SHARE = 0.4;

/** Shortens a text to so much, in the unit of `cost`. */
export type Shorten = (text: string, max: number) => string;

/**
 * What happened and where in at most `max`: of a title that is longer than its room both parts are shortened. `cost` is
 * what a text takes of the room.
 */
export function titleWithin(
  { headline, place }: Pick<AlertView, 'headline' | 'place'>,
  max: number,
  shorten: Shorten,
  cost: (text: string) => number = ({ length }) => length,
): string {
  if (place === '') return shorten(headline, max);
  const left = max - cost(SEPARATOR);
  const what = shorten(headline, left - Math.min(cost(place), Math.floor(left * PLACE_SHARE)));
  return `${what}${SEPARATOR}${shorten(place, left - cost(what))}`;
}
