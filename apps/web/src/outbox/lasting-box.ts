import { overAt, type Row } from '../model/record/outbox.js';
import { type Box, type Change, type Need, Taken } from './box.js';
import { type Database, database, hasDatabase, type Owner, type Sealed } from './database.js';

/** Whether this browser can keep anything: it seals only for pages that came over a safe line. */
export const canLast = (): boolean => isSecureContext && 'indexedDB' in globalThis;

const idOf = async (owner: string): Promise<string> => {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(owner));
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
};

/** The box of a recorder, made when they first record on this device. */
export const openBox = async (owner: string): Promise<Box> => {
  const db = await database();
  await sweep(db);
  const id = await idOf(owner);
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  // Two windows that open it at once must have the same key.
  const write = db.transaction('owners', 'readwrite');
  const known = (await write.store.get(id)) ?? { id, owner, key, keyId: crypto.randomUUID() };
  const now = { ...known, at: Date.now() };
  await write.store.put(now);
  await write.done;
  return boxOf(now);
};

/** The box of a reader who has recorded on this device before. */
export const knownBox = async (owner: string): Promise<Box | undefined> => {
  if (!(await hasDatabase())) return undefined;
  const db = await database();
  await sweep(db);
  const known = await db.get('owners', await idOf(owner));
  return known && boxOf(known);
};

/** All boxes on this device, of who has recorded last first. */
export const keptBoxes = async (): Promise<readonly Box[]> => {
  const db = await database();
  await sweep(db);
  const owners = await db.getAll('owners');
  return owners.toSorted((one, other) => other.at - one.at).map(boxOf);
};

/** Deletes what is kept for some time only, of all recorders: who it belongs to may not come back. */
const sweep = async (db: Database): Promise<void> => {
  const write = db.transaction('sealed', 'readwrite');
  const now = Date.now();
  for (let at = await write.store.openCursor(); at !== null; at = await at.continue())
    if (at.value.until !== undefined && at.value.until < now) await at.delete();
  await write.done;
};

const ROWS = 'row';
const VALUES = 'value';

const boxOf = ({ id, owner, key, keyId }: Owner): Box => {
  const at = (kind: string, name: string) => `${id}/${kind}/${name}`;
  const allOf = (kind: string, prefix = '') => IDBKeyRange.bound(at(kind, prefix), at(kind, `${prefix}\uffff`));
  const { seal, unseal } = sealWith(key);
  /** How rows were sealed when they were read: each time that one is stored, it is sealed anew. */
  const seals = new WeakMap<Row, string>();
  const store = async ({ needs = [], put = [], remove = [], values = {}, until = {} }: Change) => {
    const kept = Object.entries(values);
    const sealed = await Promise.all([
      ...put.map((row) => seal(at(ROWS, row.id), row, overAt(row))),
      ...kept.flatMap(([name, value]) => (value === undefined ? [] : [seal(at(VALUES, name), value, until[name])])),
    ]);
    const gone = [
      ...remove.map((rowId) => at(ROWS, rowId)),
      ...kept.flatMap(([name, value]) => (value === undefined ? [at(VALUES, name)] : [])),
    ];
    // What was recorded outlives a machine that loses its power, too; a draft is written with each key.
    const durability = put.length > 0 ? 'strict' : 'relaxed';
    const write = (await database()).transaction(['owners', 'sealed'], 'readwrite', { durability });
    // After a logout in another window nothing may be written with the old key.
    if ((await write.objectStore('owners').get(id))?.keyId !== keyId) {
      await write.done;
      throw new Error('What was kept on this device was deleted in another window.');
    }
    const all = write.objectStore('sealed');
    const isThere = async (need: Need): Promise<boolean> => {
      if ('value' in need) return (await all.getKey(at(VALUES, need.value))) !== undefined;
      if ('row' in need) return (await all.getKey(at(ROWS, need.row))) !== undefined;
      const found = await all.get(at(ROWS, need.asRead.id));
      return found !== undefined && String(found.iv) === seals.get(need.asRead);
    };
    for (const need of needs)
      if (!(await isThere(need))) {
        await write.done;
        throw new Taken();
      }
    const changes = [...gone.map(async (name) => all.delete(name)), ...sealed.map(async (one) => all.put(one))];
    // A request that throws, instead of failing, does not end its transaction: what was asked for before it would be stored.
    Promise.all(changes).catch(() => endUnstored(write));
    await Promise.all([...changes, write.done]);
  };
  let last: Promise<unknown> = Promise.resolve();
  return {
    owner,
    isLasting: true,
    contents: async () => {
      const found = await (await database()).getAll('sealed', allOf(ROWS));
      const opened = await Promise.allSettled(found.map((sealed) => unseal<Row>(sealed)));
      opened.forEach((one, n) => {
        if (one.status === 'fulfilled') seals.set(one.value, String(found[n]!.iv));
      });
      return {
        rows: opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])),
        unreadable: found
          .filter((_, n) => opened[n]!.status === 'rejected')
          .map((one) => one.id.slice(at(ROWS, '').length)),
      };
    },
    store: (change) => {
      const stored = last.then(() => store(change));
      // The next change is not refused for what this one was.
      last = stored.catch(() => {});
      return stored;
    },
    read: async <T>(name: string) => {
      const sealed = await (await database()).get('sealed', at(VALUES, name));
      return sealed && unseal<T>(sealed).catch(() => undefined);
    },
    valuesOf: async <T>(prefix: string) => {
      const found = await (await database()).getAll('sealed', allOf(VALUES, prefix));
      const opened = await Promise.allSettled(found.map((sealed) => unseal<T>(sealed)));
      return found.flatMap((one, n) => {
        const value = opened[n]!;
        return value.status === 'fulfilled' ? [[one.id.slice(at(VALUES, '').length), value.value] as const] : [];
      });
    },
    wipe: async () => {
      const erase = (await database()).transaction(['owners', 'sealed'], 'readwrite');
      await Promise.all([
        erase.objectStore('owners').delete(id),
        erase.objectStore('sealed').delete(IDBKeyRange.bound(`${id}/`, `${id}/\uffff`)),
        erase.done,
      ]);
    },
  };
};

const endUnstored = (write: Readonly<{ abort: () => void }>) => {
  try {
    write.abort();
  } catch {
    // It has ended so already.
  }
};

/** AES-GCM: a value is sealed together with its name, so that none can be put in the place of another. */
const sealWith = (key: CryptoKey) => {
  const text = new TextEncoder();
  return {
    seal: async (id: string, value: unknown, until: number | undefined): Promise<Sealed> => {
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const algorithm = { name: 'AES-GCM', iv, additionalData: text.encode(id) };
      const data = await crypto.subtle.encrypt(algorithm, key, text.encode(JSON.stringify(value)));
      return { id, iv, data, ...(until !== undefined && { until }) };
    },
    unseal: async <T>({ id, iv, data }: Sealed): Promise<T> => {
      const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData: text.encode(id) }, key, data);
      return JSON.parse(new TextDecoder().decode(plain)) as T;
    },
  };
};
