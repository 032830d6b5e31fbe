/** The sort key of a row. */
export type Key = readonly (string | number)[];
/** The rows after a key, exclusive, in a fixed order. `looking`: what is left to a page that looks at many rows to find some. */
export type Slice = Readonly<{ after: Key | undefined; limit: number; looking?: LookingBudget }>;

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

/**
 * A page of a search ends after it has looked at so many rows, or so many bytes of texts, so that it holds nobody up.
 */
const MOST_LOOKED_AT = 1_000;
const MOST_BYTES_LOOKED_AT = 512 * 1024;

/** How much a page may still look at. It looks at one row in any case, so that each page goes on. */
export class LookingBudget {
  private rows = MOST_LOOKED_AT;
  private bytes = MOST_BYTES_LOOKED_AT;

  /** @returns whether the page ends with this row */
  endsWith(texts = ''): boolean {
    this.rows -= 1;
    this.bytes -= Buffer.byteLength(texts);
    return this.rows <= 0 || this.bytes <= 0;
  }
}

/** The rows of a page. `next`: the key after which the next one begins, if there may be more. */
export type Page<T> = Readonly<{ rows: readonly Keyed<T>[]; next: Key | undefined }>;

/** Rows of a long search. `resume`: the key after which another page goes on, if it has not come to the end. */
export type FoundSoFar<T> = Readonly<{ found: readonly Keyed<T>[]; resume: Key | undefined }>;

/**
 * Reads a page in parts of `atATime` rows, so that not much more is read than fits. Each part requests one more row, to find
 * out if there are any. @returns a refusal as `ask` returns it
 */
export const readPage = <T, Refused extends object>(
  ask: (slice: Slice) => readonly Keyed<T>[] | FoundSoFar<T> | Refused,
  { after, limit }: Slice,
  atATime: number,
  budget = new PageBudget(),
): Page<T> | Refused => {
  const page: Keyed<T>[] = [];
  const looking = new LookingBudget();
  for (;;) {
    const wanted = Math.min(atATime, limit - page.length);
    const answer = ask({ after: page.at(-1)?.key ?? after, limit: wanted + 1, looking });
    if (!Array.isArray(answer) && !isSoFar<T>(answer)) return answer as Refused;
    const { found, resume } = Array.isArray(answer)
      ? { found: answer as readonly Keyed<T>[], resume: undefined }
      : answer;
    const taken = budget.take(found.slice(0, wanted));
    page.push(...taken);
    if (taken.length === found.length) return { rows: page, next: resume };
    if (budget.isSpent || page.length === limit) return { rows: page, next: page.at(-1)!.key };
  }
};

const isSoFar = <T>(answer: object): answer is FoundSoFar<T> => 'resume' in answer;

/** Rows that are read in portions, until nobody wants more. `read` gets the last row of the portion before. `first`: the size of the first. */
export function* inPortions<T>(
  read: (after: T | undefined, limit: number) => readonly T[],
  first = PORTION,
): Generator<T, void, void> {
  let after: T | undefined;
  for (let size = first; ; size = Math.min(4 * size, PORTION)) {
    const portion = read(after, size);
    yield* portion;
    if (portion.length < size) return;
    after = portion.at(-1);
  }
}
const PORTION = 64;
