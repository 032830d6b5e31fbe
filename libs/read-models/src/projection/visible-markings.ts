import type Database from 'better-sqlite3';
import { streamOf } from '#domain/ids.js';
import type { Subject } from '../routes/scope.js';
import type { Visible } from './lens.js';
import type { RowMarking } from './marking-of-rows.js';

/** Whether a reader may see rows with this marking. */
export type MaySee = (marking: RowMarking) => boolean;

/**
 * What a reader sees of a negotiation, of the one that a thing belongs to, or of all: the markings that have rows there. Nothing is
 * seen of a negotiation whose own marking hides it, however the things in it are marked.
 */
export const visibleTo = (db: Database.Database, about: Subject, maySee: MaySee): Visible => {
  if ('kinds' in about) return { markings: markingsIn(db, 'marked_things').filter(maySee) };
  const place = db.prepare<[string], Readonly<{ marking: RowMarking; negotiationId: string }>>(PLACE);
  const negotiationOf = (stream: string): string | undefined => {
    const found = place.get(stream);
    return found && maySee(found.marking) ? found.negotiationId : undefined;
  };
  const id = 'negotiationId' in about ? about.negotiationId : negotiationOf(streamOf(about.kind, about.id));
  if (id === undefined || negotiationOf(streamOf('negotiation', id)) === undefined) return { markings: [] };
  return { markings: markingsIn(db, 'marked_things', id).filter(maySee), negotiationId: id };
};
const PLACE = 'SELECT marking, negotiationId FROM main.marked_things WHERE stream = ?';

/**
 * The ordinal of the last event that changed what a reader sees of a negotiation: the last one of a thing that they see, or the
 * marking by which a thing went out of their sight. It stays the same whatever is recorded that they may not see.
 */
export const lastVisibleChange = (db: Database.Database, negotiationId: string, maySee: MaySee): number => {
  const latest = (from: keyof typeof LAST) => {
    const last = db.prepare<[string, RowMarking], number>(LAST[from]).pluck();
    return markingsIn(db, from, negotiationId)
      .filter(maySee)
      .map((marking) => last.get(negotiationId, marking)!);
  };
  return Math.max(-1, ...latest('marked_things'), ...latest('departures'));
};
const LAST = {
  marked_things: 'SELECT max(lastOrdinal) FROM main.marked_things WHERE negotiationId = ? AND marking = ?',
  departures: 'SELECT max(ordinal) FROM main.departures WHERE negotiationId = ? AND marking = ?',
} as const;

/** Every marking in a table, or in a negotiation in it, found one after the other in an index. */
const markingsIn = (db: Database.Database, table: keyof typeof LAST, negotiationId?: string): readonly RowMarking[] => {
  const [where, values] =
    negotiationId === undefined ? (['TRUE', []] as const) : (['negotiationId = ?', [negotiationId]] as const);
  const least = (condition: string) =>
    db.prepare<string[], RowMarking | null>(`SELECT min(marking) FROM main.${table} WHERE ${condition}`).pluck();
  const next = least(`${where} AND marking > ?`);
  const found: RowMarking[] = [];
  for (let marking = least(where).get(...values); typeof marking === 'string'; marking = next.get(...values, marking))
    found.push(marking);
  return found;
};
