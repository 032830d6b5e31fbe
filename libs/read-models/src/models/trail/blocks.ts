import type Database from 'better-sqlite3';

/**
 * The blocks of the trail, by which its pages are found in a long log. A block has so many successive events. It exists once all
 * of them are in the table `trail`, and everything in it follows from their rows.
 *
 * `trail_blocks` has a column of numbers for each thing that events are searched by: terms (the number of a text) as 32-bit
 * integers, times as doubles. Two tables tell which blocks need not be read, for the events with each label alone, so that a
 * reader's page costs the same whatever else is in the log. `trail_bitmaps` has a bit for each block of a chunk in which a
 * term occurs. `trail_zones` has the least and the greatest times of a block (level 0) and of a chunk (level 1).
 */
export const EVENTS_IN_BLOCK = 1_024;
/** A bitmap is a signed integer of 32 bits. */
export const BLOCKS_IN_CHUNK = 32;

export const TERM_COLUMNS = ['negotiationId', 'type', 'recordedBy'] as const;
export const TIME_COLUMNS = ['recordedAt', 'learnedAt', 'latest', 'reachesFrom'] as const;
export type TermColumn = (typeof TERM_COLUMNS)[number];
export type TimeColumn = (typeof TIME_COLUMNS)[number];
export type Column = 'label' | TermColumn | TimeColumn;

/** The term that every event has. */
export const ANY = 0;
export const termName = (column: TermColumn, value: string): string => `${column} ${value}`;

export const BLOCKS_SCHEMA = `
  CREATE TABLE trail_terms (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
  ) STRICT;
  INSERT INTO trail_terms VALUES (${ANY}, '');
  CREATE TABLE trail_bitmaps (
    term   INTEGER NOT NULL,
    label  INTEGER NOT NULL,
    chunk  INTEGER NOT NULL,
    blocks INTEGER NOT NULL,
    PRIMARY KEY (term, label, chunk)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE trail_zones (
    label INTEGER NOT NULL,
    level INTEGER NOT NULL,
    n     INTEGER NOT NULL,
    ${TIME_COLUMNS.flatMap((column) => [`${column}_low REAL NOT NULL`, `${column}_high REAL NOT NULL`]).join()},
    PRIMARY KEY (label, level, n)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE trail_blocks (
    block INTEGER PRIMARY KEY,
    label BLOB NOT NULL,
    ${[...TERM_COLUMNS, ...TIME_COLUMNS].map((column) => `${column} BLOB NOT NULL`).join()}
  ) STRICT;`;

/**
 * An instant or a day as a number: what is not less as a text is not less as a number. NaN for any other text, as a later version
 * or another program may have recorded it.
 */
export const numberOf = (text: string): number => {
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? new Date(text) : undefined;
  const isTime = time !== undefined && !Number.isNaN(time.getTime()) && time.toISOString().startsWith(text);
  return isTime ? time.getTime() : Number.NaN;
};

/** What a block is made of, row by row in the order of the log. */
export type BlockRow = Readonly<Record<'ordinal' | 'label', number> & Record<TermColumn | TimeColumn, string>>;
export const BLOCK_ROW = ['ordinal', 'label', ...TERM_COLUMNS, ...TIME_COLUMNS].join();

/** A row in numbers. */
type Numbers = Readonly<{ ordinal: number; label: number; terms: readonly number[]; times: readonly number[] }>;

/** Writes the blocks, in a transaction of the caller. It remembers nothing, so that nothing is left of what is rolled back. */
export class BlockWriter {
  private readonly sql;

  /** `size`: how many events a block has. */
  constructor(
    db: Database.Database,
    private readonly size = EVENTS_IN_BLOCK,
  ) {
    const bounds = TIME_COLUMNS.flatMap((column) => [
      `${column}_low = min(${column}_low, excluded.${column}_low)`,
      `${column}_high = max(${column}_high, excluded.${column}_high)`,
    ]);
    const columns = [...TERM_COLUMNS, ...TIME_COLUMNS];
    this.sql = {
      rows: db.prepare<[number, number], BlockRow>(
        `SELECT ${BLOCK_ROW} FROM main.trail WHERE ordinal >= ? AND ordinal < ? ORDER BY ordinal`,
      ),
      terms: db
        .prepare<[string], [name: string, id: number]>(
          'SELECT name, trail_terms.id FROM json_each(?) AS names CROSS JOIN trail_terms ON name = names.value',
        )
        .raw(),
      addTerm: db.prepare<[string]>('INSERT INTO trail_terms (name) VALUES (?)'),
      addToBitmaps: db.prepare<[number, number, number, string]>(
        `INSERT INTO trail_bitmaps SELECT terms.value, ?, ?, ? FROM json_each(?) AS terms WHERE TRUE
         ON CONFLICT DO UPDATE SET blocks = blocks | excluded.blocks`,
      ),
      widenZone: db.prepare<number[]>(
        `INSERT INTO trail_zones VALUES (?, ?, ?, ${bounds.map(() => '?').join()})
         ON CONFLICT DO UPDATE SET ${bounds.join()}`,
      ),
      add: db.prepare<[number, ...Buffer[]]>(
        `INSERT INTO trail_blocks VALUES (?, ?, ${columns.map(() => '?').join()})`,
      ),
      labels: db.prepare<[number], Buffer>('SELECT label FROM trail_blocks WHERE block = ?').pluck(),
      putLabels: db.prepare<[Buffer, number]>('UPDATE trail_blocks SET label = ? WHERE block = ?'),
    };
  }

