import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '#config/config-error.js';
import { COSIGNATURE, formatVerifierKey } from '#ledger/note-key.js';
import { generateSignerKey, parseSignerKey } from '#ledger/signer-key.js';
import { replaceFileSync } from '#storage/replace-file.js';

const FILE = 'key';

/**
 * Whether there is a signer key, which only its owner can read. It is in the folder of the cosigned checkpoints: losing one
 * means losing the other, and a new key makes no promise about what the old one saw.
 */
export const hasKey = (dataDir: string): boolean => existsSync(join(dataDir, FILE));

/** @throws ConfigError if the key has another name, or if there is no key and no name for a new one */
export const readOrMakeKey = (dataDir: string, name: string | undefined): string => {
  const file = join(dataDir, FILE);
  if (!existsSync(file)) {
    if (name === undefined)
      throw new ConfigError([
        'WITNESS_NAME is not set. Name the key of this witness: your domain and a path, such as witness.example.org/w1.',
      ]);
    replaceFileSync(file, `${generateSignerKey(name, COSIGNATURE)}\n`);
  }
  const key = readFileSync(file, 'utf8').trim();
  const known = nameIn(key, file);
  if (name !== undefined && name !== known)
    throw new ConfigError([
      `WITNESS_NAME is "${name}", but the key in ${file} is that of ${known}. Unset it, or use another folder.`,
    ]);
  return key;
};

export const verifierKeyOf = (signerKey: string): string => formatVerifierKey(parseSignerKey(signerKey, COSIGNATURE));

const nameIn = (key: string, file: string): string => {
  try {
    return parseSignerKey(key, COSIGNATURE).name;
  } catch (error) {
    throw new ConfigError([`${file} does not contain the key of a witness. ${(error as Error).message}`]);
  }
};
