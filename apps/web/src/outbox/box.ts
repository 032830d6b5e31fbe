import type { Row } from '../model/record/outbox.js';

/** Where what was recorded waits, and the form that is being filled in. Each recorder has a box of their own. */
export type Box = Readonly<{
  /** Who records. Two windows of one recorder share their box. */
  owner: string;
  /** Whether it outlives the page. */
  isLasting: boolean;
  rows: () => Promise<readonly Row[]>;
  put: (row: Row) => Promise<void>;
  remove: (id: string) => Promise<void>;
  read: <T>(name: string) => Promise<T | undefined>;
  write: (name: string, value: unknown) => Promise<void>;
  /** Leaves nothing of it on the device. */
  wipe: () => Promise<void>;
}>;

/** A box that ends with the page, for a browser that cannot keep one. */
export const memoryBox = (owner: string): Box => {
  const rows = new Map<string, Row>();
  const values = new Map<string, unknown>();
  return {
    owner,
    isLasting: false,
    rows: async () => [...rows.values()],
    put: async (row) => void rows.set(row.id, row),
    remove: async (id) => void rows.delete(id),
    read: async <T>(name: string) => values.get(name) as T | undefined,
    write: async (name, value) => void values.set(name, value),
    wipe: async () => {
      rows.clear();
      values.clear();
    },
  };
};
