import { isUtf8 } from 'node:buffer';
import type Database from 'better-sqlite3';
import { NotALog, NotText } from '../engine.js';
import { OutOfReach, type StoredEvent } from '../event-store.js';
import { isBroken, isStatementError, sqliteCode } from '#storage/sqlite-error.js';
import { assertIntact, openForReading } from './schema.js';
import { toPosition } from './position.js';

type Text = Exclude<keyof StoredEvent, 'position' | 'revision'>;
type Row = Readonly<Record<Text, Buffer>> & Readonly<{ position: number; revision: number }>;

/**
 * The events of a log in order, for a verifier that does not trust the file: SQLite has checked every page, and every text
 * is read byte for byte. Changes nothing, and may run while the service runs.
 * @param file the log itself or a copy of it
 * @throws NotALog also for a damaged file, OutOfReach for one of which nothing can be said
 */
export function* inspectLog(file: string): Generator<StoredEvent, void, void> {
  let db: Database.Database | undefined;
  try {
    db = openForReading(file);
    // One snapshot for all of it.
    db.exec('BEGIN');
    assertIntact(db, file);
    const rows = db.prepare<[], Row>(
      `SELECT position, revision, ${TEXTS.map((column) => `CAST(${column} AS BLOB) AS ${column}`).join(', ')}
       FROM events ORDER BY position`,
    );
    let index = 0;
    for (const row of rows.iterate()) yield eventOf(row, file, index++);
  } catch (error) {
    if (sqliteCode(error) === undefined) throw error;
    const { message } = error as Error;
    if (isBroken(error) || isStatementError(error)) throw new NotALog(file, `is damaged: ${message}`, { cause: error });
    throw new OutOfReach(file, message, { cause: error });
  } finally {
    db?.close();
  }
}

const TEXTS = ['stream', 'id', 'type', 'data', 'metadata', 'salt', 'entry'] as const satisfies readonly Text[];

const eventOf = ({ position, revision, ...row }: Row, file: string, index: number): StoredEvent => {
  // The library would silently replace invalid UTF-8 by U+FFFD.
  const broken = TEXTS.find((column) => !isUtf8(row[column]));
  if (broken !== undefined) throw new NotText(file, index, broken);
  const text = (column: Text) => row[column].toString('utf8');
  return {
    position: toPosition(position),
    revision,
    stream: text('stream'),
    id: text('id'),
    type: text('type'),
    data: text('data'),
    metadata: text('metadata'),
    salt: text('salt'),
    entry: text('entry'),
  };
};
