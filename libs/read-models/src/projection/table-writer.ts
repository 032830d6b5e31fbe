import type Database from 'better-sqlite3';
import { corrupted } from '#storage/sqlite-error.js';
import { isStoredByOrdinal, type Layout, sortColumns, storedAs, talliesOf, termsOf } from './layout.js';
import { type RowMarking, UNMARKED } from './marking-of-rows.js';
import type {
  DaysAndHour,
  ReadModel,
  Row,
  Table,
  Tallies,
  Term,
  Terms,
  TextIndex,
  TextRow,
  Value,
} from './read-model.js';
import { scopedTerms, scopeOf, wordFor } from './scoped-terms.js';
import { dayNumber, EVERY, numbering } from './terms.js';
import { LAST_ORDINAL, rankOf, rowidOf } from './text-rank.js';

/** Writes the rows of things into a table or a full-text index. */
export type TableWriter = Readonly<{
  insert: (marking: RowMarking, row: Row) => void;
  /** Deletes the rows of a thing, which were written with this marking. */
  drop: (marking: RowMarking, stream: string) => void;
}>;

/**
 * The writers of a model, by the names of its tables and full-text indexes. The indexes come first, since their rows are
 * dropped by looking up those of a table.
 */
export const writersFor = (
  db: Database.Database,
  { tables, texts = {} }: ReadModel,
  layout: Layout,
): ReadonlyMap<string, TableWriter> =>
  new Map([
    ...Object.entries(texts).map(([name, text]) => [name, textWriter(db, name, text, layout)] as const),
    ...Object.entries(tables).map(([name, table]) => {
      const { terms, tallies } = table;
      const rows = tableWriter(db, name, table, layout);
      const listed = terms === undefined ? rows : withTerms(rows, db, name, terms, layout);
      return [name, tallies === undefined ? listed : withTallies(listed, db, name, tallies, layout)] as const;
    }),
  ]);

const tableWriter = (db: Database.Database, name: string, table: Table, layout: Layout): TableWriter => {
  const stored = storedAs(name, layout);
  const columns = Object.keys(table.columns);
  const names = [...(layout === 'marked' ? ['marking'] : []), ...columns].map((column) => `"${column}"`);
  const insert = inserterFor(db, stored, names, layout === 'plain' ? undefined : rowidsOf(table));
  const drop = db.prepare<string[]>(`DELETE FROM "${stored}" WHERE ${whereThing(layout)}`);
  const values: Value[] = names.map(() => null);
  const lead = names.length - columns.length;
  return {
    insert: (marking, row) => {
      if (lead > 0) values[0] = marking;
      for (let i = 0; i < columns.length; i += 1) {
        const value = row[columns[i]!];
        if (value === undefined) throw new Error(`a row of ${name} has no ${columns[i]}`);
        values[lead + i] = value;
      }
      insert(marking, values);
    },
    drop: (marking, stream) => void drop.run(...thing(layout, marking, stream)),
  };
};

/** Rows for which there are rowids under each marking. */
const ROOM = 2 ** 34;
/** With the room, as many rowids as JavaScript counts exactly. */
const MOST_RANGES = 2 ** 19;
/** Two markings that share a range cost time, and no more. */
const rangeOf = (marking: RowMarking): number =>
  marking === UNMARKED ? 0 : (1 + (numbering(marking, '')(EVERY) % (MOST_RANGES - 1))) * ROOM;

/** How the rowids of a marking are chosen: by the ordinals of its rows, or the next one that is free. */
type Rowids = 'by ordinal' | 'next free';
const rowidsOf = (table: Table): Rowids | undefined =>
  isStoredByOrdinal(table) ? 'by ordinal' : table.key === undefined ? 'next free' : undefined;

/**
 * With `rowids`, the rows of a marking lie side by side. Among all rows, those that a reader sees would be on more pages, and take
 * longer to read, the more is hidden in between.
 */
const inserterFor = (
  db: Database.Database,
  stored: string,
  names: readonly string[],
  rowids: Rowids | undefined,
): ((marking: RowMarking, values: readonly Value[]) => void) => {
  const marks = names.map(() => '?').join();
  if (rowids === undefined) {
    const insert = db.prepare<Value[]>(`INSERT INTO "${stored}" (${names.join()}) VALUES (${marks})`);
    return (_, values) => void insert.run(...values);
  }
  const integer = 'CAST(? AS INTEGER)';
  const into = `INSERT INTO "${stored}" (rowid, ${names.join()})`;
  if (rowids === 'by ordinal') {
    const insert = db.prepare<Value[]>(`${into} VALUES (${integer}, ${marks})`);
    const ordinal = names.indexOf('"ordinal"');
    return (marking, values) => void insert.run(rangeOf(marking) + Number(values[ordinal]), ...values);
  }
  const insert = db.prepare<Value[]>(
    `${into} VALUES (
       (SELECT ifnull(max(rowid), ${integer} - 1) + 1 FROM "${stored}" WHERE rowid BETWEEN ${integer} AND ${integer} + ${ROOM - 1}), ${marks})`,
  );
  return (marking, values) => {
    const range = rangeOf(marking);
    insert.run(range, range, range, ...values);
  };
};

