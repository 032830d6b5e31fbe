import type Database from 'better-sqlite3';
import { type TrailEvent, type TrailFilter, trailPage } from './trail.js';

/** An event of the log, to the letter, and its place in it. */
export type Place = Readonly<{ ordinal: number; event: unknown }>;
/**
 * An event on the trail, and beside it what was said of it later: its corrections and voidings, oldest first.
 * `corrects` is the event that this one corrects or voids.
 */
export type AuditEntry = Place & Readonly<{ corrects?: Place; corrections: readonly Place[] }>;

const placeOf = ({ ordinal, event }: Pick<TrailEvent, 'ordinal' | 'event'>): Place => ({
  ordinal,
  event: JSON.parse(event) as unknown,
});

/** The trail, oldest first. */
export const auditTrail = (
  db: Database.Database,
  filter: TrailFilter,
  { after, limit }: Readonly<{ after: readonly (string | number)[] | undefined; limit: number }>,
) => {
  const target = db.prepare<[string, string | null], TrailEvent>(
    'SELECT * FROM trail WHERE stream = ? AND eventId = ? ORDER BY ordinal LIMIT 1',
  );
  const page = trailPage(db, filter, { after: after && Number(after[0]), limit });
  return page.map((entry): AuditEntry & { key: readonly [number] } => {
    const corrected = entry.targetId === null ? undefined : target.get(entry.stream, entry.targetId);
    return {
      key: [entry.ordinal],
      ...placeOf(entry),
      ...(corrected && { corrects: placeOf(corrected) }),
      corrections: entry.corrections.map(placeOf),
    };
  });
};
