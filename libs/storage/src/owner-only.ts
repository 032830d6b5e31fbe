import { chmodSync, closeSync, existsSync, lstatSync, openSync, readdirSync, realpathSync, type Stats } from 'node:fs';
import { join } from 'node:path';

/** A record is confidential: only the user that runs the service can read its files. */
export const OWNER_FILE = 0o600;
export const OWNER_FOLDER = 0o700;
const OTHERS = 0o077;
const STICKY = 0o1000;

/** Every file and folder that this process creates from now on is for its user only. To be called first in a program. */
export const createForOwnerOnly = (): void => void process.umask(OTHERS);

/** Creates an empty file for a library that would create it with other permissions. Leaves an existing one as it is. */
export const createFile = (file: string): void => closeSync(openSync(file, 'a', OWNER_FILE));

/** `refused`: what could still be read by others, because it belongs to another user or its disk has no permissions. */
export type Restricted = Readonly<{ count: number; refused: readonly string[] }>;

/**
 * Makes a folder, and what has one of these names in it with everything below, accessible for its owner only. A folder that
 * all users share, such as /tmp, is left as it is.
 */
export const restrictToOwner = (folder: string, isOurs: (name: string) => boolean, chmod = chmodSync): Restricted => {
  // Windows has no such permissions.
  if (process.platform === 'win32' || !existsSync(folder)) return { count: 0, refused: [] };
  const top = realpathSync(folder);
  let count = 0;
  const refused: string[] = [];
  const restrict = (path: string, stat: Stats) => {
    if ((stat.mode & OTHERS) === 0) return;
    try {
      chmod(path, stat.isDirectory() ? OWNER_FOLDER : OWNER_FILE);
      if (((statOf(path)?.mode ?? 0) & OTHERS) === 0) count += 1;
      else refused.push(path);
    } catch {
      refused.push(path);
    }
  };
  const walk = (path: string) => {
    const stat = statOf(path);
    // A link has no permissions of its own, and what it leads to may belong to somebody else.
    if (stat === undefined || !(stat.isFile() || stat.isDirectory())) return;
    restrict(path, stat);
    if (stat.isDirectory()) for (const name of readdirSync(path)) walk(join(path, name));
  };
  const stat = lstatSync(top);
  if ((stat.mode & STICKY) === 0) restrict(top, stat);
  for (const name of readdirSync(top)) if (isOurs(name)) walk(join(top, name));
  return { count, refused };
};

/** Undefined if another process has removed it meanwhile. */
const statOf = (path: string): Stats | undefined => lstatSync(path, { throwIfNoEntry: false });
