import type Database from 'better-sqlite3';
import { streamOf } from '#domain/ids.js';
import type { Subject } from '../routes/scope.js';
import type { RowMarking } from './marking-of-rows.js';

/** Whether a reader may see rows with this marking. */
export type MaySee = (marking: RowMarking) => boolean;

/**
 * The markings of the rows that a reader sees of a negotiation, of the one that a thing belongs to, or of all. Nothing is seen of
 * a negotiation whose own marking hides it, however the things in it are marked. What is hidden is never looked for, so that it
 * takes no time either.
 */
export const visibleMarkings = (db: Database.Database, about: Subject, maySee: MaySee): readonly RowMarking[] => {
  const visible = markingsIn(db).filter(maySee);
  if ('kinds' in about) return visible;
  const negotiationOf = (stream: string): string | undefined => {
    for (const marking of visible) {
      const found = db.prepare<[RowMarking, string], string>(NEGOTIATION).pluck().get(marking, stream);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const id = 'negotiationId' in about ? about.negotiationId : negotiationOf(streamOf(about.kind, about.id));
  if (id === undefined || negotiationOf(streamOf('negotiation', id)) === undefined) return [];
  return visible.filter((marking) => db.prepare<[RowMarking, string]>(IN_USE).get(marking, id) !== undefined);
};

const NEGOTIATION = 'SELECT negotiationId FROM main.marked_things WHERE marking = ? AND stream = ?';
const IN_USE = 'SELECT 1 FROM main.marked_things WHERE marking = ? AND negotiationId = ? LIMIT 1';

/** Every marking that has rows, found one after the other in the index that it leads. */
const markingsIn = (db: Database.Database): readonly RowMarking[] => {
  const next = db.prepare<[RowMarking], RowMarking | null>(NEXT).pluck();
  const found: RowMarking[] = [];
  const first = db.prepare<[], RowMarking | null>('SELECT min(marking) FROM main.marked_things').pluck().get();
  for (let marking = first; typeof marking === 'string'; marking = next.get(marking)) found.push(marking);
  return found;
};
const NEXT = 'SELECT min(marking) FROM main.marked_things WHERE marking > ?';
