/** The sort key of a row. */
export type Key = readonly (string | number)[];
/** The rows after a key, exclusive, in a fixed order. */
export type Slice = Readonly<{ after: Key | undefined; limit: number }>;

export type Keyed<T> = T & Readonly<{ key: Key }>;

/**
 * A page ends early when its rows have this many characters as JSON. One fact can have a million bytes: 200 of them in one
 * answer would hold up everybody else, and take more than one string can have.
 */
const PAGE_CHARACTERS = 8 * 1024 * 1024;

/** How much of a page is still free. */
export class PageBudget {
  constructor(private left: number = PAGE_CHARACTERS) {}

  get isSpent(): boolean {
    return this.left <= 0;
  }

  /** The rows that fit, from the first. The last of them may exceed the budget, so that a page has at least one row. */
  take<T>(rows: readonly T[]): readonly T[] {
    let taken = 0;
    for (; taken < rows.length && !this.isSpent; taken++) this.left -= JSON.stringify(rows[taken]).length;
    return rows.slice(0, taken);
  }
}

/** The rows of a page, and whether there are more after them. */
export type Page<T> = Readonly<{ rows: readonly Keyed<T>[]; hasMore: boolean }>;

/**
 * Reads a page in parts of `atATime` rows, so that not much more is read than fits. Each part requests one more row, to find
 * out if there are any. @returns a refusal as `ask` returns it
 */
export const readPage = <T, Refused extends object>(
  ask: (slice: Slice) => readonly Keyed<T>[] | Refused,
  { after, limit }: Slice,
  atATime: number,
  budget = new PageBudget(),
): Page<T> | Refused => {
  const page: Keyed<T>[] = [];
  for (;;) {
    const wanted = Math.min(atATime, limit - page.length);
    const rows = ask({ after: page.at(-1)?.key ?? after, limit: wanted + 1 });
    if (!Array.isArray(rows)) return rows as Refused;
    const taken = budget.take(rows.slice(0, wanted) as Keyed<T>[]);
    page.push(...taken);
    const hasMore = taken.length < rows.length;
    if (!hasMore || budget.isSpent || page.length === limit) return { rows: page, hasMore };
  }
};

/** Rows that are read in portions, until nobody wants more. `read` gets the last row of the portion before. */
export function* inPortions<T>(read: (after: T | undefined, limit: number) => readonly T[]): Generator<T, void, void> {
  for (let after: T | undefined; ;) {
    const portion = read(after, PORTION);
    yield* portion;
    if (portion.length < PORTION) return;
    after = portion.at(-1);
  }
}
const PORTION = 64;
