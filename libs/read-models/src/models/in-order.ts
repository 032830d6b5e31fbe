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
  for (let before: unknown; heads.length > 0;) {
    let first = 0;
    for (let n = 1; n < heads.length; n++)
      if (isBefore(heads[n]!.place, heads[first]!.place) !== isDescending) first = n;
    const head = heads[first]!;
    const ordinal = head.place.at(-1);
    if (ordinal !== before) yield head.place;
    before = ordinal;
    const { value } = head.list.next();
    if (value) head.place = value;
    else heads.splice(first, 1);
  }
}

export const isBefore = (one: Place, other: Place): boolean => {
  const n = one.findIndex((value, i) => value !== other[i]);
  return n >= 0 && one[n]! < other[n]!;
};
