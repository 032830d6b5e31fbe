import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { NotALog } from '../engine.js';

export const LOG_FILE = 'events.db';

/** Where a restore puts its copy until the copy is known to be good. */
export const RESTORING = `${LOG_FILE}.restoring`;

/** Whether there is no log, and nothing beside it shows that one is missing. @throws NotALog where something does */
export const isMissing = (file: string): boolean => {
  if (existsSync(file)) return false;
  if (existsSync(join(dirname(file), RESTORING)))
    throw new NotALog(file, 'is missing: a restore was interrupted. Run the restore again');
  // SQLite would make a new file, and throw away the one that holds what was acknowledged last.
  if (existsSync(`${file}-wal`))
    throw new NotALog(file, 'is missing, and its -wal is there: bring it back beside that, or restore a backup');
  return true;
};

/** The first bytes of every SQLite file. */
const MAGIC = Buffer.from('SQLite format 3\0');

/** A folder, or a file that begins as SQLite's do or has such a name: damage may be in its first bytes. */
export const isLogPath = (path: string): boolean => {
  const kind = statSync(path);
  if (path.endsWith('.db') || kind.isDirectory()) return true;
  // What was read from a pipe would be gone from it.
  if (!kind.isFile()) return false;
  const start = Buffer.alloc(MAGIC.length);
  const file = openSync(path, 'r');
  readSync(file, start);
  closeSync(file);
  return start.equals(MAGIC);
};
