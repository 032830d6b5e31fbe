import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { logConfig } from '#config/log-config.js';
import { openEventStore } from '#event-store/engines.js';
import type { EventStore } from '#event-store/event-store.js';
import { decodeBatch } from '../projection/logged-event.js';
import { project } from '../projection/projection.js';
import { Projector, type ProjectorOptions } from '../projector/projector.js';
import { misbehaving, models } from './misbehaving-models.js';
import type { ReadModel } from '../projection/read-model.js';
import { type About, everyRow, record, scratchFolders } from './told-log.js';

export const PATIENCE = 60_000;

/** Real logs in their own folders, and real projectors next to them; `close` stops and removes all of them. */
export const scene = () => {
  const { folder, remove } = scratchFolders();
  const closing: (() => Promise<unknown>)[] = [];
  return {
    folder,
    newLog: async (dataDir = folder()) => {
      mkdirSync(dataDir, { recursive: true });
      const store = await openEventStore(logConfig(dataDir), 'owner');
      closing.push(() => store.close());
      return { dataDir, store };
    },
    watch: async (dataDir: string, options: Partial<ProjectorOptions> = {}) => {
      const heard: string[] = [];
      const projector = await Projector.start({
        ...logConfig(dataDir),
        models: misbehaving(),
        log: (level, message) => heard.push(`${level}: ${message}`),
        restarts: [10, 20],
        ...options,
      });
      closing.push(() => projector.stop());
      return { projector, heard };
    },
    close: async () => {
      for (const close of closing.splice(0).toReversed()) await close();
      remove();
    },
  };
};

export const tell = async (store: EventStore, ...dossier: readonly About[]): Promise<void> => {
  for (const { kind, id, facts } of dossier) await record(store, kind, id, facts);
};

/** The expected content of views.db, made at once from the whole log. */
export const expectedRows = async (store: EventStore, which: readonly ReadModel[] = models) => {
  const events = [];
  for await (const batch of store.readAll()) events.push(...batch.events);
  const db = new Database(':memory:');
  project(db, which, decodeBatch(events, 0, null).events);
  return everyRow(db, which);
};

export const reading = <T>(dataDir: string, ask: (db: Database.Database) => T): T => {
  const db = new Database(join(dataDir, 'views.db'), { readonly: true });
  try {
    return ask(db);
  } finally {
    db.close();
  }
};
export const rowsInViews = (dataDir: string, which: readonly ReadModel[] = models) =>
  reading(dataDir, (db) => everyRow(db, which));

export const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await sleep(5);
};
