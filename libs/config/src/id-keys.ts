import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { IdKey } from '#ledger/id-key.js';
import { readText } from '#storage/read-file.js';
import { replaceFileSync } from '#storage/replace-file.js';

export const ID_KEY_FILE = 'id.key';

/** Keys that make ids. The first makes new ones, the others only find what was recorded with them. `lost`: names of keys. */
export type IdKeys = Readonly<{ keys: readonly IdKey[]; lost: readonly string[] }>;

/** The keys do not fit the log, or cannot be read. The message says what to do, and contains no key. */
export class IdKeysRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = IdKeysRefused.name;
  }
}

const SEPARATOR = /[\s,]+/;
const SECRET = /^[!-~]{32,}$/;
const LOST = /^lost-([\da-f]{3})$/;
const lost = (name: string) => `lost-${name}`;

/**
 * Keys separated by commas or white space, each at least 32 characters, and `lost-3fa` for each key that is lost.
 * @returns undefined if it is anything else
 */
export const parseIdKeys = (text: string): IdKeys | undefined => {
  const parts = [...new Set(text.split(SEPARATOR).filter((part) => part !== ''))];
  const secrets = parts.filter((part) => !LOST.test(part));
  if (!secrets.every((secret) => SECRET.test(secret))) return undefined;
  return {
    keys: secrets.map((secret) => new IdKey(secret)),
    lost: parts.flatMap((part) => LOST.exec(part)?.[1] ?? []),
  };
};

/** The text of the file with the keys; empty if there is none. */
const textIn = (file: string): string => (existsSync(file) ? readText(file) : '');

/** @throws IdKeysRefused */
export const readIdKeys = (file: string): IdKeys => {
  const keys = parseIdKeys(textIn(file));
  if (keys !== undefined) return keys;
  throw new IdKeysRefused(
    `${file} does not contain keys for ids: it was damaged. Put the right one back. Each line is one key of at least 32 characters.`,
  );
};

/** The names of the keys with which ids were made, and which are neither here nor given as lost. */
export const missingFrom = ({ keys, lost: given }: IdKeys, used: Iterable<string>): readonly string[] => {
  const known = new Set([...keys.map(({ name }) => name), ...given]);
  return [...used].filter((name) => !known.has(name)).toSorted();
};

/** Puts a new key first in the file of a data folder, which may have none yet. It is on the disk when this returns. */
export const addIdKey = (dataDir: string, { isLost = [] }: Readonly<{ isLost?: readonly string[] }> = {}): void => {
  const file = join(dataDir, ID_KEY_FILE);
  readIdKeys(file);
  writeIdKeys(file, [randomBytes(32).toString('base64url'), textIn(file), ...isLost.map(lost)]);
};

/** Puts keys first in the file of a data folder, and keeps those that it has. @throws IdKeysRefused */
export const keepIdKeys = (dataDir: string, from: string): void => {
  const file = join(dataDir, ID_KEY_FILE);
  for (const each of [from, file]) readIdKeys(each);
  writeIdKeys(file, [textIn(from), textIn(file)]);
};

const writeIdKeys = (file: string, texts: readonly string[]): void => {
  const parts = new Set(texts.join('\n').split(SEPARATOR));
  replaceFileSync(file, `${[...parts].filter((part) => part !== '').join('\n')}\n`);
};

/**
 * The configured keys; or those in the data folder, with a new one at the first start.
 * @param used names of the keys with which ids of the log were made
 * @throws IdKeysRefused if one of those is missing
 */
export const openIdKeys = (configured: IdKeys | undefined, dataDir: string, used: Iterable<string>): IdKeys => {
  const file = join(dataDir, ID_KEY_FILE);
  const known = configured ?? readIdKeys(file);
  const missing = missingFrom(known, used);
  if (missing.length > 0) throw new IdKeysRefused(missingKey(configured === undefined ? file : 'ID_KEY', missing));
  if (known.keys.length > 0) return known;
  addIdKey(dataDir);
  return readIdKeys(file);
};

/** The keys in a data folder, as the text of a setting, with a new one at the first start. @throws IdKeysRefused */
export const idKeyText = (dataDir: string): string => {
  openIdKeys(undefined, dataDir, []);
  return textIn(join(dataDir, ID_KEY_FILE));
};

const missingKey = (place: string, names: readonly string[]): string => {
  const [keys, them] = names.length === 1 ? ['key', 'it'] : ['keys', 'them'];
  return `ids of this log were made with the ${keys} ${names.join(', ')}, and ${place} does not have ${them}. Without ${them}, a request that is sent again would be recorded twice. Put ${them} back, after the key for new ids. If that is impossible, add ${names.map(lost).join(', ')} to ${place}: the log continues without ${them}.`;
};
