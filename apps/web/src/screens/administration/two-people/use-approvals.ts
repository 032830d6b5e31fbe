import { useQuery } from '@tanstack/preact-query';
import { useRef } from 'preact/hooks';
import { PLURALS } from '#domain/plurals.js';
import { allOf } from '../../../api/all-of.js';
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
  const { data, error, failureReason, refetch } = useQuery({
    // Those in force are among the newest, which come last.
    ...allOf<EventLine>(path, 'type=MarkingApproved', language, { isWhole: true, place: () => place.current }),
    enabled: mayRead && negotiation !== undefined,
  });
  return {
    answer: data,
    inForce: data?.body.items.filter(({ inEffect }) => inEffect) ?? [],
    error,
    late: error === null ? failureReason : null,
    retry: () => void refetch(),
    /** Reads it again, and the thing. `after`: the Consistency-Token of what was recorded here. */
    readAgain: (thing: Thing, after: string | undefined) => {
      place.current = after ?? place.current;
      const changed = [path, addressOf(thing)];
      void queries.invalidateQueries({ predicate: ({ queryKey }) => changed.includes(String(queryKey[0])) });
    },
  };
};
export type Approvals = ReturnType<typeof useApprovals>;
