import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { Row } from '../model/record/outbox.js';
import type { Box } from './box.js';

/** What is kept of a recorder is sealed with a key that no script can read out. */
interface Kept extends DBSchema {
  owners: { key: string; value: Readonly<{ id: string; owner: string; key: CryptoKey; at: number }> };
  sealed: { key: string; value: Readonly<{ id: string; iv: Uint8Array<ArrayBuffer>; data: ArrayBuffer }> };
}
const NAME = 'rapporteur';

const database = (): Promise<IDBPDatabase<Kept>> =>
  openDB<Kept>(NAME, 1, {
    upgrade: (db) => {
      db.createObjectStore('owners', { keyPath: 'id' });
      db.createObjectStore('sealed', { keyPath: 'id' });
    },
  });

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
  const fresh = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  // Two windows that open it at once must have the same key.
  const write = db.transaction('owners', 'readwrite');
  const known = await write.store.get(id);
  const key = known?.key ?? fresh;
  await write.store.put({ id, owner, key, at: Date.now() });
  await write.done;
  return boxWith(db, id, owner, key);
};

/** The box of who recorded last on this device: without a line nobody can log in. */
export const lastBox = async (): Promise<Box | undefined> => {
  const db = await database();
  const [last] = (await db.getAll('owners')).toSorted((one, other) => other.at - one.at);
  return last && boxWith(db, last.id, last.owner, last.key);
};

const ROWS = 'row';
const VALUES = 'value';

const boxWith = (db: IDBPDatabase<Kept>, id: string, owner: string, key: CryptoKey): Box => {
  const seal = async (name: string, value: unknown) => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = new TextEncoder().encode(JSON.stringify(value));
    const data = await crypto.subtle.encrypt(
      { name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(name) },
      key,
      plain,
    );
    await db.put('sealed', { id: name, iv, data });
  };
  const unseal = async <T>({ id: name, iv, data }: Kept['sealed']['value']): Promise<T> => {
    const additionalData = new TextEncoder().encode(name);
    const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData }, key, data);
    return JSON.parse(new TextDecoder().decode(plain)) as T;
  };
  const at = (kind: string, name: string) => `${id}/${kind}/${name}`;
  const allOf = (kind: string) => IDBKeyRange.bound(at(kind, ''), at(kind, '\uffff'));
  return {
    owner,
    isLasting: true,
    rows: async () => Promise.all((await db.getAll('sealed', allOf(ROWS))).map((sealed) => unseal<Row>(sealed))),
    put: (row) => seal(at(ROWS, row.id), row),
    remove: (rowId) => db.delete('sealed', at(ROWS, rowId)),
    read: async <T>(name: string) => {
      const sealed = await db.get('sealed', at(VALUES, name));
      return sealed && unseal<T>(sealed);
    },
    write: (name, value) =>
      value === undefined ? db.delete('sealed', at(VALUES, name)) : seal(at(VALUES, name), value),
    wipe: async () => {
      const erase = db.transaction(['owners', 'sealed'], 'readwrite');
      await erase.objectStore('owners').delete(id);
      await erase.objectStore('sealed').delete(IDBKeyRange.bound(`${id}/`, `${id}/\uffff`));
      await erase.done;
    },
  };
};
