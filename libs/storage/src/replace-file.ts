import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fsyncPath } from './durable.js';
import { OWNER_FILE } from './owner-only.js';

/**
 * Replaces a file by a text that only its owner can read. Whenever the machine stops, the file is the old one or the new
 * one. Once this returns, it is the new one: content and name are on the disk.
 * @throws what the system says of the disk; the file is then the old one or the new one
 */
export const replaceFileSync = (file: string, text: string): void => {
  const next = `${file}.next`;
  rmSync(next, { force: true }); // a leftover would keep its permissions
  writeFileSync(next, text, { mode: OWNER_FILE, flush: true });
  renameSync(next, file);
  fsyncPath(dirname(file));
};

/**
 * Replaces a file in the same way, also readable by its owner only, by what `write` writes. Until it is complete it is at `partial`. It is removed if
 * anything fails.
 * @throws what the system says of the disk, and what `write` throws
 */
export const replaceFile = async <T>(
  file: string,
  write: (handle: FileHandle) => Promise<T>,
  partial = `${file}.new`,
): Promise<T> => {
  await rm(partial, { force: true }); // a leftover would keep its permissions
  try {
    const written = await synced(partial, 'w', write);
    await rename(partial, file);
    await synced(dirname(file), 'r', async () => {});
    return written;
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
};

/** Uses a file or folder. Its changes are on the disk when this resolves. */
const synced = async <T>(path: string, flags: string, use: (handle: FileHandle) => Promise<T>): Promise<T> => {
  const handle = await open(path, flags, OWNER_FILE);
  try {
    const result = await use(handle);
    await handle.sync();
    return result;
  } finally {
    await handle.close();
  }
};
