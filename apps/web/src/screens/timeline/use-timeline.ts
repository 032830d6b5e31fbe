import { Refused } from '../../api/answer.js';
import { useAnswer } from '../../api/queries.js';
import { type Moment, parametersOf } from '../../model/moment.js';
import { askedBy, type View } from '../../model/timeline-view.js';
import type { Window } from '../../model/window.js';
import type { Shown } from '../../parts/screen.js';
import { useSettled } from '../../parts/time/use-settled.js';
import type { Board, Moments, PartyList } from '../../types/types.gen.js';
import { MOST, useFacts } from './use-facts.js';

const ASK_AGAIN_MS = 30_000;
const MOST_PARTIES = 200;

/** What the whole screen stands on: the negotiation as of now, its parties, and the ends of its axes. */
export const useFoundation = (id: string) => {
  const path = `/v1/negotiations/${encodeURIComponent(id)}`;
  const fresh = { refetchInterval: ASK_AGAIN_MS };
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const board = useAnswer<Board>(`${path}/board`, `tz=${encodeURIComponent(zone)}`, fresh);
  const moments = useAnswer<Moments>(`${path}/moments`, '', fresh);
  const parties = useAnswer<PartyList>(`${path}/parties`, `limit=${MOST_PARTIES}`);
  return { board, moments, parties: parties.data?.body.items ?? NO_PARTIES };
};
/** The same each time, so that what follows from it is not computed again. */
const NO_PARTIES: PartyList['items'] = [];
export type Foundation = ReturnType<typeof useFoundation>;

/** All facts in effect, whenever they happened. */
export const factsIn = (moments: Moments | undefined): number =>
  (moments?.knownAt.days ?? []).reduce((sum, { events }) => sum + events, 0);

/** The facts at the moment. Of a record that is too long to be read as a whole, only those of the window are asked for. */
export const useTimeline = (
  id: string,
  foundation: Foundation,
  moment: Moment | undefined,
  view: View,
  window: Window,
) => {
  const { moments } = foundation;
  const isLong = factsIn(moments.data?.body) > MOST;
  const isKnown = moments.data !== undefined || moments.error !== null;
  const asked = [useSettled(parametersOf(moment)), askedBy(view, isLong ? window : undefined)]
    .filter((part) => part !== '')
    .join('&');
  const facts = useFacts(id, isKnown ? asked : undefined, moment === undefined);
  // Before the negotiation was on record, the screen stays, so that the hand can be moved on.
  const isBefore = moment !== undefined && facts.error instanceof Refused && facts.error.problem.status === 404;
  return {
    isLong,
    isBefore,
    facts: isBefore ? { ...facts, asked: parametersOf(moment), items: [], error: null } : facts,
  };
};

/** The frame shows the board as the newest answer; it is stale if either of the two is. */
export const shownBy = ({ board }: Foundation, facts: ReturnType<typeof useTimeline>['facts']): Shown<Board> => {
  const { heardAt } = facts;
  const hasFacts = heardAt !== undefined;
  const answer = board.data && {
    ...board.data,
    ...(hasFacts && facts.error !== null && { heardAt }),
    asked: facts.asked,
  };
  return {
    answer,
    error: board.error ?? (hasFacts ? facts.error : null),
    late: (board.error === null ? board.failureReason : null) ?? (hasFacts ? facts.late : null),
    retry: () => {
      void board.refetch();
      facts.retry();
    },
  };
};
