import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { pino } from 'pino';
import { ConfigError } from '#config/config-error.js';
import type { Setting } from '#config/setting.js';
import { ED25519, isKeyName, parseVerifierKey } from '#ledger/note-key.js';

/** The settings of the witness. `logs`: the verifier keys of the logs to cosign. */
export type Config = Readonly<{
  dataDir: string;
  port: number;
  host: string;
  name: string | undefined;
  logs: readonly string[];
  logLevel: string;
}>;

const LOG_LEVELS = [...Object.keys(pino.levels.values).toReversed(), 'silent'];

/** The settings by name, for `--help`. */
export const SETTINGS = [
  {
    name: 'WITNESS_LOGS',
    fallback: '',
    help: 'verifier keys of the logs to cosign, separated by commas or spaces, or a file with one key per line',
  },
  {
    name: 'WITNESS_NAME',
    fallback: '',
    help: 'name of its key, which is generated at first start: your domain and a path, such as witness.example.org/w1',
  },
  {
    name: 'WITNESS_DATA_DIR',
    fallback: './witness',
    help: 'folder of its key and of the last cosigned checkpoint of each log; never restore an old copy',
  },
  { name: 'WITNESS_PORT', fallback: '3100', help: 'TCP port to listen on; 0 picks a free one' },
  {
    name: 'WITNESS_HOST',
    fallback: '127.0.0.1',
    help: 'address to listen on; 0.0.0.0 for all addresses of this machine',
  },
  { name: 'LOG_LEVEL', fallback: 'info', help: LOG_LEVELS.join(', ') },
] as const satisfies readonly Setting[];
type Name = (typeof SETTINGS)[number]['name'];

/**
 * @param asked for its own key, no logs need to be configured
 * @throws ConfigError
 */
export const readConfig = (
  env: Readonly<Record<string, string | undefined>>,
  asked: 'to-witness' | 'for-its-key' = 'to-witness',
): Config => {
  const problems: string[] = [];
  const text = (name: Name) => env[name]?.trim() || SETTINGS.find((setting) => setting.name === name)!.fallback;
  const must = (holds: boolean, problem: string) => {
    if (!holds) problems.push(problem);
  };

  const logs = asked === 'to-witness' ? logsIn(text('WITNESS_LOGS'), problems) : [];
  const name = text('WITNESS_NAME') || undefined;
  must(
    name === undefined || isKeyName(name),
    `WITNESS_NAME is "${name}". Give a name without spaces and without a plus, such as witness.example.org/w1.`,
  );
  const port = text('WITNESS_PORT');
  must(/^\d{1,5}$/.test(port) && Number(port) <= 65_535, `WITNESS_PORT is "${port}". Give a number from 0 to 65535.`);
  const host = text('WITNESS_HOST');
  must(/^[\w.:-]+$/.test(host), `WITNESS_HOST is "${host}". Give an address of this machine, such as 127.0.0.1.`);
  const logLevel = text('LOG_LEVEL');
  must(LOG_LEVELS.includes(logLevel), `LOG_LEVEL is "${logLevel}". Give one of ${LOG_LEVELS.join(', ')}.`);

  if (problems.length > 0) throw new ConfigError(problems);
  return { dataDir: resolve(text('WITNESS_DATA_DIR')), port: Number(port), host, name, logs, logLevel };
};

/** A verifier key is told from the path of a file by its id. */
const looksLikeKey = (text: string) => /\+[0-9a-f]{8}\+/.test(text);

const isFile = (path: string) => statSync(path, { throwIfNoEntry: false })?.isFile() === true;

const logsIn = (setting: string, problems: string[]): readonly string[] => {
  if (setting === '') {
    problems.push(
      'WITNESS_LOGS is unset. Give the verifier keys of the logs to cosign, or a file with one key per line.',
    );
    return [];
  }
  if (!looksLikeKey(setting) && !isFile(setting)) {
    problems.push(`WITNESS_LOGS is "${setting}". It is neither a verifier key (name+id+base64) nor an existing file.`);
    return [];
  }
  const lines = looksLikeKey(setting) ? setting.split(/[\s,]+/) : readFileSync(setting, 'utf8').split('\n');
  const keys = lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
  if (keys.length === 0) problems.push(`WITNESS_LOGS names ${setting}, which contains no verifier key.`);
  for (const key of keys)
    try {
      parseVerifierKey(key, ED25519);
    } catch (error) {
      problems.push(`WITNESS_LOGS has "${key}". ${(error as Error).message}`);
    }
  return keys;
};
