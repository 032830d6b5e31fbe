import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFileSync } from '#storage/replace-file.js';

/** The secret that signs cursors and tokens: the one that is configured, or one made at first start, readable by its owner alone. */
export const sharedSecret = (configured: string | undefined, dataDir: string): string => {
  if (configured !== undefined) return configured;
  const file = join(dataDir, 'secret');
  if (!existsSync(file)) replaceFileSync(file, `${randomBytes(32).toString('base64url')}\n`);
  return readFileSync(file, 'utf8').trim();
};
