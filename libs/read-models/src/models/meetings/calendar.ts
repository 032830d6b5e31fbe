import type Database from 'better-sqlite3';
import { negotiationIdsOf } from '../overview/overview-items.js';
import { merged } from '../../routes/merged.js';
import { PageBudget } from '../../routes/pages.js';
import { rowsByDay } from './meetings-by-day.js';
import { type Meeting, type MeetingRow, showMeetings } from './meetings.js';

/** A time on the clocks of a zone, `2025-10-30T09:30`; without the zone if that was not told. */
export type ClockTime = Readonly<{ local: string; zone?: string }>;

/**
 * A meeting as a calendar has it. `first` and `last`: the days on which it was held, or else is planned, absent if that end is open or not
 * known. `start` and `end`: as told, on one day. `sequence`: see
 * `withSequences`. `changedAt`: of its last event. `formerDay`: on which it was planned before,
 * if it has no single day now. `vagueDay`: the date as it was told, if that was approximate or uncertain. `isHeldWithoutDate`: it was held, and
 * its day is that of the plan.
 */
export type CalendarMeeting = Omit<Meeting, 'history' | 'invitations'> &
  Readonly<{
    negotiationId: string;
    sequence: number;
    recordedAt: string;
    changedAt: string;
    first?: string;
    last?: string;
    start?: ClockTime;
    end?: ClockTime;
    formerDay?: string;
    vagueDay?: string;
    isHeldWithoutDate?: true;
  }>;
/** `isCut`: there are more. */
export type Calendar = Readonly<{ items: readonly CalendarMeeting[]; isCut: boolean }>;

export const MOST_IN_CALENDAR = 1_000;
/** Rows of the views are as large as facts. */
const ROWS_AT_A_TIME = 50;

/**
 * The meetings of these negotiations, those of all if none are named: by day, those without a day last. If there are too many, it has those
 * from `today` on, then the latest before, and then those without a day.
 */
export const calendarOf = (
  db: Database.Database,
  among: readonly string[] | undefined,
  today: string,
  { most = MOST_IN_CALENDAR, budget = new PageBudget() } = {},
): Calendar => {
  const rows = firstOf(inTurn(db, among ?? negotiationIdsOf(db), today), most + 1);
  const shown: (readonly [MeetingRow, CalendarMeeting])[] = [];
  for (let from = 0; from < Math.min(rows.length, most) && !budget.isSpent; from += ROWS_AT_A_TIME) {
    const some = rows.slice(from, Math.min(from + ROWS_AT_A_TIME, most));
    const found = withSequences(
      db,
      showMeetings(db, some).map((meeting, n) => inCalendar(meeting, some[n]!)),
    );
    shown.push(...budget.take(found).map((meeting, n) => [some[n]!, meeting] as const));
  }
  return {
    items: shown.toSorted(([one], [other]) => inOrder(one, other)).map(([, meeting]) => meeting),
    isCut: shown.length < rows.length,
  };
};

/** From the next meeting on, then from the last one back, then those without a day. Nothing is read that is not asked for. */
function* inTurn(db: Database.Database, negotiationIds: readonly string[], today: string): Generator<MeetingRow> {
  for (const period of ['to come', 'past', 'without a day'] as const) {
    const direction = period === 'past' ? -1 : 1;
    yield* merged(
      negotiationIds.map((id) => rowsByDay(db, id, period, today)),
      (one, other) => direction * inOrder(one, other),
    );
  }
}

const firstOf = <T>(all: Iterator<T>, most: number): readonly T[] => {
  const some: T[] = [];
  for (let next = all.next(); !next.done && some.push(next.value) < most;) next = all.next();
  return some;
};

const inOrder = (one: MeetingRow, other: MeetingRow): number =>
  compared(one.sortDay, other.sortDay) || compared(one.sortHour, other.sortHour) || compared(one.id, other.id);
const compared = (one: string, other: string): number => (one < other ? -1 : Number(one > other));

/** More than the events of all things that a meeting names; so many events of one meeting fit into a SEQUENCE (31 bits) that none has more. */
const MOST_EVENTS_OF_OTHERS = 10_000;

/**
 * How often what stands in a meeting has changed: its own events, and then those of the things that it names, as the reader sees them, such as
 * those that mark them. It rises with each, also if a thing is no longer named, since that takes an event of the meeting.
 */
