import { type DBSchema, type IDBPDatabase, openDB } from 'idb';

/** `keyId` tells a key from another one of the same owner, made after a logout: keys themselves cannot be compared. */
export type Owner = Readonly<{ id: string; owner: string; key: CryptoKey; keyId: string; at: number }>;
/** `until`: when it is deleted, by whoever opens a box after that. It is not sealed, since the key of another recorder may be gone. */
export type Sealed = Readonly<{ id: string; iv: Uint8Array<ArrayBuffer>; data: ArrayBuffer; until?: number }>;
/** What is kept of a recorder is sealed with a key that no script can read out. */
interface Kept extends DBSchema {
  owners: { key: string; value: Owner };
  sealed: { key: string; value: Sealed };
}
const NAME = 'rapporteur';

export type Database = IDBPDatabase<Kept>;
let opened: Promise<Database> | undefined;
/** The one connection of this window. A browser may close it; the next use opens another one. */
export const database = (): Promise<Database> => {
  opened ??= open();
  return opened;
};

/** Whether somebody has recorded in this browser, as far as it tells that. A reader's browser gets no database. */
export const hasDatabase = async (): Promise<boolean> => {
  if (!('databases' in indexedDB)) return true;
  return (await indexedDB.databases()).some(({ name }) => name === NAME);
};

const open = (): Promise<Database> =>
  openDB<Kept>(NAME, 1, {
    upgrade: (db) => {
      db.createObjectStore('owners', { keyPath: 'id' });
      db.createObjectStore('sealed', { keyPath: 'id' });
    },
    // A window with a newer page must not wait for this one.
    blocking: (_current, _wanted, event) => {
      (event.target as IDBDatabase).close();
      opened = undefined;
    },
    terminated: () => (opened = undefined),
  }).catch((error: unknown) => {
    opened = undefined;
    throw error;
  });
