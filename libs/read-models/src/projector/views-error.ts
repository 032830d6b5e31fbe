import { OutOfReach } from '#event-store/event-store.js';
import { sqliteCode } from '#storage/sqlite-error.js';
import { folderAmong, sqliteFiles } from '#storage/sqlite-files.js';
import { Unusable, unusable } from '#storage/unusable.js';
import { filesOfViews } from './views-file.js';

const NEXT =
  'To have the views made again from the log, move it and what begins with the same name out of the data folder';

/**
 * What ends the work on a database of views, with the file that it is about and what to do. What the log throws tells of itself, and stays as it is; so does a full disk.
 */
export const viewsError = (error: unknown, file: string): unknown => {
  if (!isOfFile(error)) return error;
  const folder = folderAmong(sqliteFiles(file));
  if (folder !== undefined) return new Unusable(folder, `it is a folder. ${NEXT}`, { cause: error });
  const found = error instanceof OutOfReach ? undefined : unusable(error);
  if (found === undefined || found.isFull) return error;
  return new Unusable(found.place ?? file, `${found.why}. ${NEXT}`, { cause: error });
};

/** @throws Unusable if there is a folder in the place of one of the files that are removed with a database of views */
export const assertReplaceable = (file: string): void => {
  const folder = folderAmong(filesOfViews(file));
  if (folder !== undefined) throw new Unusable(folder, 'it is a folder. Move it out of the data folder');
};

const isOfFile = (error: unknown): boolean =>
  sqliteCode(error) !== undefined ||
  error instanceof OutOfReach ||
  (error as NodeJS.ErrnoException | undefined)?.syscall !== undefined;
