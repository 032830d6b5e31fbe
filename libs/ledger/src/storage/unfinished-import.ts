import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fsyncPath } from '#storage/durable.js';
import { replaceFileSync } from '#storage/replace-file.js';

/** An import that was begun and not completed: the file, and how many events it has. */
export type UnfinishedImport = Readonly<{ file: string; size: number }>;

const fileIn = (dataDir: string): string => join(dataDir, 'import.unfinished');

/** Notes that an import begins, before it writes an event: until it ends, the log is not what was recorded. */
export const beginImport = (dataDir: string, begun: UnfinishedImport): void =>
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
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as UnfinishedImport) : undefined;
};
