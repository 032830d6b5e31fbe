import type Database from 'better-sqlite3';
import { type Layout, sortColumns, storedAs, termsOf } from './layout.js';
import type { ReadModel } from './read-model.js';

/**
 * Has the indexes and the terms of empty tables made at the end, in their order: that takes a fraction of the time that each row takes
 * otherwise, and less room. Until then the indexes are dropped, and terms are written to temporary tables of the same names.
 * @returns what makes them
 */
export const indexLast = (db: Database.Database, models: readonly ReadModel[], layout: Layout): readonly string[] => {
  const tables = models.flatMap((model) => Object.entries(model.tables));
  return [
    ...tables.flatMap(([name, { terms }]) => {
      if (terms === undefined) return [];
      const stored = termsOf(name);
      db.exec(
        `DROP TABLE IF EXISTS temp."${stored}"; CREATE TEMP TABLE "${stored}" AS SELECT * FROM main."${stored}" LIMIT 0`,
      );
      const order = ['term', ...sortColumns(terms)].map((column) => `"${column}"`).join();
      return `INSERT INTO main."${stored}" SELECT * FROM temp."${stored}" ORDER BY ${order}; DROP TABLE temp."${stored}"`;
    }),
    ...dropIndexes(
      db,
      tables.map(([name]) => storedAs(name, layout)),
    ),
  ];
};

/**
 * Drops the indexes of tables. Meanwhile, the rowid refuses a second row of an event under one marking. @returns what makes the indexes
 * again; that of ordinals then refuses a second one under another marking
 */
const dropIndexes = (db: Database.Database, tables: readonly string[]): readonly string[] => {
  const indexes = db
    .prepare<[string], { name: string; sql: string }>(
      `SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL
       AND tbl_name IN (SELECT value FROM json_each(?))`,
    )
    .all(JSON.stringify(tables));
  for (const { name } of indexes) db.exec(`DROP INDEX "${name}"`);
  return indexes.map(({ sql }) => sql);
};
