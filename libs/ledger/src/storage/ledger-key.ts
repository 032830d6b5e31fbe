import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ED25519, formatVerifierKey } from '../note-key.js';
import { generateSignerKey, parseSignerKey } from '../signer-key.js';
import { CheckpointStore } from './checkpoint-store.js';
import { readText } from '#storage/read-file.js';
import { replaceFileSync } from '#storage/replace-file.js';
import { LedgerBroken } from './ledger-broken.js';

export const KEY_FILE = 'ledger.key';
/** The key of an origin that is being started. */
export const NEXT_KEY_FILE = 'ledger.key.started';

/**
 * The key that signs the checkpoints of a log. Its name is the origin of the log. It is the configured key, or one that is
 * generated at first start: only its owner can read it, and it is on the disk before anything is signed.
 * @throws LedgerBroken if the key is missing, or belongs to another origin
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
  const key = readText(file).trim();
  try {
    parseSignerKey(key, ED25519);
  } catch {
    throw LedgerBroken.unreadable(file); // the error message might contain the key
  }
  return key;
};

/** Whether there is a key. */
export const hasKey = (configured: string | undefined, dataDir: string): boolean =>
  configured !== undefined || existsSync(join(dataDir, KEY_FILE));

/** Whether there was a ledger here before. */
export const hasLedger = (configured: string | undefined, dataDir: string): boolean =>
  hasKey(configured, dataDir) || new CheckpointStore(dataDir).last() !== undefined;

/** The key that verifies what a key of a ledger signs. */
export const verifierKeyOf = (signerKey: string): string => formatVerifierKey(parseSignerKey(signerKey, ED25519));
