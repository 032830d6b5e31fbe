import { useQueries, useQuery } from '@tanstack/preact-query';
import { useMemo } from 'preact/hooks';
import { allOf } from '../../api/all-of.js';
import { useAnswer } from '../../api/queries.js';
import { useMessages } from '../../messages/use-messages.js';
import { highWater, type Marking } from '../../model/marking.js';
import type { Names } from '../../model/names.js';
import { daysAfter, mondayOf } from '../../model/week.js';
import { afterWeek, askAfterWeekFrom, type Coming, rowsOf, type WeekRow } from '../../model/week-marks.js';
import type { Shown } from '../../parts/screen.js';
import type { Dispute, ListedNegotiation, MeetingAnywhere, PublicConfig } from '../../types/types.gen.js';
import type { ShownWeek } from './use-shown-week.js';

/**
 * What is in the week. It is absent until all of it has come, but for the disputes: `withoutDisputes` are the negotiations whose disputes cannot be
 * read now. `isNextCut`: the list of what comes later was not read to its end.
 */
export type WeekFound = Readonly<{
  rows: readonly WeekRow[];
  withoutDisputes: readonly string[];
  next: readonly Coming[];
  isNextCut: boolean;
  names: Names;
  isCut: boolean;
}>;
export type WeekBody = Readonly<{
  marking: Marking | undefined;
  negotiations: readonly ListedNegotiation[];
  found: WeekFound | undefined;
}>;
export type WeekAsked = Readonly<{
  shown: Shown<WeekBody>;
  /** Why the week cannot be shown, although the frame of the screen can. */
  error: Error | null;
  late: Error | null;
  retry: () => void;
}>;

/** How many are shown as coming next, and how many are read at a time to find them: some began before, or were cancelled. */
export const MOST_NEXT = 6;
const NEXT_PAGE = 50;
/** Notices tell of most changes at once. Each list is of one negotiation, and there may be hundreds of them. */
const ASK_DISPUTES_AGAIN_MS = 5 * 60_000;

/** The screen stands as soon as the negotiations are known; the meetings of a week come after them, and the disputes last. */
export const useWeek = ({ monday, today, zone }: ShownWeek): WeekAsked => {
  const { language } = useMessages();
  const config = useAnswer<PublicConfig>('/v1/config');
  const negotiations = useQuery(allOf<ListedNegotiation>('/v1/negotiations', 'include=lastEvent,counts', language));
  const meetingsIn = (parameters: string, options = {}) =>
    allOf<MeetingAnywhere>('/v1/meetings', `history=none&${parameters}`, language, options);
  // A week on either side: another account of a meeting may name a day of this one.
  const meetings = useQuery(meetingsIn(`from=${daysAfter(monday, -7)}&to=${daysAfter(monday, 13)}`));
  const later = useQuery(
    meetingsIn(`from=${askAfterWeekFrom(monday)}`, {
      page: NEXT_PAGE,
      isEnough: (items: readonly MeetingAnywhere[]) => afterWeek(monday, items, zone).length >= MOST_NEXT,
    }),
  );
  const undated = useQuery(meetingsIn('dated=false'));
  const listed = negotiations.data?.body.items;
  const [week, dayless] = [meetings.data?.body.items, undated.data?.body.items];
  // What has no day can be in this week or in a later one.
  const isOver = monday < mondayOf(today);
  const ids = useMemo(() => {
    const known = { monday, meetings: week ?? [], undated: dayless ?? [], isOver, disputes: [], zone };
    // Of a negotiation that is not in the list, since that is cut, nobody knows.
    const mayBeDisputed = (id: string) =>
      listed !== undefined && listed.find((one) => one.id === id)?.counts?.dispute !== 0;
    return rowsOf(known)
      .map(({ negotiationId }) => negotiationId)
      .filter(mayBeDisputed);
  }, [monday, week, dayless, isOver, listed, zone]);
  const disputes = useQueries({
    queries: ids.map((id) => ({
      ...allOf<Dispute>(`/v1/negotiations/${encodeURIComponent(id)}/disputes`, 'status=open', language),
      refetchInterval: ASK_DISPUTES_AGAIN_MS,
    })),
  });
  const asked = [config, negotiations, meetings, later, undated];
  const answers = [negotiations, meetings, later, undated, ...disputes].map(({ data }) => data);
  const error = asked.find((query) => query.error !== null)?.error ?? null;
  const late = error === null ? (asked.find((query) => query.failureReason !== null)?.failureReason ?? null) : null;
  const retry = () => void Promise.all([...asked, ...disputes].map((query) => query.refetch()));

  const found =
    week !== undefined && later.data !== undefined && dayless !== undefined
      ? {
          rows: rowsOf({
            monday,
            meetings: week,
            undated: dayless,
            isOver,
            disputes: disputes.flatMap(({ data }) => data?.body.items ?? []),
            zone,
          }),
          // If nothing can be read, the screen says so.
          withoutDisputes: error === null ? ids.filter((_, n) => disputes[n]?.failureReason != null) : [],
          next: afterWeek(monday, later.data.body.items, zone),
          isNextCut: later.data.body.isCut,
          names: Object.assign({}, ...answers.map((answer) => answer?.body.names)) as Names,
          isCut: answers.some((answer) => answer !== later.data && answer?.body.isCut === true),
        }
      : undefined;
  const marking = highWater(
    answers.flatMap((answer) => answer?.body.markings ?? []),
    config.data?.body.markingLevels ?? [],
  );
  const frame = config.data && negotiations.data;
  const body = { marking, negotiations: negotiations.data?.body.items ?? [], found };
  return {
    shown: {
      answer: frame && { ...frame, heardAt: meetings.data?.heardAt ?? frame.heardAt, body },
      // Without the week, its own place says why.
      error: frame && found === undefined ? null : error,
      late: frame && found === undefined ? null : late,
      retry,
    },
    error,
    late,
    retry,
  };
};
