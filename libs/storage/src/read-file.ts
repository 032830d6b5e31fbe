import { readFileSync } from 'node:fs';
import { unusable } from './unusable.js';

/** The text of a file. @throws what the system says, with the path: of a read that fails, it names none */
export const readText = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw Object.assign(error as NodeJS.ErrnoException, { path: file });
  }
};

/** Hears which file cannot be used, and why, in words. */
export type OnUnusable = (file: string, why: string) => void;

/**
 * What `use` makes of a file that can be made again; undefined if it is not there, or if the system does not let us use it:
 * `onUnusable` hears that, since it is no reason to stop.
 */
export const ifUsable = <T>(file: string, use: () => T, onUnusable: OnUnusable): T | undefined => {
  try {
    return use();
  } catch (error) {
    const { code, syscall, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    if (syscall === undefined) throw error;
    onUnusable(file, unusable(error)?.why ?? message);
    return undefined;
  }
};
