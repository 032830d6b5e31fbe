/** Where a row stands in an order; its last value is the ordinal of the row. */
type Place = readonly (string | number)[];

/** The places of several lists as one list in the same order, each row once. */
export function* inOrder<P extends Place>(
  lists: readonly Generator<P, void, void>[],
  isDescending: boolean,
): Generator<P, void, void> {
  const heads = lists.flatMap((list) => {
    const { value } = list.next();
    return value ? [{ list, place: value }] : [];
  });
  for (let last: unknown; heads.length > 0;) {
    let first = 0;
    for (let n = 1; n < heads.length; n++)
      if (isBefore(heads[n]!.place, heads[first]!.place) !== isDescending) first = n;
    const head = heads[first]!;
    const ordinal = head.place.at(-1);
    if (ordinal !== last) yield head.place;
    last = ordinal;
    const { value } = head.list.next();
    if (value) head.place = value;
    else heads.splice(first, 1);
  }
}

/** @returns a negative number if one is before the other, a positive one if it is after it, or else 0 */
export const compared = (one: Place, other: Place): number => {
  const n = one.findIndex((value, i) => value !== other[i]);
  return n < 0 ? 0 : one[n]! < other[n]! ? -1 : 1;
};
export const isBefore = (one: Place, other: Place): boolean => compared(one, other) < 0;
