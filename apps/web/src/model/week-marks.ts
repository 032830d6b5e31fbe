import type { Days } from '#edtf/days-of.js';
import type { Dispute } from '../types/types.gen.js';
import { dayNumber } from './dates.js';
import { type Account, accountOf, type Dated, rivalsOf, type WeekMeeting } from './meeting-days.js';
import { daysAfter } from './week.js';

/**
 * A meeting, or another account of when it is, on the days of a week. `column`, `days`: from 0, cut at the ends of the week. `lane`: above or below
 * others. `room`: the columns that its words may take.
 */
export type Mark = Readonly<{
  meeting: WeekMeeting;
  account: Dated;
  isRival: boolean;
  column: number;
  days: number;
  goesBack: boolean;
  goesOn: boolean;
  lane: number;
  room: number;
}>;
/** What has no day: a meeting, or another account of when one is. `by`: who gives it. */
export type Undated = Readonly<{
  key: string;
  meeting: WeekMeeting;
  isRival: boolean;
  text?: string;
  edtf?: string;
  by?: string;
}>;
export type WeekRow = Readonly<{ negotiationId: string; marks: readonly Mark[]; undated: readonly Undated[] }>;

type Asked = Readonly<{
  monday: string;
  /** Of the days around the week: another account of theirs may fall into it. */
  meetings: readonly WeekMeeting[];
  /** That have no day. */
  undated: readonly WeekMeeting[];
  /** Whether the week is over: what has no day and was not held is in none of these. */
  isOver: boolean;
  disputes: readonly Dispute[];
  zone: string;
}>;

const DAYS = 7;
/** Words are easier to read on three columns than on one. */
const ROOM = 3;

/** What happens in a week, by negotiation: those with the earliest first, those without a day last. */
export const rowsOf = ({ monday, meetings, undated, isOver, disputes, zone }: Asked): readonly WeekRow[] => {
  const rows = new Map<string, { marks: Unplaced[]; undated: Undated[] }>();
  const rowOf = ({ negotiationId }: WeekMeeting) => {
    if (!rows.has(negotiationId)) rows.set(negotiationId, { marks: [], undated: [] });
    return rows.get(negotiationId)!;
  };
  const dated = new Set(meetings.map(({ id }) => id));
  // The lists are read one after the other: in between, a meeting may be given a day.
  for (const meeting of [...meetings, ...undated.filter(({ id }) => !dated.has(id))]) {
    const rivals = rivalsOf(meeting, zone);
    const account = accountOf(meeting, zone);
    const marks = [account, ...rivals].flatMap((one, n) => onDays(monday, meeting, one, n > 0) ?? []);
    const isBeside =
      account?.when === undefined &&
      isToCome(meeting) &&
      (account?.open === undefined ? !isOver : reaches(account.open, monday));
    if (marks.length === 0 && !isBeside) continue;
    const row = rowOf(meeting);
    row.marks.push(...marks);
    row.undated.push(
      ...(isBeside ? [undatedOf(meeting, account)] : []),
      ...rivals
        .filter(({ when }) => when === undefined)
        .map((rival) => ({ ...undatedOf(meeting, rival), key: rival.eventId, isRival: true })),
      ...disputes.filter((one) => isAboutTime(one, meeting)).map((one) => disputed(one, meeting)),
    );
  }
  return [...rows]
    .map(([negotiationId, row]) => ({ negotiationId, marks: inLanes(row.marks), undated: row.undated }))
    .toSorted((one, other) => beginOf(one) - beginOf(other));
};
const beginOf = ({ marks: [first] }: WeekRow): number => first?.column ?? DAYS;

const isToCome = ({ status }: WeekMeeting): boolean => status !== 'held' && status !== 'cancelled';
/** Whether a date with an open end can be in a week. */
const reaches = ({ from, to }: Days, monday: string): boolean =>
  (from === undefined || from < daysAfter(monday, DAYS)) && (to === undefined || to >= monday);
const undatedOf = (meeting: WeekMeeting, { text, edtf }: Partial<Account> = {}): Undated => ({
  key: meeting.id,
  meeting,
  isRival: false,
  ...(text !== undefined && { text }),
  ...(edtf !== undefined && { edtf }),
});

