import { useInfiniteQuery } from '@tanstack/preact-query';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Answer } from '../../api/answer.js';
import { ask } from '../../api/ask.js';
import { useMessages } from '../../messages/use-messages.js';
import type { TimelineItem, TimelineItemList } from '../../types/types.gen.js';

const PAGE = 200;
/** So many facts are read without being asked for: more than anybody looks at, and few enough to be drawn at once. */
export const MOST = 1_000;
const ASK_AGAIN_MS = 30_000;
/** A page of a search has few facts, so more of them are read; but no search reads all of a long record by itself. */
const MOST_PAGES_FOR_ONE = 4;

/** The facts that were read. They are shown while more are being read. */
export type Facts = Readonly<{
  items: readonly TimelineItem[];
  names: TimelineItemList['names'];
  heardAt: Date | undefined;
  /** The parameters that they were asked for with. */
  asked: string | undefined;
  error: Error | null;
  late: Error | null;
  /** They are those of an earlier question, until the first page of this one has come. */
  isEarlier: boolean;
  /** Another page is being read. */
  isReading: boolean;
  /** Reads more, if there are more. */
  readOn: (() => void) | undefined;
  retry: () => void;
}>;

/** Reads a timeline page by page, up to a number of facts. `parameters`: undefined while it is not known what to ask for. */
export const useFacts = (id: string, parameters: string | undefined, isNow: boolean): Facts => {
  const { language } = useMessages();
  const path = `/v1/negotiations/${encodeURIComponent(id)}/timeline`;
  const [most, setMost] = useState<Readonly<{ of: string | undefined; count: number }>>({
    of: parameters,
    count: MOST,
  });
  const wanted = most.of === parameters ? most.count : MOST;
  const query = useInfiniteQuery({
    queryKey: [path, parameters ?? '', language],
    queryFn: ({ pageParam, signal }) => {
      const asked = new URLSearchParams(parameters);
      asked.set('limit', String(PAGE));
      if (pageParam !== '') asked.set('after', pageParam);
      return ask<TimelineItemList>(`${path}?${asked}`, language, signal);
    },
    initialPageParam: '',
    getNextPageParam: ({ body }: Answer<TimelineItemList>) => body.next,
    enabled: parameters !== undefined,
    placeholderData: (last, lastQuery) => (lastQuery?.queryKey[0] === path ? last : undefined),
    ...(isNow && { refetchInterval: ASK_AGAIN_MS }),
  });
  const { data, error, failureReason, hasNextPage, isFetching, isPlaceholderData, fetchNextPage, refetch } = query;
  const { items, names, heardAt, asked } = useMemo(() => together(data?.pages ?? []), [data]);
  const read = data?.pages.length ?? 0;
  const isShort =
    hasNextPage && !isPlaceholderData && items.length < wanted && read < (wanted / PAGE) * MOST_PAGES_FOR_ONE;
  useEffect(() => {
    if (isShort && !isFetching && error === null) void fetchNextPage();
  }, [isShort, isFetching, error]);
  return {
    items,
    names,
    heardAt,
    asked,
    isEarlier: isPlaceholderData,
    error,
    late: error === null ? failureReason : null,
    isReading: isShort,
    readOn:
      hasNextPage && !isShort && !isPlaceholderData
        ? () => setMost({ of: parameters, count: wanted + MOST })
        : undefined,
    retry: () => void refetch(),
  };
};

const together = (
  pages: readonly Answer<TimelineItemList>[],
): Pick<Facts, 'items' | 'names' | 'heardAt' | 'asked'> => ({
  items: pages.flatMap(({ body }) => body.items),
  names: Object.assign({}, ...pages.map(({ body }) => body.names)) as Facts['names'],
  heardAt: pages.at(-1)?.heardAt,
  asked: pages.at(-1)?.asked,
});
