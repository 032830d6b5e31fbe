import type { Row } from '../model/record/outbox.js';

/** What is stored together, or not at all. A value that is undefined is deleted. `taken`: the name of a value that must still be there. */
export type Change = Readonly<{
  taken?: string | undefined;
  put?: readonly Row[];
  remove?: readonly string[];
  values?: Readonly<Record<string, unknown>>;
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
  /** Changes land in the order in which they were asked for. @throws if nothing of it was stored */
  store: (change: Change) => Promise<void>;
  read: <T>(name: string) => Promise<T | undefined>;
  /** The values whose names begin so. */
  valuesOf: <T>(prefix: string) => Promise<readonly (readonly [name: string, value: T])[]>;
  /** Leaves nothing of it on the device. */
  wipe: () => Promise<void>;
}>;

/** Another window has taken it. */
export class Taken extends Error {}

/** A box that ends with the page, for a browser that cannot keep one. */
export const memoryBox = (owner: string): Box => {
  const rows = new Map<string, Row>();
  const values = new Map<string, unknown>();
  return {
    owner,
    isLasting: false,
    contents: async () => ({ rows: [...rows.values()], unreadable: [] }),
    store: async ({ taken, put = [], remove = [], values: given = {} }) => {
      if (taken !== undefined && !values.has(taken)) throw new Taken();
      for (const id of remove) rows.delete(id);
      for (const row of put) rows.set(row.id, row);
      for (const [name, value] of Object.entries(given)) {
        if (value === undefined) values.delete(name);
        else values.set(name, value);
      }
    },
    read: async <T>(name: string) => values.get(name) as T | undefined,
    valuesOf: async <T>(prefix: string) =>
      [...values].filter(([name]) => name.startsWith(prefix)).map(([name, value]) => [name, value as T] as const),
    wipe: async () => {
      rows.clear();
      values.clear();
    },
  };
};
