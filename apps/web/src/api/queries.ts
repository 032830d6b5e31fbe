import { QueryClient, useQuery } from '@tanstack/preact-query';
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import { useMessages } from '../messages/use-messages.js';
import { type Answer, Refused } from './answer.js';
import { ask, onLoggedInAgain } from './ask.js';

const FRESH_MS = 5_000;
/** How long a moment that was seen can be shown again without a line. */
const KEPT_MS = 60 * 60_000;
const LONGEST_WAIT_S = 5;

/** Waits for what the service is still putting together. Of anything else the reader decides. */
const shouldRetry = (failures: number, error: Error): boolean =>
  error instanceof Refused && error.isLate && failures < 120;
const retryDelay = (failures: number, error: Error): number =>
  1_000 * Math.min(error instanceof Refused ? (error.retryAfter ?? 1) : 1, 0.25 * 2 ** failures, LONGEST_WAIT_S);

/** What was asked and answered. It is kept in memory alone, and ends with the page. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: FRESH_MS,
      gcTime: KEPT_MS,
      retry: shouldRetry,
      retryDelay,
      // Whether there is a line shows in the answer: a service on this machine needs none.
      networkMode: 'always',
      refetchOnReconnect: 'always',
    },
  },
});

type Key = readonly [path: string, parameters: string, language: string];

type Options = Readonly<{ refetchInterval?: number; enabled?: boolean }>;

/** What asks for what the service answers at this address. */
export const answerOf = <T>(path: string, parameters: string, language: string, options: Options = {}) => ({
  queryKey: [path, parameters, language] as Key,
  queryFn: ({ signal }: Readonly<{ signal: AbortSignal }>) =>
    ask<T>(parameters === '' ? path : `${path}?${parameters}`, language, signal),
  placeholderData: (last: Answer<T> | undefined, lastQuery?: Readonly<{ queryKey: Key }>) =>
    lastQuery?.queryKey[0] === path ? last : undefined,
  ...options,
});

/**
 * What the service answers at this address. Until it does, the last answer of the same path is shown: another moment of the same
 * negotiation, never another negotiation.
 */
export const useAnswer = <T>(path: string, parameters = '', options: Options = {}) => {
  const { language } = useMessages();
  const question = answerOf<T>(path, parameters, language, options);
  // Before the screen is painted: an effect would wait for that, and a reader who moves through time for each answer.
  useLayoutEffect(() => {
    if (options.enabled !== false) void queries.prefetchQuery(question);
  }, [path, parameters, language, options.enabled]);
  return useQuery<Answer<T>, Error, Answer<T>, Key>(question);
};

/** How often somebody has logged in again since this was shown: what was refused meanwhile is asked again. */
export const useLogins = (): number => {
  const [count, setCount] = useState(0);
  useEffect(() => onLoggedInAgain(() => setCount((before) => before + 1)), []);
  return count;
};
