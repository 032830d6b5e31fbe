import { type Answer } from '../../api/answer.js';
import { ask } from '../../api/ask.js';
import type { Marking } from '../../model/marking.js';
import type { Names } from '../../model/names.js';

type Page<T> = Readonly<{ items: readonly T[]; next?: string; names?: Names; marking?: Marking }>;
/** A whole list. `marking`: of each of its pages. `isCut`: it goes on. */
export type All<T> = Readonly<{
  items: readonly T[];
  names: Names;
  markings: readonly (Marking | undefined)[];
  isCut: boolean;
}>;

const PAGE = 200;
/** Two thousand of them are more than anybody looks at. */
const MOST_PAGES = 10;
/** How often the page asks whether something is new. An unchanged answer costs a 304. */
const ASK_AGAIN_MS = 30_000;

/** What asks for all pages of a list. `limit`: where one page is enough. */
export const allOf = <T>(path: string, parameters: string, language: string, limit?: number) => ({
  queryKey: [path, `all ${parameters} ${limit ?? ''}`, language],
  queryFn: async ({ signal }: Readonly<{ signal: AbortSignal }>): Promise<Answer<All<T>>> => {
    const pages: Answer<Page<T>>[] = [];
    const most = limit === undefined ? MOST_PAGES : 1;
    do {
      const asked = new URLSearchParams(parameters);
      asked.set('limit', String(limit ?? PAGE));
      const after = pages.at(-1)?.body.next;
      if (after !== undefined) asked.set('after', after);
      pages.push(await ask<Page<T>>(`${path}?${asked}`, language, signal));
    } while (pages.at(-1)!.body.next !== undefined && pages.length < most);
    const last = pages.at(-1)!;
    return {
      ...last,
      body: {
        items: pages.flatMap(({ body }) => body.items),
        names: Object.assign({}, ...pages.map(({ body }) => body.names)) as Names,
        markings: pages.map(({ body }) => body.marking),
        isCut: last.body.next !== undefined,
      },
    };
  },
  refetchInterval: ASK_AGAIN_MS,
});
