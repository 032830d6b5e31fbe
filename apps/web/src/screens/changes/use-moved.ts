import { useInfiniteQuery } from '@tanstack/preact-query';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Answer } from '../../api/answer.js';
import { ask } from '../../api/ask.js';
import { useAnswer } from '../../api/queries.js';
import { useMessages } from '../../messages/use-messages.js';
import type { ChangesView } from '../../model/changes-view.js';
import { linesByKind } from '../../model/moved-lines.js';
import type { MovedLineList } from '../../types/types.gen.js';
import type { Question } from './use-question.js';

const PAGE = 100;
const ASK_AGAIN_MS = 30_000;

/**
 * What moved. It stays as it was when the screen was opened, so that nothing moves under the eye: what came since is counted, and shown
 * when the reader asks for it. All pages are asked for as of one place of the record, so they are parts of one answer.
 */
export const useMoved = ({ path: negotiation, asked, now, showUntil }: Question, view: ChangesView) => {
  const { language } = useMessages();
  const [openedAt] = useState(Date.now);
  const path = `${negotiation}/changes`;
  const query = useInfiniteQuery({
    queryKey: [path, asked ?? '', language],
    queryFn: ({ pageParam, signal }) =>
      ask<MovedLineList>(`${path}?${asked}&limit=${PAGE}${pageParam && `&after=${pageParam}`}`, language, signal),
    initialPageParam: '',
    getNextPageParam: ({ body }: Answer<MovedLineList>) => body.next,
    enabled: ({ state }) => asked !== undefined && (state.data === undefined || state.dataUpdatedAt < openedAt),
  });
  const { data, error, failureReason, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = query;
  const pages = data?.pages ?? NO_PAGES;
  const first = pages[0];
  const { lines, names } = useMemo(() => together(pages), [pages]);
  const groups = useMemo(() => linesByKind(lines, view), [lines, view.kind, view.tag]);
  // Filters are about all lines, so all are loaded.
  const isFiltered = view.kind !== undefined || view.tag !== undefined;
  const isWanted = isFiltered && hasNextPage && !isFetchingNextPage && error === null;
  useEffect(() => {
    if (isWanted) void fetchNextPage();
  }, [isWanted]);

  const goesOn = view.until === undefined;
  const later = useAnswer<MovedLineList>(path, `since=${now}&limit=1`, {
    enabled: goesOn && first !== undefined,
    refetchInterval: ASK_AGAIN_MS,
  });
  const laterPlace = later.data?.place;
  const readOn = () => void fetchNextPage();
  return {
    path,
    first,
    lines,
    groups,
    names,
    error,
    late: error === null ? failureReason : null,
    hasMore: hasNextPage,
    isReadingOn: isFetchingNextPage,
    readOn,
    /** How many lines there are that are not shown: on pages that were not loaded, or because of a filter. */
    unseen: (pages.at(-1)?.body.counts.lines ?? 0) - groups.reduce((sum, { lines: own }) => sum + own.length, 0),
    /** How many more lines there are since, and why that is not known. */
    later: goesOn && !later.isPlaceholderData ? (later.data?.body.counts.lines ?? 0) : 0,
    laterError: goesOn ? later.error : null,
    laterLate: goesOn && later.error === null ? later.failureReason : null,
    showLater: () => laterPlace !== undefined && showUntil(laterPlace),
    /** Asks again for what was refused: the next page, or the first. */
    retry: () => (first !== undefined && hasNextPage ? readOn() : void refetch()),
    retryLater: () => void later.refetch(),
  };
};
export type Moved = ReturnType<typeof useMoved>;

/** The same each time, so that what follows from it is not computed again. */
const NO_PAGES: readonly Answer<MovedLineList>[] = [];

const together = (pages: readonly Answer<MovedLineList>[]) => ({
  lines: pages.flatMap(({ body }) => body.items),
  names: Object.assign({}, ...pages.map(({ body }) => body.names)) as MovedLineList['names'],
});
