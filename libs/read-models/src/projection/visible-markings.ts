import type Database from 'better-sqlite3';
import { streamOf } from '#domain/ids.js';
import type { Subject } from '../routes/scope.js';
import type { Visible } from './lens.js';
import { NOBODY, type RowMarking, UNMARKED } from './marking-of-rows.js';

/** Whether a reader may see rows with this marking. */
export type MaySee = (marking: RowMarking) => boolean;

/**
 * What a reader sees of a negotiation, of the one that a thing belongs to, or of all: the markings that have rows there. Nothing is
 * seen of a negotiation whose own marking hides it, however the things in it are marked. Only the markings that the reader may see
 * are looked for, so that the time tells nothing of the others.
 */
export const visibleTo = (db: Database.Database, about: Subject, maySee: MaySee): Visible => {
  const markings = markingsFor(db, maySee);
  if ('kinds' in about) return { markings };
  const place = db.prepare<[RowMarking, string], string>(PLACE).pluck();
  const negotiationOf = (stream: string): string | undefined => {
    for (const marking of markings) {
      const found = place.get(marking, stream);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const id = 'negotiationId' in about ? about.negotiationId : negotiationOf(streamOf(about.kind, about.id));
  if (id === undefined || negotiationOf(streamOf('negotiation', id)) === undefined) return { markings: [] };
  return { markings: occurringIn(db, id, markings), negotiationId: id };
};
const PLACE = 'SELECT negotiationId FROM main.marked_things WHERE marking = ? AND stream = ?';

/** Of some markings, those that something in a negotiation has. */
export const occurringIn = (
  db: Database.Database,
  negotiationId: string,
  markings: readonly RowMarking[],
): readonly RowMarking[] => {
  const occurs = db.prepare<[RowMarking, string]>(
    'SELECT 1 FROM main.marked_things WHERE marking = ? AND negotiationId = ? LIMIT 1',
  );
  return markings.filter((marking) => occurs.get(marking, negotiationId) !== undefined);
};

/**
 * The ordinal of the last event that changed what a reader sees of a negotiation: the last one of a thing that they see, or the
 * marking by which a thing went out of their sight. It stays the same whatever is recorded that they may not see.
 */
export const lastVisibleChange = (db: Database.Database, negotiationId: string, maySee: MaySee): number => {
  const last = Object.values(LAST).map((sql) => db.prepare<[RowMarking, string], number | null>(sql).pluck());
  const changes = markingsFor(db, maySee).flatMap((marking) =>
    last.map((latest) => latest.get(marking, negotiationId) ?? -1),
  );
  return Math.max(-1, ...changes);
};
const LAST = {
  change: 'SELECT max(lastOrdinal) FROM main.marked_things WHERE marking = ? AND negotiationId = ?',
  departure: 'SELECT max(ordinal) FROM main.departures WHERE marking = ? AND negotiationId = ?',
} as const;

/** The markings that anything has or had, of those that a reader may see. */
const markingsFor = (db: Database.Database, maySee: MaySee): readonly RowMarking[] =>
  [UNMARKED, NOBODY, ...db.prepare<[], RowMarking>('SELECT marking FROM main.markings').pluck().all()].filter(maySee);
