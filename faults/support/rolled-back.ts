import { areEqual } from '#ledger/primitives.js';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { entryOf, type Seal, type Unsealed } from '#ledger/entry.js';
import { leafHash, rootOf } from '#ledger/merkle.js';
import { checkpointIn, LEDGER_FOLDER } from '#ledger/storage/checkpoint-store.js';

/**
 * Whether this folder has another log, which is a state that was signed, earlier or now, and no more behind it than may be
 * unsigned after a crash. Such a log is consistent in itself: only a witness, or an auditor who kept a later checkpoint, can
 * tell. Written without the code that checks a log at its start.
 */
export const isRolledBack = (dataDir: string, original: string, mostMs: number): boolean => {
  try {
    const rows = rowsIn(dataDir);
    if (JSON.stringify(rows) === JSON.stringify(rowsIn(original))) return false;
    const leaves = rows.map((row) => leafHash(Buffer.from(entryOf(row.salt, row), 'hex')));
    const holds = (note: string): number | undefined => {
      const { size, root } = checkpointIn(note);
      return size <= rows.length && areEqual(rootOf(leaves.slice(0, size)), root) ? size : undefined;
    };
    const inLog = rows.flatMap(({ stream, data }) =>
      stream.startsWith('checkpoint-') ? [(JSON.parse(data) as { note: string }).note] : [],
    );
    const file = join(dataDir, LEDGER_FOLDER, 'checkpoint');
    const sizes = [...inLog, ...(existsSync(file) ? [readFileSync(file, 'utf8')] : [])].map(holds);
    if (sizes.length === 0 || sizes.includes(undefined)) return false;
    const unsigned = rows
      .slice(Math.max(...sizes.map((size) => size ?? 0)))
      .filter(({ stream }) => !stream.startsWith('checkpoint-'))
      .map(({ metadata }) => Date.parse((JSON.parse(metadata) as { recordedAt: string }).recordedAt));
    return unsigned.length === 0 || Math.max(...unsigned) - Math.min(...unsigned) <= mostMs;
  } catch {
    return false; // what cannot be read is no state that was signed
  }
};

const rowsIn = (dataDir: string): readonly (Unsealed & Seal)[] => {
  const db = new Database(join(dataDir, 'events.db'), { readonly: true });
  try {
    return db.prepare<[], Unsealed & Seal>('SELECT * FROM events ORDER BY position').all();
  } finally {
    db.close();
  }
};
