import { useInfiniteQuery } from '@tanstack/preact-query';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Answer } from '../../api/answer.js';
import { ask } from '../../api/ask.js';
import { useAnswer } from '../../api/queries.js';
import { useMessages } from '../../messages/use-messages.js';
import type { MovedLineList } from '../../types/types.gen.js';
import type { Question } from './use-question.js';

const PAGE = 100;
const ASK_AGAIN_MS = 30_000;

/**
 * What moved. It stays as it was when the screen was opened, so that nothing moves under the eye: what came since is counted, and shown
 * when the reader asks for it.
 */
export const useMoved = ({ path: negotiation, asked }: Question, goesOn: boolean) => {
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
  // Until now goes on: if more was recorded between two pages, they are not parts of one answer.
  const isTorn = pages.some(({ body }) => body.counts.lines !== first?.body.counts.lines);
  useEffect(() => {
    if (isTorn) void refetch();
  }, [isTorn]);
  const { lines, names } = useMemo(() => together(pages), [pages]);

  const later = useAnswer<MovedLineList>(path, `since=${first?.place}&limit=1`, {
    enabled: goesOn && first?.place !== undefined,
    refetchInterval: ASK_AGAIN_MS,
  });
  return {
    path,
    first,
    lines,
    names,
    error,
    late: error === null ? failureReason : null,
    readOn: hasNextPage && !isFetchingNextPage ? () => void fetchNextPage() : undefined,
    /** How many more lines there are since, and why that is not known. */
    later: goesOn && !later.isPlaceholderData ? (later.data?.body.counts.lines ?? 0) : 0,
    laterError: goesOn ? later.error : null,
    laterLate: goesOn && later.error === null ? later.failureReason : null,
    retry: () => void refetch(),
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