/** Terms are dropped before the rows that they are made from. */
const withTerms = (
  rows: TableWriter,
  db: Database.Database,
  name: string,
  terms: Terms,
  layout: Layout,
): TableWriter => {
  const place = sortColumns(terms);
  const values = `(?, ${place.map(() => '?').join()})`;
  const inserts: Database.Statement<Value[]>[] = [];
  /** Writes so many terms of a row at once. */
  const insertOf = (count: number) =>
    (inserts[count] ??= db.prepare<Value[]>(
      `INSERT INTO "${termsOf(name)}" VALUES ${Array.from({ length: count }, () => values).join()}`,
    ));
  const find = db.prepare<string[], Row>(
    `SELECT ${[...new Set(['negotiationId', ...place, ...terms.from])].map((column) => `"${column}"`).join()}
     FROM "${storedAs(name, layout)}" WHERE ${whereThing(layout)}`,
  );
  const drop = db.prepare<Value[]>(
    `DELETE FROM "${termsOf(name)}" WHERE ${place.map((column) => `"${column}" = ?`).join(' AND ')}
     AND term = ?`,
  );
  const isDay = place.map((column) => terms.days.includes(column));
  const placeOf = (row: Row): readonly Value[] =>
    place.map((column, n) => (isDay[n] ? dayNumber(String(row[column])) : row[column]!));
  const numbersOf = (marking: RowMarking, row: Row): readonly number[] => {
    const numberOf = numbering(marking, String(row['negotiationId']));
    return [...new Set(terms.of(row).map(numberOf))];
  };
  return {
    insert: (marking, row) => {
      rows.insert(marking, row);
      const numbers = numbersOf(marking, row);
      const stands = placeOf(row);
      if (numbers.length > 0) insertOf(numbers.length).run(...numbers.flatMap((number) => [number, ...stands]));
    },
    drop: (marking, stream) => {
      for (const row of find.all(...thing(layout, marking, stream)))
        for (const number of numbersOf(marking, row)) drop.run(...placeOf(row), number);
      rows.drop(marking, stream);
    },
  };
};

/** Tallies are moved before the rows that they are made from are dropped. */
const withTallies = (
  rows: TableWriter,
  db: Database.Database,
  name: string,
  tallies: Tallies,
  layout: Layout,
): TableWriter => {
  const stored = talliesOf(name);
  const move = db.prepare<[string, RowMarking, string, string, number]>(
    `INSERT INTO "${stored}" VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count`,
  );
  const clear = db.prepare<[string, RowMarking, string, string]>(
    `DELETE FROM "${stored}" WHERE negotiationId = ? AND marking = ? AND name = ? AND day = ? AND count = 0`,
  );
  const find = db.prepare<string[], Row>(
    `SELECT ${['negotiationId', ...tallies.from].map((column) => `"${column}"`).join()}
     FROM "${storedAs(name, layout)}" WHERE ${whereThing(layout)}`,
  );
  const under = (marking: RowMarking) => (layout === 'marked' ? marking : UNMARKED);
  return {
    insert: (marking, row) => {
      rows.insert(marking, row);
      for (const { name, day, count } of tallies.of(row))
        move.run(String(row['negotiationId']), under(marking), name, day, count);
    },
    drop: (marking, stream) => {
      for (const row of find.all(...thing(layout, marking, stream)))
        for (const { name, day, count } of tallies.of(row)) {
          const place = [String(row['negotiationId']), under(marking), name, day] as const;
          move.run(...place, -count);
          clear.run(...place);
        }
      rows.drop(marking, stream);
    },
  };
};

const textWriter = (db: Database.Database, name: string, { of, by }: TextIndex, layout: Layout): TableWriter => {
  const rowid = rowidOf('?', '?');
  const insert = db.prepare<[number, number, string]>(`INSERT INTO "${name}" (rowid, words) VALUES (${rowid}, ?)`);
  const days = by === 'days' ? ', earliest, latest, minute' : '';
  const find = db.prepare<string[], Pick<TextRow, 'ordinal' | keyof DaysAndHour>>(
    `SELECT ordinal${days} FROM "${storedAs(of, layout)}" WHERE ${whereThing(layout)}`,
  );
  const drop = db.prepare<[number, number]>(`DELETE FROM "${name}" WHERE rowid = ${rowid}`);
  const rankIn = (place: Partial<DaysAndHour>) => (by === 'days' ? rankOf(place as DaysAndHour) : 0);
  return {
    insert: (marking, row) => {
      const { ordinal, negotiationId, words, terms, ...place } = row as TextRow;
      const scope = scopeOf(layout === 'marked' ? marking : UNMARKED, negotiationId);
      if (ordinal > LAST_ORDINAL) throw new Error(`a full-text index has room for ${LAST_ORDINAL + 1} events`);
      const all = [words, ...(JSON.parse(terms) as readonly Term[]).map(wordFor)].join(' ');
      insert.run(rankIn(place), ordinal, scopedTerms(all, scope));
    },
    drop: (marking, stream) => {
      for (const { ordinal, ...place } of find.all(...thing(layout, marking, stream)))
        if (drop.run(rankIn(place), ordinal).changes !== 1) throw corrupted(`${name} has no text for row ${ordinal}`);
    },
  };
};

const whereThing = (layout: Layout) => (layout === 'marked' ? 'marking = ? AND stream = ?' : 'stream = ?');
const thing = (layout: Layout, marking: RowMarking, stream: string) =>
  layout === 'marked' ? [marking, stream] : [stream];
