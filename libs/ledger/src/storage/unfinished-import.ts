import { existsSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fsyncPath } from '#storage/durable.js';
import { readText } from '#storage/read-file.js';
import { replaceFileSync } from '#storage/replace-file.js';

/** An import that was begun: the file, and how many events it has. */
type BegunImport = Readonly<{ file: string; size: number }>;

/** An import that was begun and not completed. `damaged`: what names its file, and is damaged. */
export type UnfinishedImport = BegunImport | Readonly<{ damaged: string }>;

const fileIn = (dataDir: string): string => join(dataDir, 'import.unfinished');

/** Notes that an import begins, before it writes an event: until it ends, the log is not what was recorded. */
export const beginImport = (dataDir: string, begun: BegunImport): void =>
  replaceFileSync(fileIn(dataDir), `${JSON.stringify(begun)}\n`);

/** The log has everything that the file has, or whoever owns it takes it as it is. */
export const endImport = (dataDir: string): void => {
  const file = fileIn(dataDir);
  if (!existsSync(file)) return;
  rmSync(file);
  fsyncPath(dirname(file));
};

/** The import into this data folder that was not completed, if there is one. */
export const unfinishedImport = (dataDir: string): UnfinishedImport | undefined => {
  const file = fileIn(dataDir);
  return existsSync(file) ? (begunIn(readText(file)) ?? { damaged: file }) : undefined;
};

/** Undefined if it is damaged. */
const begunIn = (text: string): BegunImport | undefined => {
  try {
    const { file, size } = JSON.parse(text) as Readonly<Record<string, unknown>>;
    return typeof file === 'string' && isCount(size) ? { file, size } : undefined;
  } catch {
    return undefined; // it is not JSON, or null
  }
};

const isCount = (found: unknown): found is number => Number.isSafeInteger(found) && Number(found) >= 0;
