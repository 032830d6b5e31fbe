import Database from 'better-sqlite3';
import { eventsOf, EventStore, type Position, type StoredEvent, type StreamStart } from '#event-store/event-store.js';
import { StreamCache, PositionIndex } from '../projection/stream-cache.js';
import { decodeBatch } from '../projection/logged-event.js';
import { Projection, type Track } from '../projection/projection.js';
import type { ReadModel } from '../projection/read-model.js';
import { createModel, createOwnTables } from '../projection/tables.js';

/** A log that is read back like a real one. */
export const storeOf = (log: readonly StoredEvent[]): EventStore & { readBack: number } =>
  ({
    readBack: 0,
    async readStream(this: { readBack: number }, stream: string, { limit = Infinity } = {}) {
      this.readBack += 1;
      return log.filter((event) => event.stream === stream).slice(0, limit);
    },
    async *readAll({ after = '' } = {}) {
      const events = log.filter(({ position }) => position > after);
      for (let i = 0; i < events.length; i += 7) yield { events: events.slice(i, i + 7), caughtUp: false };
      yield { events: [], caughtUp: true };
    },
    readStarts(this: EventStore, starts: readonly StreamStart[]) {
      return EventStore.prototype.readStarts.call(this, starts);
    },
    cutOf: async () => undefined,
    async head() {
      return log.at(-1)?.position;
    },
    lastRevisions(this: EventStore, upTo: Position) {
      return EventStore.prototype.lastRevisions.call(this, upTo);
    },
  }) as unknown as EventStore & { readBack: number };

/** The same, of an engine that reads events by their positions. */
export const storeByPosition = (log: readonly StoredEvent[]): EventStore & { readBack: number } =>
  Object.assign(storeOf(log), {
    async readStarts(this: { readBack: number }, starts: readonly StreamStart[]) {
      this.readBack += starts.reduce((sum, { positions: { length } }) => sum + length, 0);
      return eventsOf(starts, log);
    },
  });

/** Projects a log into marked tables, in batches of these sizes, the last size repeatedly. */
export const inBatches = async (
  which: readonly ReadModel[],
  log: readonly StoredEvent[],
  sizes: readonly number[],
  kept = 3,
): Promise<{ db: Database.Database; tracks: readonly Track[]; readBack: number }> => {
  const db = new Database(':memory:');
  createOwnTables(db);
  for (const model of which) createModel(db, model, 'marked');
  const places = new PositionIndex(db);
  const store = storeOf(log);
  const histories = new StreamCache(store, places, kept);
  const projection = new Projection(db, which, 'marked', places);
  for (let from = 0, i = 0; from < log.length; i += 1) {
    const stored = log.slice(from, from + sizes[Math.min(i, sizes.length - 1)]!);
    const batch = decodeBatch(stored, from, log[from - 1]?.position ?? null);
    projection.apply(batch, await histories.of(batch.events));
    if (projection.slowest === undefined) break;
    from += stored.length;
  }
  return { db, tracks: projection.tracks, readBack: store.readBack };
};
