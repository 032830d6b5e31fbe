import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ED25519, generateSignerKey } from '../note-key.js';

export const KEY_FILE = 'ledger.key';

/**
 * The key that signs the checkpoints of a log, whose name is the origin of that log: the one that is configured, or one
 * that is made here at first start, readable by its owner alone, and on the disk before anything is signed.
 */
export const ledgerKey = (configured: string | undefined, origin: string | undefined, dataDir: string): string => {
  if (configured !== undefined) return configured;
  const file = join(dataDir, KEY_FILE);
  if (!existsSync(file))
    writeFileSync(file, `${generateSignerKey(origin ?? `rapporteur-${randomBytes(4).toString('hex')}`, ED25519)}\n`, {
      mode: 0o600,
      flag: 'wx',
      flush: true,
    });
  return readFileSync(file, 'utf8').trim();
};
