import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import Database from 'better-sqlite3';
import type { StoredEvent } from '#event-store/event-store.js';
import { logged } from '#read-models/projection/logged-event.js';
import { models } from '#read-models/models/models.js';
import { project } from '#read-models/projection/projection.js';
import { everyRow } from '#read-models/testing/told-log.js';

/** Whether the views in a folder differ from those that a rebuild of this log makes. */
export const differsFromRebuild = (dataDir: string, log: readonly StoredEvent[]): boolean => {
  const rebuilt = new Database(':memory:');
  project(
    rebuilt,
    models,
    log.map((event, ordinal) => logged(event, ordinal)),
  );
  const live = new Database(join(dataDir, 'views.db'), { readonly: true });
  const differs = !isDeepStrictEqual(everyRow(live, models), everyRow(rebuilt, models));
  live.close();
  rebuilt.close();
  return differs;
};
