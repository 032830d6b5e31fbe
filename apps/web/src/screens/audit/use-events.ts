import { useInfiniteQuery } from '@tanstack/preact-query';
import { useEffect, useMemo } from 'preact/hooks';
import type { Answer } from '../../api/answer.js';
import { ask } from '../../api/ask.js';
import { useAnswer } from '../../api/queries.js';
import { useMessages } from '../../messages/use-messages.js';
import { highWater, type Marking } from '../../model/marking.js';
import type { Shown } from '../../parts/screen.js';
import type { EventLine, EventLineList, PublicConfig } from '../../types/types.gen.js';

const PAGE = 200;
/** A record that is longer is not read again whenever something changes in it: that would be fifty pages for ten thousand events. */
const MOST_LIVE = 1_000;
const ASK_AGAIN_MS = 30_000;

type ListPage = EventLineList & Readonly<{ marking: Marking }>;
export type EventsRead = Readonly<{
  /** Those that were read so far, in the order of recording. */
  events: readonly EventLine[];
  title: string | undefined;
  marking: Marking | undefined;
}>;
export type Events = Readonly<{
  shown: Shown<EventsRead>;
  /** All were read. */
  isWhole: boolean;
  /** What is shown is not read again by itself. */
  readAgain: (() => void) | undefined;
}>;

/** All events of a negotiation that the reader may see. They are read page by page, and shown while more are being read. */
export const useEvents = (id: string): Events => {
  const { language } = useMessages();
  const path = `/v1/negotiations/${encodeURIComponent(id)}/events`;
  const config = useAnswer<PublicConfig>('/v1/config');
  const query = useInfiniteQuery({
    queryKey: [path, `limit=${PAGE}`, language],
    queryFn: ({ pageParam, signal }) => {
      const after = pageParam === '' ? '' : `&after=${encodeURIComponent(pageParam)}`;
      return ask<ListPage>(`${path}?limit=${PAGE}${after}`, language, signal);
    },
    initialPageParam: '',
    getNextPageParam: ({ body }: Answer<ListPage>) => body.next,
    refetchInterval: ({ state }) => (isLong(state.data?.pages) ? false : ASK_AGAIN_MS),
    enabled: ({ state }) => !isLong(state.data?.pages),
    // Those in another language are shown until they can be read in this one.
    placeholderData: (last, lastQuery) => (lastQuery?.queryKey[0] === path ? last : undefined),
  });
  const { data, error, failureReason, hasNextPage, isFetching, isPlaceholderData, fetchNextPage, refetch } = query;
  useEffect(() => {
    if (hasNextPage && !isPlaceholderData && !isFetching && error === null) void fetchNextPage();
  }, [hasNextPage, isPlaceholderData, isFetching, error]);
  const levels = config.data?.body.markingLevels;
  const body = useMemo(() => data && together(id, data.pages, levels ?? []), [id, data, levels]);
  const last = data?.pages.at(-1);
  return {
    shown: {
      answer: body && last && levels && { ...last, body },
      error: error ?? config.error,
      late: error === null ? failureReason : null,
      retry: () => {
        void config.refetch();
        // What has failed after some pages goes on after them.
        void (data !== undefined && hasNextPage ? fetchNextPage() : refetch());
      },
    },
    isWhole: data !== undefined && !isPlaceholderData && !hasNextPage,
    readAgain: isLong(data?.pages) ? () => void refetch() : undefined,
  };
};

type Pages = readonly Answer<ListPage>[];
const isLong = (pages: Pages = []): boolean => pages.length > MOST_LIVE / PAGE && pages.at(-1)?.body.next === undefined;

const together = (id: string, pages: Pages, levels: readonly string[]): EventsRead => ({
  events: pages.flatMap(({ body }) => body.items),
  title: pages.map(({ body: { names } }) => (names[`negotiation-${id}`] ?? names[id])?.label).find(Boolean),
  marking: highWater(
    pages.map(({ body }) => body.marking),
    levels,
  ),
});
