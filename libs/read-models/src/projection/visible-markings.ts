import type Database from 'better-sqlite3';
import { streamOf } from '#domain/ids.js';
import type { Subject } from '../routes/scope.js';
import type { Visible } from './lens.js';
import { NOBODY, type RowMarking, UNMARKED } from './marking-of-rows.js';

/** Whether a reader may see rows with this marking. */
export type MaySee = (marking: RowMarking) => boolean;

/**
 * `lastChange`: the ordinal of the last event that changed what a reader sees of a negotiation: the last one of a thing that they see, or
 * the marking by which a thing went out of their sight. It stays the same whatever is recorded that they may not see. Undefined where
 * nothing is seen, and of several negotiations.
 */
export type Seen = Visible & Readonly<{ lastChange?: number }>;

/**
 * What a reader sees of a negotiation, of the one that a thing belongs to, or of all: the markings that have rows there. Nothing is
 * seen of a negotiation whose own marking hides it, however the things in it are marked. Only the markings that the reader may see
 * are looked for, so that the time tells nothing of the others.
 */
export const visibleTo = (db: Database.Database, about: Subject, maySee: MaySee): Seen => {
  const markings = markingsFor(db, maySee);
  if ('among' in about) return { markings };
  const place = db.prepare<[RowMarking, string], string>(PLACE).pluck();
  const negotiationOf = (stream: string): string | undefined => {
    for (const marking of markings) {
      const found = place.get(marking, stream);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const asked =
    'negotiationId' in about ? streamOf('negotiation', about.negotiationId) : streamOf(about.kind, about.id);
  const negotiationId = negotiationOf(asked);
  if (negotiationId === undefined) return NOTHING;
  const root = streamOf('negotiation', negotiationId);
  if (root !== asked && negotiationOf(root) === undefined) return NOTHING;
  const change = db.prepare<[RowMarking, string], number | null>(LAST_CHANGE).pluck();
  const departure = db.prepare<[RowMarking, string], number | null>(LAST_DEPARTURE).pluck();
  const last = markings.map((marking) => ({
    marking,
    change: change.get(marking, negotiationId) ?? NEVER,
    departure: departure.get(marking, negotiationId) ?? NEVER,
  }));
  return {
    markings: last.filter(({ change }) => change > NEVER).map(({ marking }) => marking),
    negotiationId,
    lastChange: Math.max(...last.flatMap(({ change, departure }) => [change, departure])),
  };
};
const NOTHING = { markings: [] };
const NEVER = -1;
const PLACE = 'SELECT negotiationId FROM main.marked_things WHERE marking = ? AND stream = ?';
const LAST_CHANGE = 'SELECT max(lastOrdinal) FROM main.marked_things WHERE marking = ? AND negotiationId = ?';
const LAST_DEPARTURE = 'SELECT max(ordinal) FROM main.departures WHERE marking = ? AND negotiationId = ?';

/** Of some markings, those that something has, by negotiation. One statement finds them, however many there are. */
export const occurringIn = (
  db: Database.Database,
  negotiationIds: readonly string[],
  markings: readonly RowMarking[],
): ReadonlyMap<string, readonly RowMarking[]> => {
  const found = new Map<string, RowMarking[]>(negotiationIds.map((id) => [id, []]));
  if (markings.length === 0) return found;
  const occurring = db
    .prepare<[string, string], Readonly<{ id: string; marking: RowMarking }>>(OCCURRING)
    .all(JSON.stringify(negotiationIds), JSON.stringify(markings));
  for (const { id, marking } of occurring) found.get(id)!.push(marking);
  return found;
};
const OCCURRING = `
  SELECT one.value AS id, other.value AS marking FROM json_each(?) AS one CROSS JOIN json_each(?) AS other
  WHERE (SELECT 1 FROM main.marked_things AS it WHERE it.marking = other.value AND it.negotiationId = one.value LIMIT 1) = 1`;

/** The markings that anything has or had, of those that a reader may see. */
const markingsFor = (db: Database.Database, maySee: MaySee): readonly RowMarking[] =>
  [UNMARKED, NOBODY, ...db.prepare<[], RowMarking>('SELECT marking FROM main.markings').pluck().all()].filter(maySee);
