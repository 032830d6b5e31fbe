import { join } from 'node:path';
import {
  addIdKey,
  ID_KEY_FILE,
  type IdKeys,
  IdKeysRefused,
  keepIdKeys,
  missingFrom,
  readIdKeys,
} from '#config/id-keys.js';
import { CliError } from './cli-error.js';
import { assertFile } from './input-file.js';

/** `configured`: the setting ID_KEY. `from`: the file id.key that the log comes with. `isNew`: that is lost. */
type IdKeySource = Readonly<{ configured: IdKeys | undefined; from: string | undefined; isNew: boolean }>;

/**
 * Finds the keys with which the ids of an imported log were made.
 * @returns a function that takes the names of these keys, and returns one that stores the keys in the data folder
 * @throws CliError also by that function, if a key is missing
 */
export const findIdKeys = (dataDir: string, source: IdKeySource) => {
  const { configured, from, isNew } = source;
  if (configured !== undefined && (from !== undefined || isNew))
    throw new CliError(
      'ID_KEY is set, and the service takes its keys from there. Put the old key into ID_KEY after the new one, separated by a comma, and leave out --id-key and --new-id-key.',
      2,
    );
  if (from !== undefined) assertFile(from);
  const there = join(dataDir, ID_KEY_FILE);
  const known = configured ?? merged(readOrRefuse(there), from === undefined ? undefined : readOrRefuse(from));

  return (used: ReadonlySet<string>): (() => void) => {
    const missing = missingFrom(known, used);
    if (missing.length === 0) return () => from !== undefined && keepIdKeys(dataDir, from);
    if (isNew) return () => addIdKey(dataDir, { isLost: missing });
    throw new CliError(refusal(missing, configured !== undefined));
  };
};

const merged = (there: IdKeys, from: IdKeys = { keys: [], lost: [] }): IdKeys => ({
  keys: [...from.keys, ...there.keys],
  lost: [...from.lost, ...there.lost],
});

const readOrRefuse = (file: string): IdKeys => {
  try {
    return readIdKeys(file);
  } catch (error) {
    if (error instanceof IdKeysRefused) throw new CliError(error.message);
    throw error;
  }
};

const refusal = (missing: readonly string[], isConfigured: boolean): string => {
  const [key, it] = missing.length === 1 ? ['key', 'it'] : ['keys', 'they'];
  const made = `The ids of this record were made with the ${key} ${missing.join(', ')}, which ${missing.length === 1 ? 'is' : 'are'} not here: a request that is sent again would be recorded twice. Nothing was written.`;
  const otherwise = `the record is the same, but what was recorded before and is sent again may be recorded again.`;
  return isConfigured
    ? `${made} Put the key of the old service into ID_KEY: it is in the file id.key of the old data folder, or in its setting ID_KEY. If ${it} cannot be found, add ${missing.map((name) => `lost-${name}`).join(', ')} to ID_KEY: ${otherwise}`
    : `${made} Name the file id.key of the old data folder with --id-key <file>, or set ID_KEY as the old service had it. If ${it} cannot be found, use --new-id-key: ${otherwise}`;
};
