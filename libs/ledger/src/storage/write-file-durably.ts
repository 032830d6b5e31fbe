import { renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fsyncPath } from '#storage/durable.js';

/**
 * Puts a text in the place of a file. Whenever the machine stops, the file is the old one or the new one, and the new one
 * once this returns: its bytes are on the disk before it takes the name, and the name is before we go on.
 * @throws what the system says of the disk; the file is then the old one or the new one
 */
export const writeFileDurably = (file: string, text: string): void => {
  const next = `${file}.next`;
  writeFileSync(next, text, { mode: 0o600, flush: true });
  renameSync(next, file);
  fsyncPath(dirname(file));
};
