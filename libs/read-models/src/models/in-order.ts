import { merged } from '../routes/merged.js';

/** Where a row stands in an order; its last value is the ordinal of the row. */
type Place = readonly (string | number)[];

/** The places of several lists as one list in the same order, each row once. */
export function* inOrder<P extends Place>(
  lists: readonly Iterator<P, void>[],
  isDescending: boolean,
): Generator<P, void, void> {
  const order = isDescending ? (one: P, other: P) => compared(other, one) : compared;
  let last: unknown;
  for (const place of merged(lists, order)) {
    const ordinal = place.at(-1);
    if (ordinal !== last) yield place;
    last = ordinal;
  }
}

/** @returns a negative number if one is before the other, a positive one if it is after it, or else 0 */
export const compared = (one: Place, other: Place): number => {
  const n = one.findIndex((value, i) => value !== other[i]);
  return n < 0 ? 0 : one[n]! < other[n]! ? -1 : 1;
};
export const isBefore = (one: Place, other: Place): boolean => compared(one, other) < 0;
