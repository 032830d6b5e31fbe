import type Database from 'better-sqlite3';
import { thingOf, type ThingRef } from '#domain/ids.js';
import { isDamage } from '#storage/sqlite-error.js';
import type { Position } from '#event-store/event-store.js';
import { keptModels, madeBy } from '../projection/tables.js';
import { comparedSearch, isSearch } from './compare-search.js';
import { isIntact } from './is-intact.js';
import { compareText, Findings, merged } from './side-by-side.js';

/** `model`: or the table, if no model has made it. `things`: the first that differ. `count`: how many differ in all; what belongs to no thing counts as one. */
export type ViewsDifference = Readonly<{ model: string; things: readonly ThingRef[]; count: number }>;

const NAMED_THINGS = 20;

/**
 * Compares `main` with `sound`, which was made from the log up to the same event. Plain tables are compared row by row, and
 * their indexes with the rows. Of a full-text index, everything that a query can find in it is compared.
 * @param upTo what follows this event in the tables of the projection itself is ignored; undefined if nothing may follow
 */
export const compareViews = (db: Database.Database, upTo: Position | undefined): readonly ViewsDifference[] => {
  const owners = new Map(
    keptModels(db).flatMap(({ name }) => madeBy(db, name, 'sound').map((table) => [table.name, name] as const)),
  );
  const ownerOf = (table: string): string =>
    owners.get(table) ?? [...owners].find(([virtual]) => table.startsWith(`${virtual}_`))?.[1] ?? table;
  const found = new Map<string, Findings>();
  const findings = (model: string) => {
    const known = found.get(model) ?? new Findings();
    found.set(model, known);
    return known;
  };

  const altered = alteredTables(db);
  for (const table of altered) findings(ownerOf(table)).others += 1;
  for (const { name, type } of tablesOf(db)) {
    if (altered.has(name)) continue;
    const found = findings(ownerOf(name));
    try {
      if (type === 'table') compareTable(db, name, found, upTo);
      else if (isSearch(db, name)) comparedSearch(db, name, found);
    } catch (error) {
      if (!isDamage(error)) throw error;
      found.others += 1;
    }
  }
  return [...found].flatMap(([model, { streams, others }]) => {
    const count = streams.size + others;
    return count === 0 ? [] : [{ model, things: [...streams].slice(0, NAMED_THINGS).map(thingOf), count }];
  });
};

/** Tables, indexes, views and triggers that only one of them has, or that have another definition, by table. */
const alteredTables = (db: Database.Database): ReadonlySet<string> => {
  const made = (schema: string) => `SELECT type, name, tbl_name, sql FROM ${schema}.sqlite_schema`;
  return new Set(
    db
      .prepare<[], string>(
        `SELECT tbl_name FROM (SELECT * FROM (${made('main')}) EXCEPT SELECT * FROM (${made('sound')}))
         UNION SELECT tbl_name FROM (SELECT * FROM (${made('sound')}) EXCEPT SELECT * FROM (${made('main')}))`,
      )
      .pluck()
      .all(),
  );
};

type Listed = Readonly<{ name: string; type: 'table' | 'virtual' }>;
const tablesOf = (db: Database.Database): readonly Listed[] =>
  db
    .prepare<[], Listed>(
      `SELECT name, type FROM pragma_table_list
       WHERE schema = 'sound' AND type IN ('table', 'virtual') AND name NOT LIKE 'sqlite_%'`,
    )
    .all();

/** What a model stopped at is written here and never read: a new start tries again. */
const IGNORED: ReadonlySet<string> = new Set(['stoppedAt', 'stoppedBy', 'error']);

const compareTable = (db: Database.Database, table: string, found: Findings, upTo: Position | undefined): void => {
  // Rows are read from the table, and queries find them by indexes.
  if (!isIntact(db, table)) found.others += 1;
  const columns = db
    .prepare<[string], { name: string; pk: number }>(`SELECT name, pk FROM pragma_table_info(?, 'sound')`)
    .all(table)
    .filter(({ name }) => !IGNORED.has(name));
  const has = (column: string) => columns.some(({ name }) => name === column);
  const isOfThings = has('stream');
  // Many rows have the same term, and few the same ordinal.
  const key = isOfThings ? 'stream' : has('term') ? 'ordinal' : columns.find(({ pk }) => pk === 1)!.name;
  const names = [key, ...columns.map(({ name }) => name).filter((name) => name !== key)];
  const where = upTo === undefined ? '' : (UP_TO[table] ?? '');
  const rows = (schema: string) =>
    groupsOf(() =>
      db
        .prepare<string[], readonly unknown[]>(
          `SELECT ${names.map((name) => `"${name}"`).join()} FROM ${schema}."${table}" ${where} ORDER BY "${key}"`,
        )
        .raw()
        .iterate(...(where === '' ? [] : [upTo!])),
    );
  for (const [shown, sound] of merged(rows('main'), rows('sound'), byKey)) {
    if (shown !== undefined && sound !== undefined && shown.rows.join('\n') === sound.rows.join('\n')) continue;
    if (isOfThings) found.streams.add(String((shown ?? sound)!.key));
    else found.others += 1;
  }
};

/** Own tables may have events of a batch in which all models have stopped. */
const UP_TO: Readonly<Record<string, string>> = {
  places: 'WHERE position <= ?',
  markings: 'WHERE ordinal <= (SELECT ordinal FROM main.places WHERE position = ?)',
  departures: 'WHERE ordinal <= (SELECT ordinal FROM main.places WHERE position = ?)',
};

type Group = Readonly<{ key: string | number; rows: readonly string[] }>;

/**
 * Rows with one key, in an order of their own: the order in a table is that in which they were written. `rows` is called when the
 * first one is asked for, since a statement that has begun must be ended.
 */
function* groupsOf(rows: () => Iterable<readonly unknown[]>): Generator<Group, void, void> {
  let key: string | number | undefined;
  let group: string[] = [];
  for (const row of rows()) {
    const next = typeof row[0] === 'number' ? row[0] : String(row[0]);
    if (next !== key) {
      if (key !== undefined) yield { key, rows: group.toSorted() };
      [key, group] = [next, []];
    }
    group.push(JSON.stringify(row));
  }
  if (key !== undefined) yield { key, rows: group.toSorted() };
}

const byKey = (a: Group, b: Group): number =>
  typeof a.key === 'number' ? a.key - Number(b.key) : compareText(a.key, String(b.key));
