import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { NotALog } from '../engine.js';

export const LOG_FILE = 'events.db';

/** Where a restore puts its copy until it has verified it. */
export const RESTORING = `${LOG_FILE}.restoring`;

/** Whether there is no log, and no other file shows that one is missing. @throws NotALog if one does */
export const isMissing = (file: string): boolean => {
  if (existsSync(file)) return false;
  if (existsSync(join(dirname(file), RESTORING)))
    throw new NotALog(file, 'is missing: a restore was interrupted. Run the restore again');
  // SQLite would create a new file and discard the WAL, which holds the last acknowledged events.
  if (existsSync(`${file}-wal`))
    throw new NotALog(file, 'is missing, but its -wal file is there: put it back next to that, or restore a backup');
  return true;
};

/** The first bytes of every SQLite file. */
const MAGIC = Buffer.from('SQLite format 3\0');

/** A folder, or a file with the header of SQLite or the extension .db: the header itself may be damaged. */
export const isLogPath = (path: string): boolean => {
  const kind = statSync(path);
  if (path.endsWith('.db') || kind.isDirectory()) return true;
  // Bytes read from a pipe cannot be read again.
  if (!kind.isFile()) return false;
  const start = Buffer.alloc(MAGIC.length);
  const file = openSync(path, 'r');
  readSync(file, start);
  closeSync(file);
  return start.equals(MAGIC);
};
