/** Rows of several sources, each in this order. */
export function* merged<T>(sources: readonly Iterator<T>[], order: (one: T, other: T) => number): Generator<T> {
  const heads = sources.flatMap((source) => {
    const { value, done } = source.next();
    return done ? [] : [{ source, value }];
  });
  while (heads.length > 0) {
    let first = 0;
    for (let n = 1; n < heads.length; n++) if (order(heads[n]!.value, heads[first]!.value) < 0) first = n;
    const head = heads[first]!;
    yield head.value;
    const { value, done } = head.source.next();
    if (done) heads.splice(first, 1);
    else head.value = value;
  }
}
