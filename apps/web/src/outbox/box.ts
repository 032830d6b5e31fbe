import type { Row } from '../model/record/outbox.js';

/** What must still be there, or nothing is stored: the value of a name, the row of an id, or a row as `contents` has read it. */
export type Need = Readonly<{ value: string } | { row: string } | { asRead: Row }>;
/** What is stored together, or not at all. A value that is undefined is deleted. */
export type Change = Readonly<{
  needs?: readonly Need[];
  put?: readonly Row[];
  remove?: readonly string[];
  values?: Readonly<Record<string, unknown>>;
  /** When a value is deleted, in milliseconds since 1970, by its name. */
  until?: Readonly<Record<string, number>>;
}>;
/** `unreadable`: the ids of rows that this browser holds, and whose key it has lost. */
export type Contents = Readonly<{ rows: readonly Row[]; unreadable: readonly string[] }>;

/** Where what was recorded waits, and the form that is being filled in. Each recorder has a box of their own. */
export type Box = Readonly<{
  /** Who records. Two windows of one recorder share their box. */
  owner: string;
  /** Whether it outlives the page. */
  isLasting: boolean;
  contents: () => Promise<Contents>;
  /** Changes land in the order in which they were asked for. @throws Taken if what it needs is gone, or another error: then nothing was stored */
  store: (change: Change) => Promise<void>;
  read: <T>(name: string) => Promise<T | undefined>;
  /** The values whose names begin so. */
  valuesOf: <T>(prefix: string) => Promise<readonly (readonly [name: string, value: T])[]>;
  /** Leaves nothing of it on the device. */
  wipe: () => Promise<void>;
}>;

/** What a change needs was changed or deleted meanwhile, in this window or in another one. */
export class Taken extends Error {}

/**
 * Who records in a window in which nobody could log in, and who is none of those who have recorded on this device. Two of them need not be the
 * same person: each window has its own.
 */
export const nobodyIn = (window: string): string => `${NOBODY}${window}`;
const NOBODY = 'nobody ';
export const isNobody = (owner: string): boolean => owner.startsWith(NOBODY);
/** The window in which nobody could log in. */
export const windowOf = (owner: string): string => owner.slice(NOBODY.length);
