import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';

const MB = 2 ** 20;
/** What is shorter is read in no time. */
const LEAST = 4 * MB;
/** Of the memory that is free or can be freed. More would push out its own beginning. */
const SHARE = 0.8;

const READ = `const { openSync, readSync } = require('node:fs');
const [file, chunk] = [openSync(process.argv[1], 'r'), Buffer.allocUnsafe(${MB})];
while (readSync(file, chunk, 0, chunk.length, null) > 0);`;

/**
 * Reads a file from its beginning to its end, so that the system has it in its cache. A check by SQLite reads the pages of a tree from the
 * last to the first, for which no system reads ahead: from a disk that brings 400 MB a second, 11 MB. To be called before one, in a thread
 * that may wait. It is read in a process of its own: a process that closes a file gives up all locks of SQLite on it.
 * @param room bytes of the cache that may be filled
 * @returns how many bytes were read; 0 if it is too large for that, too short to be worth it, or cannot be read, which the check then tells
 */
export const readIntoCache = (file: string, room = SHARE * process.availableMemory()): number => {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size < LEAST || size > room) return 0;
  const { status } = spawnSync(process.execPath, ['-e', READ, file], { env: {}, stdio: 'ignore' });
  return status === 0 ? size : 0;
};
