import type Database from 'better-sqlite3';
import type { ReadModel } from '../projection/read-model.js';
import { createModel, dropModel, madeBy } from '../projection/tables.js';

/**
 * Puts models that were built in another file in the place of the old ones, checkpoints and all, in one transaction.
 * `rows` says how many each table must have. Virtual tables are copied by their shadow tables, since a contentless
 * full-text index cannot be read back: the connection must be closed afterwards, because it may remember the old ones.
 */
export const swapIn = (
  db: Database.Database,
  file: string,
  models: readonly ReadModel[],
  rows: Readonly<Record<string, number>>,
): void => {
  db.prepare('ATTACH ? AS rebuilt').run(file);
  db.unsafeMode(true); // shadow tables are read-only otherwise
  try {
    db.transaction(() => {
      for (const model of models) {
        dropModel(db, model.name);
        createModel(db, model, 'marked');
        for (const { name, type } of madeBy(db, model.name))
          if (type === 'table') {
            const copied = copy(db, name);
            if (copied !== rows[name]) throw new Error(`${name} has ${copied} rows of ${rows[name]}`);
          } else if (type === 'virtual') for (const shadow of shadowsOf(db, name)) copy(db, shadow);
        db.prepare('REPLACE INTO main.models SELECT * FROM rebuilt.models WHERE name = ?').run(model.name);
      }
      // Neither `markings` nor `departures`: the models that stay have not reached those events yet, and note them when they do.
      db.exec('INSERT OR IGNORE INTO main.places SELECT * FROM rebuilt.places');
    }).immediate();
  } finally {
    db.unsafeMode(false);
    db.exec('DETACH rebuilt');
  }
};

/** Table to table without a word between: SQLite then moves whole records, and indexes in their order. */
const copy = (db: Database.Database, table: string): number => {
  db.exec(`DELETE FROM main."${table}"`);
  return db.prepare(`INSERT INTO main."${table}" SELECT * FROM rebuilt."${table}"`).run().changes;
};

const shadowsOf = (db: Database.Database, table: string): readonly string[] =>
  db
    .prepare<[string], string>(
      `SELECT name FROM pragma_table_list
       WHERE schema = 'main' AND type = 'shadow' AND name LIKE replace(?, '_', '\\_') || '\\_%' ESCAPE '\\'`,
    )
    .pluck()
    .all(table);
