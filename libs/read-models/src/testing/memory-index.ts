import Database from 'better-sqlite3';
import { type Clearance, EU_LADDER } from '#domain/marking.js';
import type { StoredEvent } from '#event-store/event-store.js';
import { keepStatements } from '#storage/keep-statements.js';
import { createIndexes, createTables } from '../log-index/index-tables.js';
import { Indexer } from '../log-index/indexer.js';
import { type Label, canReadLabel } from '../log-index/label.js';
import { armsForLabels, TrailLens } from '../log-index/trail-lens.js';
import { type LogIndex, NotIndexed } from '../log-index/log-index.js';
import { PlaceCollector, type Places } from '../log-index/queries.js';
import type { Scope } from '../routes/scope.js';

/** The index of a log in memory. `add` continues it; `read` queries it as `LogIndex` does. */
export const memoryIndex = (log: readonly StoredEvent[] = [], eventsInBlock?: number) => {
  const db = keepStatements(new Database(':memory:'));
  createTables(db);
  createIndexes(db);
  const indexer = new Indexer(db, EU_LADDER, eventsInBlock);
  const add = (events: readonly StoredEvent[]) => void indexer.add(events);
  add(log);
  const read = <T>(clearance: Clearance | undefined, question: (db: Database.Database) => T) => {
    const ordinal = indexer.size - 1;
    if (clearance === undefined) return { body: question(db), ordinal };
    const shown = keepStatements(new Database(db.serialize()));
    try {
      showTo(shown, clearance);
      return { body: question(shown), ordinal };
    } finally {
      shown.close();
    }
  };
  return { db, add, read };
};

/** From now on the only connection shows what a clearance sees. */
export const showTo = (db: Database.Database, clearance: Clearance): void => {
  const labels = db
    .prepare<[], Label & { id: number }>('SELECT id, negotiation, thing FROM labels')
    .all()
    .filter((label) => canReadLabel(EU_LADDER, clearance, label))
    .map(({ id }) => id);
  new TrailLens(db, armsForLabels(labels.length)).show(labels);
};

/** The events of a scope, in the form that a replay gets. */
export const placesIn = (log: readonly StoredEvent[], scope: Scope, upTo = Infinity): Places => {
  const { db, read } = memoryIndex(log);
  const collector = new PlaceCollector(scope, upTo);
  while (read(undefined, (trail) => collector.readPage(trail, 100)).body);
  db.close();
  return collector.places;
};

/** An empty index. */
export const unfilledIndex: Pick<LogIndex, 'upTo' | 'until' | 'read'> = {
  upTo: -1,
  until: async () => false,
  read: () => {
    throw new NotIndexed(0, 1);
  },
};
