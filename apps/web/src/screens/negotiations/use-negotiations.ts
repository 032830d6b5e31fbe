import { useInfiniteQuery } from '@tanstack/preact-query';
import type { Answer } from '../../api/answer.js';
import { ask } from '../../api/ask.js';
import type { ListedNegotiationList } from '../../types/types.gen.js';
import { useMessages } from '../../messages/use-messages.js';
import type { Shown } from '../../parts/screen.js';

const PATH = '/v1/negotiations';
const PAGE = 50;

/** The negotiations that the reader may see, page by page. `more` is absent once all are there. */
export const useNegotiations = (): Readonly<{ shown: Shown<ListedNegotiationList>; more?: () => void }> => {
  const { language } = useMessages();
  const query = useInfiniteQuery({
    queryKey: [PATH, language],
    queryFn: ({ pageParam, signal }) =>
      ask<ListedNegotiationList>(
        `${PATH}?include=nextMeeting&limit=${PAGE}${pageParam && `&after=${pageParam}`}`,
        language,
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: ({ body }: Answer<ListedNegotiationList>) => body.next,
  });
  const { data, error, failureReason, hasNextPage } = query;
  return {
    shown: {
      answer: data && together(data.pages),
      error,
      late: error === null ? failureReason : null,
      retry: () => void query.refetch(),
    },
    ...(hasNextPage && { more: () => void query.fetchNextPage() }),
  };
};

const together = (pages: readonly Answer<ListedNegotiationList>[]): Answer<ListedNegotiationList> => {
  const last = pages.at(-1)!;
  return { ...last, body: { ...last.body, items: pages.flatMap(({ body }) => body.items) } };
};
