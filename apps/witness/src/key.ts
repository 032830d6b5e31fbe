import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '#config/config-error.js';
import { COSIGNATURE, formatVerifierKey, generateSignerKey, parseSignerKey } from '#ledger/note-key.js';
import { replaceFileSync } from '#storage/replace-file.js';

const FILE = 'key';

/**
 * The signer key of this witness, readable by its owner alone. It lives in the folder of what it has cosigned: who loses
 * the one loses the other, and a new key makes no promise about what the old one saw.
 */
export const hasKey = (dataDir: string): boolean => existsSync(join(dataDir, FILE));

/** @throws ConfigError if the key has another name, or there is none and no name to make one with */
export const readOrMakeKey = (dataDir: string, name: string | undefined): string => {
  const file = join(dataDir, FILE);
  if (!existsSync(file)) {
    if (name === undefined)
      throw new ConfigError([
        'WITNESS_NAME is unset. Give this witness a name for its key, a domain of yours and a path, such as witness.example.org/w1.',
      ]);
    replaceFileSync(file, `${generateSignerKey(name, COSIGNATURE)}\n`);
  }
  const key = readFileSync(file, 'utf8').trim();
  const known = nameIn(key, file);
  if (name !== undefined && name !== known)
    throw new ConfigError([
      `WITNESS_NAME is "${name}", and the key in ${file} is that of ${known}. Leave it unset, or take another folder.`,
    ]);
  return key;
};

export const verifierKeyOf = (signerKey: string): string => formatVerifierKey(parseSignerKey(signerKey, COSIGNATURE));

const nameIn = (key: string, file: string): string => {
  try {
    return parseSignerKey(key, COSIGNATURE).name;
  } catch (error) {
    throw new ConfigError([`${file} holds no key of a witness. ${(error as Error).message}`]);
  }
};
