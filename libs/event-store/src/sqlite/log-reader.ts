import type Database from 'better-sqlite3';
import type { Batch, Position, ReadStream, Revision, StoredEvent } from '../event-store.js';
import { POSITION, toPosition, toRow } from './position.js';

/** Bounds of one batch: small enough that a batch is still young garbage when the reader is done with it. */
const BATCH_EVENTS = 250;
const BATCH_CHARACTERS = 8 * 1024 * 1024;

const COLUMNS = `${POSITION}, stream, revision, id, type, data, metadata, salt, entry`;
type Columns = [Position, string, Revision, string, string, string, string, string, string];
const LAST_REVISION = Number.MAX_SAFE_INTEGER;
const NO_LIMIT = -1;

/** The queries on a log. Each reads its own snapshot: all that was committed before it. */
export class LogReader {
  private readonly sql;

  constructor(db: Database.Database) {
    this.sql = {
      forwards: db.prepare<[string, number, number], StoredEvent>(
        `SELECT ${COLUMNS} FROM events WHERE stream = ? AND revision >= ? ORDER BY revision LIMIT ?`,
      ),
      backwards: db.prepare<[string, number, number], StoredEvent>(
        `SELECT ${COLUMNS} FROM events WHERE stream = ? AND revision <= ? ORDER BY revision DESC LIMIT ?`,
      ),
      // Rows are read as arrays: building the objects here is faster than in the library.
      all: db
        .prepare<[number], Columns>(`SELECT ${COLUMNS} FROM events WHERE events.position > ? ORDER BY events.position`)
        .raw(),
      // With IN, SQLite sorts the numbers first.
      at: db
        .prepare<[string], Columns>(
          `SELECT ${COLUMNS} FROM (SELECT value AS place FROM json_each(?)) AS asked
           CROSS JOIN events ON events.position = asked.place`,
        )
        .raw(),
      idAt: db.prepare<[number], string>('SELECT id FROM events WHERE position = ?').pluck(),
      size: db.prepare<[], number>('SELECT count(*) FROM events').pluck(),
      sizeAfter: db.prepare<[number], number>('SELECT count(*) FROM events WHERE position > ?').pluck(),
      head: db.prepare<[], number | null>('SELECT max(position) FROM events').pluck(),
      last: db
        .prepare<[number], [string, Revision]>(
          'SELECT stream, max(revision) FROM events WHERE position <= ? GROUP BY stream',
        )
        .raw(),
    };
  }

  stream(stream: string, options: ReadStream): StoredEvent[] {
    const { backwards = false, from = backwards ? LAST_REVISION : 0, limit = NO_LIMIT } = options;
    return this.sql[backwards ? 'backwards' : 'forwards'].all(stream, from, limit);
  }

  batchAfter(last: number): Batch {
    const events: StoredEvent[] = [];
    let characters = 0;
    for (const columns of this.sql.all.iterate(last)) {
      if (events.length === BATCH_EVENTS || characters > BATCH_CHARACTERS) return { events, caughtUp: false };
      const event = eventOf(columns);
      events.push(event);
      characters += event.data.length + event.metadata.length;
    }
    return { events, caughtUp: true };
  }

  at(rows: readonly number[]): StoredEvent[] {
    return this.sql.at.all(JSON.stringify(rows)).map(eventOf);
  }

  idAt(row: number): string | undefined {
    return this.sql.idAt.get(row);
  }

  size(): number {
    return this.sql.size.get() ?? 0;
  }

  /** The number of events after a row. */
  sizeAfter(row: number): number {
    return this.sql.sizeAfter.get(row)!;
  }

  head(): Position | undefined {
    const row = this.sql.head.get() ?? undefined;
    return row === undefined ? undefined : toPosition(row);
  }

  /** Uses only the index of streams, which has the positions too. */
  lastRevisions(upTo: Position): Map<string, Revision> {
    return new Map(this.sql.last.iterate(toRow(upTo)));
  }
}

const eventOf = ([position, stream, revision, id, type, data, metadata, salt, entry]: Columns): StoredEvent => ({
  position,
  stream,
  revision,
  id,
  type,
  data,
  metadata,
  salt,
  entry,
});
