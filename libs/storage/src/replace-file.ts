import { renameSync, writeFileSync } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fsyncPath } from './durable.js';

/**
 * Replaces a file by a text that only its owner can read. Whenever the machine stops, the file is the old one or the new
 * one. Once this returns, it is the new one: content and name are on the disk.
 * @throws what the system says of the disk; the file is then the old one or the new one
 */
export const replaceFileSync = (file: string, text: string): void => {
  const next = `${file}.next`;
  writeFileSync(next, text, { mode: 0o600, flush: true });
  renameSync(next, file);
  fsyncPath(dirname(file));
};

/**
 * Replaces a file in the same way by what `write` writes. Until it is complete it is at `partial`. It is removed if
 * anything fails.
 * @throws what the system says of the disk, and what `write` throws
 */
export const replaceFile = async <T>(
  file: string,
  write: (handle: FileHandle) => Promise<T>,
  partial = `${file}.new`,
): Promise<T> => {
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
  const handle = await open(path, flags);
  try {
    const result = await use(handle);
    await handle.sync();
    return result;
  } finally {
    await handle.close();
  }
};
