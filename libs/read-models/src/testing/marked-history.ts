import type Database from 'better-sqlite3';
import * as fc from 'fast-check';
import { type Clearance, EU_LADDER } from '#domain/marking.js';
import type { StoredEvent } from '#event-store/event-store.js';
import { models } from '../models/models.js';
import { armsFor, Lens } from '../projection/lens.js';
import { logged } from '../projection/logged-event.js';
import { markingOfRows, canReadMarking } from '../projection/marking-of-rows.js';
import { type MaySee, visibleTo } from '../projection/visible-markings.js';
import { inBatches } from './batches.js';
import { NEGOTIATION, randomHistory } from './random-history.js';
import { dossierOf, recordedInOrder } from './simulated-recorder.js';
import { about, logOf } from './told-log.js';

const LEVELS = [undefined, undefined, 'restreint', 'secret'] as const;
export const CLEARANCES: readonly Clearance[] = [
  { level: 'public', compartments: [] },
  { level: 'restreint', compartments: [] },
  { level: 'restreint', compartments: ['trade'] },
  { level: 'secret', compartments: ['trade'] },
];

/** A year of history in which many things are marked, each when all else is recorded. */
export const markedHistory = fc
  .tuple(randomHistory, fc.array(fc.nat(7), { minLength: 60, maxLength: 60 }))
  .map(([history, picks]) => {
    const { dossier } = dossierOf(recordedInOrder(history));
    const things = [...new Map(dossier.map(({ kind, id }) => [`${kind} ${id}`, { kind, id }])).values()];
    const markings = things.flatMap(({ kind, id }, n) => {
      const pick = picks[n % picks.length]!;
      const level = LEVELS[pick % LEVELS.length];
      if (kind === 'negotiation' || level === undefined) return [];
      const marking = { level, ...(pick > 3 && { compartments: ['trade'] }) };
      const metadata = { negotiationId: NEGOTIATION };
      return [about(kind, id, { type: 'RecordMarked', data: { marking, reason: 'so' }, id: `marking-${n}`, metadata })];
    });
    return logOf(...dossier, ...markings);
  });

/** What a question finds through the lens of a clearance; undefined: of one that sees everything. */
export const seenBy = async <T>(
  log: readonly StoredEvent[],
  clearance: Clearance | undefined,
  question: (db: Database.Database) => T,
): Promise<T> => {
  const { db } = await inBatches(models, log, [1_000]);
  const maySee: MaySee = (marking) => clearance === undefined || canReadMarking(EU_LADDER, clearance, marking);
  const visible = visibleTo(db, { negotiationId: NEGOTIATION }, maySee);
  new Lens(db, models, { arms: armsFor(visible.markings.length), within: 'negotiation' }).show(visible);
  const found = question(db);
  db.close();
  return found;
};

/** The events of a log that a clearance may see. */
export const visibleIn = (log: readonly StoredEvent[], clearance: Clearance): readonly StoredEvent[] => {
  const all = log.map((event, ordinal) => logged(event, ordinal));
  const isSeen = (stream: string) =>
    canReadMarking(EU_LADDER, clearance, markingOfRows(all.filter((event) => event.stream === stream)));
  return log.filter(({ stream }) => isSeen(stream));
};
