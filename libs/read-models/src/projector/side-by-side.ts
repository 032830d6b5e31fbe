/** What a table has that the other one has not, by thing; `others` belong to none. */
export class Findings {
  readonly streams = new Set<string>();
  others = 0;
}

/** As SQLite compares: byte by byte. */
export const compareText = (a: string, b: string): number =>
  a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b));

/** Two sorted sequences side by side: what has no equal stands alone. */
export function* merged<T>(
  ones: Iterable<T>,
  others: Iterable<T>,
  compare: (one: T, other: T) => number,
): Generator<readonly [T | undefined, T | undefined], void, void> {
  const [left, right] = [ones[Symbol.iterator](), others[Symbol.iterator]()];
  const next = (from: Iterator<T>): T | undefined => {
    const step = from.next();
    return step.done ? undefined : step.value;
  };
  try {
    for (let [one, other] = [next(left), next(right)]; one !== undefined || other !== undefined;) {
      const order = one === undefined ? 1 : other === undefined ? -1 : compare(one, other);
      yield [order <= 0 ? one : undefined, order >= 0 ? other : undefined];
      if (order <= 0) one = next(left);
      if (order >= 0) other = next(right);
    }
  } finally {
    // A statement that is not at its end keeps the connection busy.
    left.return?.();
    right.return?.();
  }
}
