import type { Marking } from '../model/marking.js';
import type { Names } from '../model/names.js';
import { type Answer } from './answer.js';
import { ask } from './ask.js';

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

type Key = readonly [path: string, parameters: string, language: string];
/**
 * `page`: how many are asked for at a time. `isEnough`: whether no more are needed than these. `isWhole`: the list is read to its end, however
 * long it is. `place`: gives the Consistency-Token of what the list must have.
 */
type Options<T> = Readonly<{
  page?: number;
  isEnough?: (items: readonly T[]) => boolean;
  isWhole?: boolean;
  place?: () => string | undefined;
}>;

/** What asks for all pages of a list, or for as many as are needed. Until they are there, those of another language are shown. */
export const allOf = <T>(
  path: string,
  parameters: string,
  language: string,
  { page = PAGE, isEnough = () => false, isWhole = false, place = () => undefined }: Options<T> = {},
) => ({
  queryKey: [path, `all ${parameters} ${page}`, language] as Key,
  placeholderData: (last: Answer<All<T>> | undefined, lastQuery?: Readonly<{ queryKey: Key }>) =>
    lastQuery?.queryKey[0] === path && lastQuery.queryKey[1] === `all ${parameters} ${page}` ? last : undefined,
  queryFn: async ({ signal }: Readonly<{ signal: AbortSignal }>): Promise<Answer<All<T>>> => {
    const pages: Answer<Page<T>>[] = [];
    const most = isWhole ? Infinity : MOST_PAGES;
    const items = () => pages.flatMap(({ body }) => body.items);
    do {
      const asked = new URLSearchParams(parameters);
      asked.set('limit', String(page));
      const after = pages.at(-1)?.body.next;
      if (after !== undefined) asked.set('after', after);
      pages.push(await ask<Page<T>>(`${path}?${asked}`, language, signal, place()));
    } while (pages.at(-1)!.body.next !== undefined && pages.length < most && !isEnough(items()));
    const last = pages.at(-1)!;
    return {
      ...last,
      body: {
        items: items(),
        names: Object.assign({}, ...pages.map(({ body }) => body.names)) as Names,
        markings: pages.map(({ body }) => body.marking),
        isCut: last.body.next !== undefined,
      },
    };
  },
  refetchInterval: ASK_AGAIN_MS,
});
