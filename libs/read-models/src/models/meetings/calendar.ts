import type Database from 'better-sqlite3';
import { negotiationIdsOf } from '../overview/overview-items.js';
import { latestRows, type Meeting, type MeetingRow, showMeetings } from './meetings.js';

/** A time on the clocks of a zone, `2025-10-30T09:30`; without the zone if that was not told. */
export type ClockTime = Readonly<{ local: string; zone?: string }>;

/**
 * A meeting as a calendar has it. `first` and `last`: the days on which it was held, or else is planned, absent if that end is open or not
 * known. `start` and `end`: as told, on one day. `revision` and `changedAt`: of its last event.
 */
export type CalendarMeeting = Omit<Meeting, 'history' | 'invitations'> &
  Readonly<{
    negotiationId: string;
    revision: number;
    recordedAt: string;
    changedAt: string;
    first?: string;
    last?: string;
    start?: ClockTime;
    end?: ClockTime;
  }>;
/** `isCut`: there are more, which are earlier. */
export type Calendar = Readonly<{ items: readonly CalendarMeeting[]; isCut: boolean }>;

/** A calendar has the latest ones. */
export const MOST_IN_CALENDAR = 1_000;

/** The meetings of these negotiations, those of all if none are named: by day, those without a day last. */
export const calendarOf = (
  db: Database.Database,
  among: readonly string[] | undefined,
  most = MOST_IN_CALENDAR,
): Calendar => {
  const rows = (among ?? negotiationIdsOf(db))
    .flatMap((negotiationId) => latestRows(db, negotiationId, most + 1))
    .toSorted(byDay);
  const shown = rows.slice(-most);
  return {
    items: showMeetings(db, shown).map((meeting, n) => inCalendar(meeting, shown[n]!)),
    isCut: rows.length > most,
  };
};

const byDay = (one: MeetingRow, other: MeetingRow): number => {
  const [a, b] = [one, other].map(({ sortDay, sortHour, id }) => `${sortDay} ${sortHour} ${id}`) as [string, string];
  return a < b ? -1 : Number(a > b);
};

const inCalendar = ({ history: _, invitations: __, ...meeting }: Meeting, row: MeetingRow): CalendarMeeting => {
  const { negotiationId, revision, recordedAt, changedAt, earliest, latest, reachesFrom } = row;
  const isOpenBefore = reachesFrom === '0000-01-01';
  const isOpenAfter = latest === '9999-12-31';
  return {
    ...meeting,
    negotiationId,
    revision,
    recordedAt,
    changedAt,
    ...(earliest !== null && !isOpenBefore && { first: earliest }),
    ...(latest !== null && !isOpenAfter && { last: latest }),
    ...timesOf(meeting, earliest !== null && earliest === latest && !isOpenBefore ? earliest : undefined),
  };
};

/** `day`: the only one on which it can be. */
const timesOf = (
  { held, planned }: Pick<Meeting, 'held' | 'planned'>,
  day: string | undefined,
): Pick<CalendarMeeting, 'start' | 'end'> => {
  if (held?.start !== undefined) {
    const { start, end, zone } = held;
    return { start: clockTime(start, zone), ...(end !== undefined && { end: clockTime(end, zone) }) };
  }
  const told = held === undefined ? planned : held.occurredTime;
  if (day === undefined || told?.time === undefined) return {};
  return { start: clockTime(`${day}T${told.time}`, told.zone) };
};
const clockTime = (local: string, zone: string | undefined): ClockTime => ({
  local,
  ...(zone !== undefined && { zone }),
});
