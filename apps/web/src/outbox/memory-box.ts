import type { Row } from '../model/record/outbox.js';
import { type Box, type Need, Taken } from './box.js';

/** A box that lives as long as the page, for a browser that cannot keep one. */
type MemoryBox = Box & Readonly<{ wouldLose: () => boolean }>;
const boxes = new Map<string, MemoryBox>();

/** The box of a recorder in memory: the same one on all screens of the page. */
export const memoryBox = (owner: string): Box => {
  const made = boxes.get(owner) ?? newBox(owner);
  if (boxes.size === 0) globalThis.addEventListener?.('beforeunload', askFirst);
  boxes.set(owner, made);
  return made;
};
/** The box of a recorder, if the page has made one. */
export const knownMemoryBox = (owner: string): Box | undefined => boxes.get(owner);

/** What ends with the page must not end with it unasked. */
const askFirst = (event: BeforeUnloadEvent) => {
  if ([...boxes.values()].some((box) => box.wouldLose())) event.preventDefault();
};

const newBox = (owner: string): MemoryBox => {
  const rows = new Map<string, Row>();
  const values = new Map<string, unknown>();
  const isThere = (need: Need) => {
    if ('value' in need) return values.has(need.value);
    return 'row' in need ? rows.has(need.row) : rows.get(need.asRead.id) === need.asRead;
  };
  return {
    owner,
    isLasting: false,
    contents: async () => ({ rows: [...rows.values()], unreadable: [] }),
    store: async ({ needs = [], put = [], remove = [], values: given = {} }) => {
      if (!needs.every(isThere)) throw new Taken();
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
    wouldLose: () =>
      [...rows.values()].some(({ state }) => state !== 'recorded') ||
      [...values.keys()].some((name) => name.startsWith('draft ')),
  };
};
