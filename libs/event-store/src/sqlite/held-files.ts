import { realpathSync, statSync } from 'node:fs';
import { unusable } from '#storage/unusable.js';

/** The files of a log as they were opened: events.db and its WAL. */
export type HeldFiles = readonly Readonly<{ path: string; dev: bigint; ino: bigint }>[];

/** It cannot be told now whether a file is still the one that was opened. */
export class NotLookedUp extends Error {
  constructor(path: string, options: ErrorOptions) {
    super(`${path} cannot be looked up: ${unusable(options.cause)?.why ?? String(options.cause)}`, options);
    this.name = NotLookedUp.name;
  }
}

/** To be called while the log is open. Of a link, SQLite keeps the WAL where it leads to. */
export const heldFiles = (file: string): HeldFiles =>
  [file, `${realpathSync(file)}-wal`].map((path) => {
    const { dev, ino } = statSync(path, { bigint: true });
    return { path, dev, ino };
  });

/**
 * The first file whose name leads to another one by now, or to none: what is written to it is gone when the process ends.
 * Undefined if there is none. @throws NotLookedUp
 */
export const replacedOf = (files: HeldFiles): string | undefined =>
  files.find(({ path, dev, ino }) => {
    const now = statOf(path);
    return now === undefined || now.ino !== ino || now.dev !== dev;
  })?.path;

const statOf = (path: string) => {
  try {
    return statSync(path, { bigint: true, throwIfNoEntry: false });
  } catch (cause) {
    throw new NotLookedUp(path, { cause });
  }
};
