import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import Database from 'better-sqlite3';
import type { StoredEvent } from '#event-store/event-store.js';
import { logged } from '#read-models/projection/logged-event.js';
import { models } from '#read-models/models/models.js';
import { project } from '#read-models/projection/projection.js';
import { everyRow } from '#read-models/testing/told-log.js';

/** How the views in a folder differ from those that a rebuild of this log makes, with the first row of each table that only one has. */
export const differenceFromRebuild = (dataDir: string, log: readonly StoredEvent[]): string | undefined => {
  const rebuilt = new Database(':memory:');
  project(
    rebuilt,
    models,
    log.map((event, ordinal) => logged(event, ordinal)),
  );
  const live = new Database(join(dataDir, 'views.db'), { readonly: true });
  const [shown, right] = [everyRow(live, models), everyRow(rebuilt, models)];
  live.close();
  rebuilt.close();
  const differences = Object.keys(right).flatMap((table) => {
    if (isDeepStrictEqual(shown[table], right[table])) return [];
    const more = onlyIn(shown[table], right[table]);
    const missing = onlyIn(right[table], shown[table]);
    const counts = `${table} has ${shown[table]?.length} rows, not ${right[table]!.length}`;
    return [counts, ...more.map((row) => `it has ${row}`), ...missing.map((row) => `it lacks ${row}`)];
  });
  return differences.length === 0 ? undefined : differences.join('; ');
};

/** The first row that only one of them has, none or one. */
const onlyIn = (rows: readonly string[] = [], others: readonly string[] = []): readonly string[] => {
  const known = new Set(others);
  return rows.filter((row) => !known.has(row)).slice(0, 1);
};
