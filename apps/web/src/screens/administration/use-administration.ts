import { useQuery } from '@tanstack/preact-query';
import { allOf } from '../../api/all-of.js';
import type { Answer } from '../../api/answer.js';
import { useAnswer } from '../../api/queries.js';
import { useMessages } from '../../messages/use-messages.js';
import type { Marking } from '../../model/marking.js';
import type { Shown } from '../../parts/screen.js';
import type { ListedNegotiation, Me, PublicConfig } from '../../types/types.gen.js';

export type Administered = Readonly<{
  me: Me;
  negotiations: readonly ListedNegotiation[];
  /** Of the answers that this was made of. `levels`: of markings, lowest first. */
  markings: readonly (Marking | undefined)[];
  levels: readonly string[];
}>;

/** Who asks, and the negotiations that they see: none, for who may not read. */
export const useAdministration = (): Shown<Administered> => {
  const { language } = useMessages();
  const config = useAnswer<PublicConfig>('/v1/config');
  const me = useAnswer<Me>('/v1/me');
  const mayRead = me.data?.body.may.includes('read') === true;
  const list = useQuery({ ...allOf<ListedNegotiation>('/v1/negotiations', '', language), enabled: mayRead });
  const levels = config.data?.body.markingLevels;
  const isThere = me.data !== undefined && levels !== undefined && (!mayRead || list.data !== undefined);
  const error = config.error ?? me.error ?? (mayRead ? list.error : null);
  const body = isThere && {
    me: me.data.body,
    negotiations: list.data?.body.items ?? [],
    markings: list.data?.body.markings ?? [],
    levels,
  };
  return {
    answer: body ? ({ ...(list.data ?? me.data), body } satisfies Answer<Administered>) : undefined,
    error,
    late: error === null ? (me.failureReason ?? list.failureReason) : null,
    retry: () => {
      for (const one of [config, me, list]) if (one.error !== null) void one.refetch();
    },
  };
};