const TIMES = /^(?:planned|until|start|end|occurredOn|occurredTime)\b/;
const isAboutTime = ({ about, field, status }: Dispute, { id }: WeekMeeting): boolean =>
  status === 'open' && about.kind === 'meeting' && about.id === id && field !== undefined && TIMES.test(field);
const disputed = ({ id, rivalAccount, rivalPublisher }: Dispute, meeting: WeekMeeting): Undated => ({
  key: id,
  meeting,
  isRival: true,
  text: rivalAccount,
  ...(rivalPublisher !== undefined && { by: rivalPublisher }),
});

type Unplaced = Omit<Mark, 'lane' | 'room'>;
const onDays = (
  monday: string,
  meeting: WeekMeeting,
  account: Account | undefined,
  isRival: boolean,
): Unplaced | undefined => {
  if (account?.when === undefined) return undefined;
  const { when } = account;
  const start = dayNumber(monday);
  const [from, to] = [dayNumber(when.from) - start, dayNumber(when.to) - start];
  if (to < 0 || from >= DAYS) return undefined;
  const column = Math.max(0, from);
  const days = Math.min(DAYS - 1, to) - column + 1;
  return { meeting, account: { ...account, when }, isRival, column, days, goesBack: from < 0, goesOn: to >= DAYS };
};

/** Each in the first lane in which its days are free. Its words take what the next one leaves. */
const inLanes = (marks: readonly Unplaced[]): readonly Mark[] => {
  const ends: number[] = [];
  const placed = marks.toSorted(inTime).map((mark) => {
    const free = ends.findIndex((end) => end <= mark.column);
    const lane = free === -1 ? ends.length : free;
    ends[lane] = mark.column + mark.days;
    return { ...mark, lane };
  });
  return placed.map((mark) => {
    const later = placed.filter(({ lane, column }) => lane === mark.lane && column > mark.column);
    const next = Math.min(DAYS, ...later.map(({ column }) => column));
    return { ...mark, room: Math.max(mark.days, Math.min(ROOM, next - mark.column)) };
  });
};
const inTime = (one: Unplaced, other: Unplaced): number =>
  one.column - other.column ||
  Number(one.isRival) - Number(other.isRival) ||
  compared(hourIn(one), hourIn(other)) ||
  other.days - one.days ||
  compared(one.meeting.title, other.meeting.title);
const hourIn = ({ account: { when } }: Unplaced): string => when.time ?? when.there?.time ?? '';
const compared = (one: string, other: string): number => (one < other ? -1 : Number(one > other));

/** How many meetings are surely in the week, and how many may be: their dates are vague, or only those of a plan. What was cancelled is not counted. */
export const countsOf = (rows: readonly WeekRow[]): Readonly<{ sure: number; perhaps: number }> => {
  const marks = rows
    .flatMap((row) => row.marks)
    .filter(({ meeting, isRival }) => !isRival && meeting.status !== 'cancelled');
  const sure = marks.filter(
    ({ goesBack, goesOn, account: { when, isOfPlan } }) => !isOfPlan && (!when.isVague || (!goesBack && !goesOn)),
  ).length;
  return { sure, perhaps: marks.length - sure };
};

export type Coming = Readonly<{ meeting: WeekMeeting; account: Dated }>;

/** No zone is more than 26 hours from another: a day told for the Saturday of one can be the Monday of another. */
export const askAfterWeekFrom = (monday: string): string => daysAfter(monday, DAYS - 2);

/** The meetings that begin after a week, the first ones first. */
export const afterWeek = (monday: string, meetings: readonly WeekMeeting[], zone: string): readonly Coming[] =>
  meetings
    .flatMap((meeting) => {
      const account = accountOf(meeting, zone);
      if (account?.when === undefined || meeting.status === 'cancelled') return [];
      return account.when.from >= daysAfter(monday, DAYS)
        ? [{ meeting, account: { ...account, when: account.when } }]
        : [];
    })
    .toSorted(({ account: one }, { account: other }) => compared(one.when.from, other.when.from));
