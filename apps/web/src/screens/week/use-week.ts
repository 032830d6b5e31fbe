import { useQueries, useQuery } from '@tanstack/preact-query';
import { useMemo } from 'preact/hooks';
import { useAnswer } from '../../api/queries.js';
import { useMessages } from '../../messages/use-messages.js';
import { highWater } from '../../model/high-water.js';
import type { Marking } from '../../model/marking.js';
import type { Names } from '../../model/names.js';
import { daysAfter, mondayOf } from '../../model/week.js';
import { afterWeek, type Coming, rowsOf, type WeekRow } from '../../model/week-marks.js';
import type { Shown } from '../../parts/screen.js';
import type { Dispute, ListedNegotiation, MeetingAnywhere, PublicConfig } from '../../types/types.gen.js';
import { allOf } from './use-all.js';
import type { ShownWeek } from './use-shown-week.js';

/** What is in the week. It is absent until all of it has come. */
export type WeekFound = Readonly<{ rows: readonly WeekRow[]; next: readonly Coming[]; names: Names; isCut: boolean }>;
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

/** Enough for the few that are shown as coming next, though some began before. */
const NEXT = 50;

/** The screen stands as soon as the negotiations are known; the meetings of a week come after them. */
export const useWeek = ({ monday, today, zone }: ShownWeek): WeekAsked => {
  const { language } = useMessages();
  const config = useAnswer<PublicConfig>('/v1/config');
  const negotiations = useQuery(allOf<ListedNegotiation>('/v1/negotiations', 'include=lastEvent', language));
  // A week on either side: another account of a meeting may name a day of this one.
  const around = `history=none&from=${daysAfter(monday, -7)}&to=${daysAfter(monday, 13)}`;
  const meetings = useQuery(allOf<MeetingAnywhere>('/v1/meetings', around, language));
  const later = useQuery(
    allOf<MeetingAnywhere>('/v1/meetings', `history=none&from=${daysAfter(monday, 7)}`, language, NEXT),
  );
  // What has no day can be in this week or in a later one, and in none that is over.
  const isOver = monday < mondayOf(today);
  const undated = useQuery({
    ...allOf<MeetingAnywhere>('/v1/meetings', 'history=none&dated=false', language),
    enabled: !isOver,
  });
  const week = meetings.data?.body;
  const dayless = isOver ? [] : undated.data?.body.items;
  const ids = useMemo(() => {
    const rows = rowsOf({ monday, meetings: week?.items ?? [], undated: [], disputes: [], zone });
    return rows.map(({ negotiationId }) => negotiationId);
  }, [monday, week, zone]);
  const disputes = useQueries({
    queries: ids.map((id) =>
      allOf<Dispute>(`/v1/negotiations/${encodeURIComponent(id)}/disputes`, 'status=open', language),
    ),
  });
  const asked = [config, negotiations, meetings, later, ...(isOver ? [] : [undated]), ...disputes];
  const answers = [negotiations, meetings, later, ...(isOver ? [] : [undated]), ...disputes].map(({ data }) => data);
  const error = asked.find((query) => query.error !== null)?.error ?? null;
  const late = error === null ? (asked.find((query) => query.failureReason !== null)?.failureReason ?? null) : null;
  const retry = () => void Promise.all(asked.map((query) => query.refetch()));

  const isWhole = week !== undefined && later.data !== undefined && dayless !== undefined;
  const found =
    isWhole && disputes.every(({ data }) => data !== undefined)
      ? {
          rows: rowsOf({
            monday,
            meetings: week.items,
            undated: dayless,
            disputes: disputes.flatMap(({ data }) => data!.body.items),
            zone,
          }),
          next: afterWeek(monday, later.data.body.items, zone),
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
