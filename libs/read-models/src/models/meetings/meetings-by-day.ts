import type Database from 'better-sqlite3';
import type { MeetingEvent } from '#domain/meeting.js';
import { span } from '#domain/world-date.js';
import { EVERY, termOf } from '../../projection/terms.js';
import type { Key } from '../../routes/pages.js';
import { daysBefore, daysFrom, daysUpTo, listed } from '../listed.js';
import { withFacts } from '../timeline/facts.js';
import { calendarOf, type MeetingFact } from './meeting-plan.js';
import { keyOf, LIST, type Meeting, type MeetingRow, NONE, showMeetings, UNDATED } from './meetings.js';

/**
 * The next meeting from `today` on: of the meetings that were neither held nor cancelled, the one with the earliest planned
 * day and time. Meetings whose last possible day is past are left out. If there is none, the one whose plan has words in place of a
 * day, "in the coming weeks"; of several, the one that was said last.
 */
export const nextMeeting = (db: Database.Database, negotiationId: string, today: string): Meeting | undefined => {
  const rows = db
    .prepare<unknown[], MeetingRow>(
      `SELECT * FROM meetings WHERE isExpected = 1 AND negotiationId = @negotiationId AND latest >= @today
       ORDER BY latest, earliest, sortHour, id LIMIT 1`,
    )
    .all({ negotiationId, today });
  return showMeetings(db, rows)[0] ?? plannedInWords(db, negotiationId);
};

const plannedInWords = (db: Database.Database, negotiationId: string): Meeting | undefined => {
  const asked = {
    negotiationId,
    parts: [{ term: UNDATED }],
    conditions: [`sortDay = '${NONE}'`, "status NOT IN ('held', 'cancelled')"],
    values: {},
  };
  const undated = listed<MeetingRow>(db, LIST, asked, { after: undefined, limit: MOST_UNDATED });
  const said = withFacts<MeetingEvent, MeetingRow>(db, undated).flatMap(({ facts, ...row }) => {
    const { planned } = calendarOf(facts);
    const plan = planned?.text === undefined ? undefined : facts.find(({ id }) => id === planned.eventId);
    return plan === undefined ? [] : [{ row, ...span(plan.metadata) }];
  });
  const [last] = said.toSorted(
    (one, other) => descending(one.earliest, other.earliest) || descending(one.latest, other.latest),
  );
  return last && showMeetings(db, [last.row])[0];
};
const descending = (one: string, other: string) => (one === other ? 0 : one < other ? 1 : -1);
/** A negotiation has a handful of them. */
const MOST_UNDATED = 200;

/**
 * The rows of a negotiation one after the other, by day: from `today` on, those before it back from the latest, or those without a day. Only
 * what is wanted is read.
 */
export function* rowsByDay(
  db: Database.Database,
  negotiationId: string,
  period: 'to come' | 'past' | 'without a day',
  today: string,
): Generator<MeetingRow, void, void> {
  const parts = {
    'to come': [{ term: EVERY, days: daysFrom(today) }],
    past: [{ term: EVERY, days: daysBefore(today) }],
    'without a day': [{ term: UNDATED }],
  }[period];
  const conditions = period === 'without a day' ? [`sortDay = '${NONE}'`] : [];
  const asked = { negotiationId, parts, conditions, values: {} };
  const list = { ...LIST, isDescending: period === 'past' };
  let last: MeetingRow | undefined;
  for (let limit = FIRST_PORTION; ; limit = Math.min(2 * limit, LARGEST_PORTION)) {
    const after = last && [last.sortDay, last.sortHour, last.id];
    const portion = listed<MeetingRow>(db, list, asked, { after, limit });
    yield* portion;
    if (portion.length < limit) return;
    last = portion.at(-1);
  }
}
/** Rows. Of many negotiations, only a few of each are wanted. */
const [FIRST_PORTION, LARGEST_PORTION] = [8, 128];

/** The meetings that were held up to a day, the latest first. */
export const lastMeetings = (db: Database.Database, negotiationId: string, today: string, limit: number) => {
  const asked = {
    negotiationId,
    parts: [{ term: termOf('status', 'held'), days: daysUpTo(today) }],
    conditions: ["status = 'held'"],
    values: {},
  };
  return showMeetings(db, listed<MeetingRow>(db, { ...LIST, isDescending: true }, asked, { after: undefined, limit }));
};

/** The meetings with a day that were held up to a day, back from the latest. Only what is wanted is read. */
export function* heldUpTo(
  db: Database.Database,
  negotiationId: string,
  day: string,
): Generator<Readonly<{ id: string; facts: readonly MeetingFact[] }>, void, void> {
  const asked = {
    negotiationId,
    parts: [{ term: termOf('status', 'held'), days: daysUpTo(day) }],
    conditions: ["status = 'held'"],
    values: {},
  };
  const list = { ...LIST, isDescending: true };
  let after: Key | undefined;
  for (;;) {
    const portion = listed<MeetingRow>(db, list, asked, { after, limit: FIRST_PORTION });
    yield* withFacts<MeetingEvent, MeetingRow>(db, portion);
    if (portion.length < FIRST_PORTION) return;
    after = keyOf(portion.at(-1)!);
  }
}
