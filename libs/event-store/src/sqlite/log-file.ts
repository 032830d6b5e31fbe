import { closeSync, existsSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { NotALog } from '../engine.js';

export const LOG_FILE = 'events.db';

/** Where a restore puts its copy until it has verified it. */
export const RESTORING = `${LOG_FILE}.restoring`;

/** A log whose file was removed or replaced while it was open, as the process that had it open has copied it. */
const COPY = /^events\.db\.replaced-[\dTZ]+$/;
export const copyOfReplaced = (file: string, at: Date): string =>
  `${file}.replaced-${at.toISOString().replaceAll(/[-:.]/g, '')}`;

/** The oldest first. */
export const copiesIn = (dataDir: string): readonly string[] =>
  existsSync(dataDir)
    ? readdirSync(dataDir)
        .filter((name) => COPY.test(name))
        .toSorted()
        .map((name) => join(dataDir, name))
    : [];

/** What to do with such a copy. */
export const putBack = (copy: string): string =>
  `Find out what did that, and keep it from this folder. Then put the log back with "rapporteur restore --from ${copy} --data-dir ${dirname(copy)} --move-old-to <new folder>"`;

/**
 * Whether there is no log, and no other file shows that one is missing.
 * @throws NotALog if one does, and if one shows that this is not the log that was here
 */
export const isMissing = (file: string): boolean => {
  const copy = copiesIn(dirname(file)).at(-1);
  if (copy !== undefined)
    throw new NotALog(
      file,
      `was removed or replaced while a service had it open, and ${copy} has the log as that service had it. ${putBack(copy)}. If you do not need it, move it to another folder`,
    );
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