  /** To be called each time that the trail has another event, with their number. */
  grow(events: number): void {
    if (events % this.size !== 0) return;
    const rows = this.inNumbers(this.sql.rows.all(events - this.size, events));
    const block = events / this.size - 1;
    this.note(block, rows);
    this.sql.add.run(
      block,
      bytesOf(Uint32Array.from(rows, ({ label }) => label)),
      ...TERM_COLUMNS.map((_, n) => bytesOf(Uint32Array.from(rows, ({ terms }) => terms[n]!))),
      ...TIME_COLUMNS.map((_, n) => bytesOf(Float64Array.from(rows, ({ times }) => times[n]!))),
    );
  }

  /** To be called with the rows that have got another label. The label that they had keeps its bitmaps and zones. */
  relabel(rows: readonly BlockRow[]): void {
    for (const [block, moved] of Map.groupBy(rows, ({ ordinal }) => Math.floor(ordinal / this.size))) {
      const stored = this.sql.labels.get(block);
      if (stored === undefined) continue;
      this.note(block, this.inNumbers(moved));
      const labels = Uint32Array.from(new Uint32Array(bufferOf(stored)));
      for (const { ordinal, label } of moved) labels[ordinal % this.size] = label;
      this.sql.putLabels.run(bytesOf(labels), block);
    }
  }

  /** Adds these events of a block to the bitmaps and zones of their labels. */
  private note(block: number, rows: readonly Numbers[]): void {
    const chunk = Math.floor(block / BLOCKS_IN_CHUNK);
    const bit = 1 << (block % BLOCKS_IN_CHUNK);
    for (const [label, some] of Map.groupBy(rows, (row) => row.label)) {
      const terms = new Set([ANY, ...some.flatMap((row) => row.terms)]);
      this.sql.addToBitmaps.run(label, chunk, bit, JSON.stringify([...terms]));
      const bounds = TIME_COLUMNS.flatMap((_, n) => boundsOf(some.map(({ times }) => times[n]!)));
      this.sql.widenZone.run(label, 0, block, ...bounds);
      this.sql.widenZone.run(label, 1, chunk, ...bounds);
    }
  }

  private inNumbers(rows: readonly BlockRow[]): readonly Numbers[] {
    const named = rows.map((row) => TERM_COLUMNS.map((column) => termName(column, row[column])));
    const ids = this.termsOf(new Set(named.flat()));
    // Most times of a block are repeated: days, and instants of learning that are those of recording.
    const numbers = new Map<string, number>();
    const timeOf = (text: string): number => {
      let time = numbers.get(text);
      if (time === undefined) numbers.set(text, (time = numberOf(text)));
      return time;
    };
    return rows.map(({ ordinal, label, ...row }, n) => ({
      ordinal,
      label,
      terms: named[n]!.map((name) => ids.get(name)!),
      times: TIME_COLUMNS.map((column) => timeOf(row[column])),
    }));
  }

  private termsOf(names: ReadonlySet<string>): ReadonlyMap<string, number> {
    const ids = new Map(this.sql.terms.all(JSON.stringify([...names])));
    for (const name of names) if (!ids.has(name)) ids.set(name, Number(this.sql.addTerm.run(name).lastInsertRowid));
    return ids;
  }
}

/** What is no number may be any. */
const boundsOf = (times: readonly number[]): readonly [low: number, high: number] =>
  times.some(Number.isNaN) ? [-Infinity, Infinity] : [Math.min(...times), Math.max(...times)];

const bytesOf = ({ buffer }: Uint32Array | Float64Array): Buffer => Buffer.from(buffer);

/** The bytes of a column, aligned. */
export const bufferOf = ({ buffer, byteOffset, byteLength }: Buffer): ArrayBuffer =>
  buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
