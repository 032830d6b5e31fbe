import type Database from 'better-sqlite3';
import { type Kind, streamOf } from '#domain/ids.js';
import type { Clearance, Ladder } from '#domain/marking.js';
import { canReadLabel, type Label } from './label.js';
import { hasStream } from './queries.js';

/** An event: what it is about, and when it was recorded. `type`: absent where it is something else by which a reader is told. */
export type Change = Readonly<{
  ordinal: number;
  negotiationId: string;
  kind: Kind;
  recordedAt: string;
  type?: string;
}>;

/** By a grant, a revocation, or the opening of a negotiation: whether a person had access before, and has it from then on. */
export type AccessChange = Readonly<{
  ordinal: number;
  negotiationId: string;
  person: string;
  had: boolean;
  has: boolean;
  recordedAt: string;
  /** Whether the clearance was enough for the negotiation at that time, and whether it is now. */
  wasOpen: boolean;
  isOpen: boolean;
}>;

/** The events after an ordinal, up to another one, that `trail` shows: at most `limit`, in the order of the log. */
export const changesBetween = (db: Database.Database, after: number, upTo: number, limit: number): readonly Change[] =>
  db
    .prepare<[number, number, number], Omit<Change, 'kind'> & { stream: string }>(
      'SELECT ordinal, negotiationId, stream, type, recordedAt FROM trail WHERE ordinal > ? AND ordinal <= ? ORDER BY ordinal LIMIT ?',
    )
    .all(after, upTo, limit)
    .map(({ stream, ...row }) => ({ ...row, kind: stream.slice(0, stream.indexOf('-')) as Kind }));

/** The markings after an ordinal, up to another one, by which a thing went out of the sight of a clearance. */
export const departuresBetween = (
  db: Database.Database,
  { ladder, clearance }: Sight,
  after: number,
  upTo: number,
): readonly Change[] =>
  db
    .prepare<[number, number], Change & { before: number; after: number }>(
      'SELECT * FROM main.remarkings WHERE ordinal > ? AND ordinal <= ? ORDER BY ordinal',
    )
    .all(after, upTo)
    .flatMap(({ before, after: now, ...change }) =>
      canReadLabelWithId(db, ladder, clearance, before) && !canReadLabelWithId(db, ladder, clearance, now)
        ? [change]
        : [],
    );

/** The last marking of all; -1 if there is none. */
export const lastRemarking = (db: Database.Database): number =>
  db.prepare<[], number | null>('SELECT max(ordinal) FROM main.remarkings').pluck().get() ?? -1;

export const accessChangesAfter = (
  db: Database.Database,
  { ladder, clearance }: Sight,
  after: number,
): readonly AccessChange[] =>
  db
    .prepare<[number], AccessRow>('SELECT * FROM main.accesses WHERE ordinal > ? ORDER BY ordinal')
    .all(after)
    .map(({ had, has, label, ...change }) => ({
      ...change,
      had: had === 1,
      has: has === 1,
      wasOpen: canReadLabelWithId(db, ladder, clearance, label),
      isOpen: hasStream(db, streamOf('negotiation', change.negotiationId)),
    }));
type AccessRow = Omit<AccessChange, 'had' | 'has' | 'wasOpen' | 'isOpen'> & Record<'had' | 'has' | 'label', number>;

/** Whose sight is meant. `clearance`: undefined sees everything. */
type Sight = Readonly<{ ladder: Ladder; clearance: Clearance | undefined }>;

const canReadLabelWithId = (
  db: Database.Database,
  ladder: Ladder,
  clearance: Clearance | undefined,
  label: number,
): boolean => {
  if (clearance === undefined) return true;
  const found = db.prepare<[number], Label>('SELECT negotiation, thing FROM main.labels WHERE id = ?').get(label);
  return found !== undefined && canReadLabel(ladder, clearance, found);
};
