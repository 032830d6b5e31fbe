import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { pino } from 'pino';
import { ConfigError } from '#config/config-error.js';
import type { Setting } from '#config/setting.js';
import { ED25519, isKeyName, parseVerifierKey } from '#ledger/note-key.js';

/** What the witness is told from outside. `logs`: the verifier keys of the logs that it cosigns. */
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
    help: 'verifier keys of the logs that it cosigns, with commas or spaces between them, or a file with one a line',
  },
  {
    name: 'WITNESS_NAME',
    fallback: '',
    help: 'name of its key, which is made at first start: a domain of yours and a path, such as witness.example.org/w1',
  },
  {
    name: 'WITNESS_DATA_DIR',
    fallback: './witness',
    help: 'folder of its key and of the checkpoint that it cosigned last for each log; never put an old one back',
  },
  { name: 'WITNESS_PORT', fallback: '3100', help: 'TCP port; 0 takes a free one' },
  { name: 'WITNESS_HOST', fallback: '127.0.0.1', help: 'address to listen on; 0.0.0.0 takes all of this machine' },
  { name: 'LOG_LEVEL', fallback: 'info', help: LOG_LEVELS.join(', ') },
] as const satisfies readonly Setting[];
type Name = (typeof SETTINGS)[number]['name'];

/**
 * @param asked what for: its own key can be had before any log is known
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
      'WITNESS_LOGS is unset. Give the verifier keys of the logs that this witness cosigns, or a file with one a line.',
    );
    return [];
  }
  if (!looksLikeKey(setting) && !isFile(setting)) {
    problems.push(`WITNESS_LOGS is "${setting}". It is no verifier key, name+id+base64, and there is no such file.`);
    return [];
  }
  const lines = looksLikeKey(setting) ? setting.split(/[\s,]+/) : readFileSync(setting, 'utf8').split('\n');
  const keys = lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
  if (keys.length === 0) problems.push(`WITNESS_LOGS names ${setting}, and no verifier key is in it.`);
  for (const key of keys)
    try {
      parseVerifierKey(key, ED25519);
    } catch (error) {
      problems.push(`WITNESS_LOGS has "${key}". ${(error as Error).message}`);
    }
  return keys;
};
