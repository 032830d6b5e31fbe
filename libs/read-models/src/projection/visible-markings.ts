import type Database from 'better-sqlite3';
import { streamOf } from '#domain/ids.js';
import type { Subject } from '../routes/scope.js';
import type { Shown } from './lens.js';
import type { RowMarking } from './marking-of-rows.js';

/** Whether a reader may see rows with this marking. */
export type MaySee = (marking: RowMarking) => boolean;

/**
 * What a reader sees of a negotiation, of the one that a thing belongs to, or of all: the markings that have rows there. Nothing is
 * seen of a negotiation whose own marking hides it, however the things in it are marked. What is hidden is never looked for, so
 * that it takes no time either.
 */
export const visibleTo = (db: Database.Database, about: Subject, maySee: MaySee): Shown => {
  const visible = markingsIn(db, 'marked_things').filter(maySee);
  if ('kinds' in about) return { markings: visible };
  const negotiationOf = (stream: string): string | undefined => {
    for (const marking of visible) {
      const found = db.prepare<[RowMarking, string], string>(NEGOTIATION).pluck().get(marking, stream);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const id = 'negotiationId' in about ? about.negotiationId : negotiationOf(streamOf(about.kind, about.id));
  if (id === undefined || negotiationOf(streamOf('negotiation', id)) === undefined) return { markings: [] };
  const isInUse = (marking: RowMarking) => db.prepare<[RowMarking, string]>(IN_USE).get(marking, id) !== undefined;
  return { markings: visible.filter(isInUse), negotiationId: id };
};

const NEGOTIATION = 'SELECT negotiationId FROM main.marked_things WHERE marking = ? AND stream = ?';
const IN_USE = 'SELECT 1 FROM main.marked_things WHERE marking = ? AND negotiationId = ? LIMIT 1';

/**
 * The ordinal of the last event that changed what a reader sees of a negotiation: the last one of a thing that they see, or the
 * marking by which a thing went out of their sight. It stays the same whatever is recorded that they may not see.
 */
export const lastVisibleChange = (db: Database.Database, negotiationId: string, maySee: MaySee): number => {
  const latest = (from: 'marked_things' | 'departures') =>
    markingsIn(db, from)
      .filter(maySee)
      .map((marking) =>
        db.prepare<[RowMarking, string], number | null>(LAST[from]).pluck().get(marking, negotiationId),
      );
  return Math.max(-1, ...[...latest('marked_things'), ...latest('departures')].map((ordinal) => ordinal ?? -1));
};

const LAST = {
  marked_things: 'SELECT max(lastOrdinal) FROM main.marked_things WHERE marking = ? AND negotiationId = ?',
  departures: 'SELECT max(ordinal) FROM main.departures WHERE marking = ? AND negotiationId = ?',
} as const;

/** Every marking in a table, found one after the other in the index that it leads. */
const markingsIn = (db: Database.Database, table: keyof typeof LAST): readonly RowMarking[] => {
  const next = db
    .prepare<[RowMarking], RowMarking | null>(`SELECT min(marking) FROM main.${table} WHERE marking > ?`)
    .pluck();
  const found: RowMarking[] = [];
  const first = db.prepare<[], RowMarking | null>(`SELECT min(marking) FROM main.${table}`).pluck().get();
  for (let marking = first; typeof marking === 'string'; marking = next.get(marking)) found.push(marking);
  return found;
};
