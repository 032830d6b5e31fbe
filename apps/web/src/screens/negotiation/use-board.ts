import { Refused } from '../../api/answer.js';
import { useAnswer } from '../../api/queries.js';
import type { Board, Moments } from '../../types/types.gen.js';
import { boardBefore } from '../../model/board-before.js';
import { zoneHere } from '../../model/instants.js';
import { type Moment, parametersOf } from '../../model/moment.js';
import type { Shown } from '../../parts/screen.js';
import { useSettled } from '../../parts/time/use-settled.js';

/** How often the page asks whether something is new. An unchanged answer costs a 304. */
const ASK_AGAIN_MS = 30_000;

export type Boards = Readonly<{
  /** The board of the moment, or the last one that there is. */
  shown: Shown<Board>;
  /** The board of now: what came after the moment is drawn from it. */
  now: Board | undefined;
  moments: Moments | undefined;
}>;

export const useBoard = (id: string, moment: Moment | undefined): Boards => {
  const path = `/v1/negotiations/${encodeURIComponent(id)}`;
  const asked = useSettled(parametersOf(moment));
  const tz = `tz=${encodeURIComponent(zoneHere())}`;
  const fresh = { refetchInterval: ASK_AGAIN_MS };
  const now = useAnswer<Board>(`${path}/board`, tz, fresh);
  const then = useAnswer<Board>(`${path}/board`, asked === '' ? tz : `${asked}&${tz}`, asked === '' ? fresh : {});
  const moments = useAnswer<Moments>(`${path}/moments`, '', fresh);
  // The first fact begins the axis: without it, everything on it would move once more.
  const hasAxis = moments.data !== undefined || moments.failureReason !== null;
  const nowBoard = now.isPlaceholderData ? undefined : now.data;
  // Before the negotiation was on record, the screen stays, so that the hand can be moved on.
  const isBefore = moment !== undefined && then.error instanceof Refused && then.error.problem.status === 404;
  const before =
    isBefore && nowBoard ? { ...nowBoard, asked, body: boardBefore(nowBoard.body, moment.day) } : undefined;
  return {
    shown: {
      answer: hasAxis ? (before ?? then.data) : undefined,
      error: before ? null : then.error,
      late: then.error === null ? then.failureReason : null,
      retry: () => void then.refetch(),
    },
    now: nowBoard?.body,
    moments: moments.data?.body,
  };
};
