import { useQuery } from '@tanstack/preact-query';
import { useRef } from 'preact/hooks';
import { PLURALS } from '#domain/plurals.js';
import { type All, allOf } from '../../../api/all-of.js';
import { type Answer, isWithheld } from '../../../api/answer.js';
import { queries } from '../../../api/queries.js';
import { useMessages } from '../../../messages/use-messages.js';
import type { EventLine } from '../../../types/types.gen.js';

type Thing = Pick<EventLine, 'kind' | 'thingId'>;
/** The address of a thing in the API. */
export const addressOf = ({ kind, thingId }: Thing): string => `/v1/${PLURALS[kind]}/${encodeURIComponent(thingId)}`;

/** The approvals of lower markings that are in force in a negotiation: of each thing at most one. */
export const useApprovals = (negotiation: string | undefined, mayRead: boolean) => {
  const { language } = useMessages();
  /** Up to where in the record the list must tell: it has what was recorded here. */
  const place = useRef<string>();
  const path = `/v1/negotiations/${encodeURIComponent(negotiation ?? '')}/events`;
  // Those in force are among the newest, which come last.
  const question = allOf<EventLine>(path, 'type=MarkingApproved', language, {
    isWhole: true,
    place: () => place.current,
  });
  const { data, error, failureReason, refetch } = useQuery({
    ...question,
    enabled: mayRead && negotiation !== undefined,
  });
  const answer = isWithheld(error) ? undefined : data;
  return {
    answer,
    inForce: inForceOf(answer?.body.items),
    error,
    late: error === null ? failureReason : null,
    retry: () => void refetch(),
    /**
     * Reads it again, and the thing. `after`: the Consistency-Token of what was recorded here. @returns those in force then; undefined if they
     * cannot be read
     */
    readAgain: async (thing: Thing, after: string | undefined): Promise<readonly EventLine[] | undefined> => {
      place.current = after ?? place.current;
      const changed = [path, addressOf(thing)];
      await queries.invalidateQueries({ predicate: ({ queryKey }) => changed.includes(String(queryKey[0])) });
      const read = queries.getQueryState<Answer<All<EventLine>>>(question.queryKey);
      return read?.error === null ? inForceOf(read.data?.body.items) : undefined;
    },
  };
};

const inForceOf = (lines: readonly EventLine[] = []) => lines.filter(({ inEffect }) => inEffect);
export type Approvals = ReturnType<typeof useApprovals>;
