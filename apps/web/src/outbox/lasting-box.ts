import type { Row } from '../model/record/outbox.js';
import { type Box, type Change, Taken } from './box.js';
import { database, hasDatabase, type Owner, type Sealed } from './database.js';

/** Whether this browser can keep anything: it seals only for pages that came over a safe line. */
export const canLast = (): boolean => isSecureContext && 'indexedDB' in globalThis;

const idOf = async (owner: string): Promise<string> => {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(owner));
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
};

/** The box of a recorder, made when they first record on this device. */
export const openBox = async (owner: string): Promise<Box> => {
  const db = await database();
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
  const known = await (await database()).get('owners', await idOf(owner));
  return known && boxOf(known);
};

/** The box of who recorded last on this device: without a line nobody can log in. */
export const lastBox = async (): Promise<Box | undefined> => {
  const [last] = (await (await database()).getAll('owners')).toSorted((one, other) => other.at - one.at);
  return last && boxOf(last);
};

const ROWS = 'row';
const VALUES = 'value';

const boxOf = ({ id, owner, key, keyId }: Owner): Box => {
  const at = (kind: string, name: string) => `${id}/${kind}/${name}`;
  const allOf = (kind: string, prefix = '') => IDBKeyRange.bound(at(kind, prefix), at(kind, `${prefix}\uffff`));
  const { seal, unseal } = sealWith(key);
  const store = async ({ taken, put = [], remove = [], values = {} }: Change) => {
    const kept = Object.entries(values);
    const sealed = await Promise.all([
      ...put.map((row) => seal(at(ROWS, row.id), row)),
      ...kept.flatMap(([name, value]) => (value === undefined ? [] : [seal(at(VALUES, name), value)])),
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
    if (taken !== undefined && (await all.getKey(at(VALUES, taken))) === undefined) {
      await write.done;
      throw new Taken();
    }
    await Promise.all([...gone.map((name) => all.delete(name)), ...sealed.map((one) => all.put(one)), write.done]);
  };
  let last: Promise<unknown> = Promise.resolve();
  return {
    owner,
    isLasting: true,
    contents: async () => {
      const found = await (await database()).getAll('sealed', allOf(ROWS));
      const opened = await Promise.allSettled(found.map((sealed) => unseal<Row>(sealed)));
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

/** AES-GCM: a value is sealed together with its name, so that none can be put in the place of another. */
const sealWith = (key: CryptoKey) => {
  const text = new TextEncoder();
  return {
    seal: async (id: string, value: unknown): Promise<Sealed> => {
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const algorithm = { name: 'AES-GCM', iv, additionalData: text.encode(id) };
      return { id, iv, data: await crypto.subtle.encrypt(algorithm, key, text.encode(JSON.stringify(value))) };
    },
    unseal: async <T>({ id, iv, data }: Sealed): Promise<T> => {
      const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData: text.encode(id) }, key, data);
      return JSON.parse(new TextDecoder().decode(plain)) as T;
    },
  };
};
