import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ED25519, generateSignerKey, parseSignerKey } from '../note-key.js';
import { CheckpointStore } from './checkpoint-store.js';
import { replaceFileSync } from '#storage/replace-file.js';
import { LedgerBroken } from './ledger-broken.js';

export const KEY_FILE = 'ledger.key';

/**
 * The key that signs the checkpoints of a log, whose name is the origin of that log: the one that is configured, or one
 * that is made here at first start, readable by its owner alone, and on the disk before anything is signed.
 * @throws LedgerBroken where a key was there and is gone, or is that of another origin than is asked for
 */
export const ledgerKey = (configured: string | undefined, origin: string | undefined, dataDir: string): string => {
  const key = configured ?? storedKey(origin, dataDir);
  const { name } = parseSignerKey(key, ED25519);
  if (origin !== undefined && origin !== name) throw LedgerBroken.named(name, origin);
  return key;
};

const storedKey = (origin: string | undefined, dataDir: string): string => {
  const file = join(dataDir, KEY_FILE);
  if (!existsSync(file)) {
    if (new CheckpointStore(dataDir).last() !== undefined) throw LedgerBroken.keyless(file);
    replaceFileSync(file, `${generateSignerKey(origin ?? `rapporteur-${randomBytes(4).toString('hex')}`, ED25519)}\n`);
  }
  const key = readFileSync(file, 'utf8').trim();
  try {
    parseSignerKey(key, ED25519);
  } catch {
    throw LedgerBroken.unreadable(file); // what exactly is wrong might repeat the key
  }
  return key;
};

/** Whether a key is there already. */
export const hasKey = (configured: string | undefined, dataDir: string): boolean =>
  configured !== undefined || existsSync(join(dataDir, KEY_FILE));

/** Whether a ledger was kept here before. */
export const hasLedger = (configured: string | undefined, dataDir: string): boolean =>
  hasKey(configured, dataDir) || new CheckpointStore(dataDir).last() !== undefined;
