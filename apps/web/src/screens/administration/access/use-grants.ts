import { useQuery } from '@tanstack/preact-query';
import { useRef } from 'preact/hooks';
import { type All, allOf } from '../../../api/all-of.js';
import { type Answer, isWithheld } from '../../../api/answer.js';
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
  // The newest come last, and how many have access is said.
  const question = allOf<Grant>(path, '', language, { isWhole: true, place: () => place.current });
  const { data, error, failureReason, refetch } = useQuery({
    ...question,
    enabled: mayRead && negotiation !== undefined,
  });
  return {
    answer: isWithheld(error) ? undefined : data,
    error,
    late: error === null ? failureReason : null,
    retry: () => void refetch(),
    /** Reads it again. `after`: the Consistency-Token of what was recorded here. @returns who is listed then; undefined if it cannot be read */
    readAgain: async (after: string | undefined): Promise<readonly Grant[] | undefined> => {
      place.current = after ?? place.current;
      await queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] === path });
      const read = queries.getQueryState<Answer<All<Grant>>>(question.queryKey);
      return read?.error === null ? read.data?.body.items : undefined;
    },
  };
};
export type Grants = ReturnType<typeof useGrants>;