const withSequences = (
  db: Database.Database,
  meetings: readonly Omit<CalendarMeeting, 'sequence'>[],
): readonly CalendarMeeting[] => {
  const named = meetings.map(({ negotiationId, partyIds, coming }) => [
    ...new Set([
      negotiationId,
      ...partyIds,
      ...coming.flatMap(({ personId, words }) => [personId, ...words.flatMap(({ saidById }) => saidById ?? [])]),
    ]),
  ]);
  const ids = JSON.stringify([...new Set([...named.flat(), ...meetings.map(({ id }) => id)])]);
  const found = db
    .prepare<[string], Readonly<{ id: string; negotiationId: string; kind: string; revision: number }>>(
      'SELECT id, negotiationId, kind, revision FROM things WHERE id IN (SELECT value FROM json_each(?))',
    )
    .all(ids);
  const events = Map.groupBy(found, ({ negotiationId, id }) => `${negotiationId} ${id}`);
  return meetings.map((meeting, n) => {
    const of = (id: string) => events.get(`${meeting.negotiationId} ${id}`) ?? [];
    const own = of(meeting.id).find(({ kind }) => kind === 'meeting')?.revision ?? 0;
    const others = named[n]!.flatMap(of)
      .filter(({ kind }) => kind !== 'meeting')
      .reduce((sum, { revision }) => sum + revision, 0);
    return { ...meeting, sequence: own * MOST_EVENTS_OF_OTHERS + Math.min(others, MOST_EVENTS_OF_OTHERS - 1) };
  });
};

const inCalendar = (
  { history, invitations: _, ...meeting }: Meeting,
  row: MeetingRow,
): Omit<CalendarMeeting, 'sequence'> => {
  const { negotiationId, recordedAt, changedAt, earliest, latest, reachesFrom } = row;
  // No program has a year 0.
  const isOpenBefore = reachesFrom === '0000-01-01' || earliest?.startsWith('0000') === true;
  const isOpenAfter = latest === '9999-12-31';
  const day = earliest !== null && earliest === latest && !isOpenBefore ? earliest : undefined;
  const formerDay = day === undefined ? lastDayPlanned(history) : undefined;
  return {
    ...meeting,
    negotiationId,
    recordedAt,
    changedAt,
    ...(earliest !== null && !isOpenBefore && { first: earliest }),
    ...(latest !== null && !isOpenAfter && { last: latest }),
    ...timesOf(meeting, day),
    ...(formerDay !== undefined && { formerDay }),
    ...(meeting.held !== undefined && !hasDate(meeting.held) && { isHeldWithoutDate: true as const }),
    ...vagueDay(meeting),
  };
};

type Held = NonNullable<Meeting['held']>;
const hasDate = ({ start, end, occurredOn }: Held): boolean => (start ?? end ?? occurredOn) !== undefined;

/** A day that was told as approximate or uncertain, as it was told. */
const vagueDay = ({ held, planned }: Pick<Meeting, 'held' | 'planned'>): Pick<CalendarMeeting, 'vagueDay'> => {
  if (held?.start !== undefined || held?.end !== undefined) return {};
  const told = held !== undefined && hasDate(held) ? held.occurredOn : planned?.on;
  return told !== undefined && /[~?%]/.test(told) ? { vagueDay: told } : {};
};

/** The last single day for which a meeting was planned. */
const lastDayPlanned = (history: Meeting['history']): string | undefined =>
  history
    .map((fact) => ('planned' in fact ? fact.planned?.on : 'until' in fact ? fact.until?.on : undefined))
    .findLast((on) => on !== undefined && /^(?!0000)\d{4}-\d\d-\d\d[~?%]?$/.test(on))
    ?.slice(0, 10);

/** `day`: the only one on which it can be. */
const timesOf = (
  { held, planned }: Pick<Meeting, 'held' | 'planned'>,
  day: string | undefined,
): Pick<CalendarMeeting, 'start' | 'end'> => {
  if (held?.start !== undefined && !held.start.startsWith('0000')) {
    const { start, end, zone } = held;
    return { start: clockTime(start, zone), ...(end !== undefined && { end: clockTime(end, zone) }) };
  }
  const told = held === undefined || !hasDate(held) ? planned : held.occurredTime;
  if (day === undefined || told?.time === undefined) return {};
  return { start: clockTime(`${day}T${told.time}`, told.zone) };
};
const clockTime = (local: string, zone: string | undefined): ClockTime => ({
  local,
  ...(zone !== undefined && { zone }),
});
