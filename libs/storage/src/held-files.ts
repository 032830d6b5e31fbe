import { realpathSync, statSync } from 'node:fs';
import { unusable } from './unusable.js';

/** The files of a database as they were opened. */
export type HeldFiles = readonly Readonly<{ path: string; dev: bigint; ino: bigint }>[];

/** It cannot be told now whether a file is still the one that was opened. */
export class NotLookedUp extends Error {
  constructor(path: string, options: ErrorOptions) {
    super(`${path} cannot be looked up: ${unusable(options.cause)?.why ?? String(options.cause)}`, options);
    this.name = NotLookedUp.name;
  }
}

/** A database and what is beside it. To be called while it is open. Of a link, SQLite keeps the other files where it leads to. */
export const heldFiles = (file: string, beside: readonly string[] = ['-wal']): HeldFiles =>
  [file, ...beside.map((suffix) => realpathSync(file) + suffix)].map((path) => {
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
