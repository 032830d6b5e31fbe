import { useQuery } from '@tanstack/preact-query';
import { useRef } from 'preact/hooks';
import { allOf } from '../../../api/all-of.js';
import { queries } from '../../../api/queries.js';
import { useMessages } from '../../../messages/use-messages.js';
import type { Grant } from '../../../types/types.gen.js';

export const grantsOf = (negotiation: string): string => `/v1/negotiations/${encodeURIComponent(negotiation)}/grants`;

/** Who has or had access to a negotiation. `mayRead`: whether it is asked for at all. */
export const useGrants = (negotiation: string | undefined, mayRead: boolean) => {
  const { language } = useMessages();
  /** Up to where in the record the list must tell: it has what was given or revoked here. */
  const place = useRef<string>();
  const path = grantsOf(negotiation ?? '');
  const { data, error, failureReason, refetch } = useQuery({
    // The newest come last, and how many have access is said.
    ...allOf<Grant>(path, '', language, { isWhole: true, place: () => place.current }),
    enabled: mayRead && negotiation !== undefined,
  });
  return {
    answer: data,
    error,
    late: error === null ? failureReason : null,
    retry: () => void refetch(),
    /** Reads it again. `after`: the Consistency-Token of what was recorded here. */
    readAgain: (after: string | undefined) => {
      place.current = after ?? place.current;
      void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] === path });
    },
  };
};
export type Grants = ReturnType<typeof useGrants>;
