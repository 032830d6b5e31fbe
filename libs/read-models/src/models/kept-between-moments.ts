import type Database from 'better-sqlite3';
import { LRUCache } from 'lru-cache';

const names = new WeakMap<Database.Database, string>();
let databases = 0;
const forgetting: ((name: string, stream: string) => void)[] = [];

/**
 * From now on, what is read of things from this database is kept.
 * @returns what has to hear of each thing about which the database says something else than before, or says something first
 */
export const keepBetweenMoments = (db: Database.Database): ((streams: Iterable<string>) => void) => {
  const name = String((databases += 1));
  names.set(db, name);
  return (streams) => {
    for (const stream of streams) for (const forget of forgetting) forget(name, stream);
  };
};

type Reading<T> = Readonly<{
  /** The size of all that is kept, in what `sizeOf` counts. */
  most: number;
  sizeOf: (found: T) => number;
  /** The key under which a thing is found. */
  keyOf: (stream: string) => string;
}>;
/** What is found under some keys. `look` finds it in the database. */
type Find<T> = (
  db: Database.Database,
  keys: readonly string[],
  look: (missing: readonly string[]) => ReadonlyMap<string, T>,
) => ReadonlyMap<string, T>;

/** Finds things by keys, and keeps what it finds of databases that say what changes in them. */
export const keptBetweenMoments = <T extends object>({ most, sizeOf, keyOf }: Reading<T>): Find<T> => {
  const kept = new LRUCache<string, T>({ maxSize: most, sizeCalculation: sizeOf });
  forgetting.push((name, stream) => kept.delete(`${name} ${keyOf(stream)}`));
  return (db, keys, look) => {
    const name = names.get(db);
    if (name === undefined) return look(keys);
    const found = new Map<string, T>();
    const missing: string[] = [];
    for (const key of keys) {
      const known = kept.get(`${name} ${key}`);
      if (known === undefined) missing.push(key);
      else found.set(key, known);
    }
    if (missing.length > 0)
      for (const [key, one] of look(missing)) {
        kept.set(`${name} ${key}`, one);
        found.set(key, one);
      }
    return found;
  };
};
