import type Database from 'better-sqlite3';
import { instantOf } from '#domain/occurred-time.js';
import { dayOf, span } from '#domain/world-date.js';
import { calendarOf, type MeetingFact } from '../../models/meetings/meeting-plan.js';
import { heldUpTo } from '../../models/meetings/meetings-by-day.js';

/** A meeting that was held, and its days. */
export type LastMeeting = Readonly<{ id: string; earliest: string; latest: string }>;

/** The days on which a meeting may have begun or will begin, and the instant, if the hour is known. */
type Beginning = Readonly<{ earliest: string; latest: string; at?: string | undefined }>;

/** The last meeting on record that had certainly begun before this one; undefined if there is none. `on`: the day of the brief. */
export const meetingBefore = (
  db: Database.Database,
  negotiationId: string,
  { id, facts }: Readonly<{ id: string; facts: readonly MeetingFact[] }>,
  on: string,
): LastMeeting | undefined => {
  const begins = beginningOf(facts);
  for (const other of heldUpTo(
    db,
    negotiationId,
    begins !== undefined && begins.earliest < on ? begins.earliest : on,
  )) {
    if (other.id === id) continue;
    const { held } = calendarOf(other.facts);
    const began = beginningOf(other.facts);
    if (held === undefined || began === undefined) continue;
    // A vague date may end later, but what was held had begun by the day of the brief. What has no day is yet to come.
    const heldBy = { ...began, latest: began.latest < on ? began.latest : on };
    if (begins === undefined || isBefore(heldBy, begins)) return { id: other.id, ...span(held.metadata) };
  }
  return undefined;
};

/**
 * A meeting that was held began when it was held, whatever had been planned; without a date, it stands at the day on which that was learned.
 * Undefined for one that has neither been held nor has a day.
 */
const beginningOf = (facts: readonly MeetingFact[]): Beginning | undefined => {
  const { held, days } = calendarOf(facts);
  if (held === undefined) return days && { ...days, at: days.begins };
  const { data, metadata } = held;
  const start = data.start?.slice(0, 10);
  if (start !== undefined) return { earliest: start, latest: start, at: days?.begins };
  const { earliest } = span(metadata);
  return { earliest, latest: metadata.occurredOn?.begunBy ?? dayOf(metadata.learnedAt), at: instantOf(metadata) };
};

/** Of two on one day, it depends on their hours: without these, neither is known to be the earlier one. */
const isBefore = (one: Beginning, other: Beginning): boolean =>
  one.at !== undefined && other.at !== undefined ? one.at < other.at : one.latest < other.earliest;
