import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readConfig, SETTINGS } from '#config/config.js';
import { readEventStoreDbUrl } from '#config/event-store-db.js';
import type { EngineConfig } from '#event-store/engines.js';
import { LOG_FILE } from '#event-store/sqlite/schema.js';
import { CliError } from './cli-error.js';

const FALLBACK = SETTINGS.find(({ name }) => name === 'DATA_DIR')!.fallback;

export const DATA_DIR_OPTION = [
  '--data-dir <folder>',
  `folder of the record (default: DATA_DIR, or else ${FALLBACK})`,
] as const;

export const dataDirOf = (option: string | undefined): string =>
  resolve(option ?? (process.env['DATA_DIR'] || FALLBACK));

/** @throws CliError where the folder has no log, so that a slip of the pen does not make an empty one */
export const assertLog = ({ dataDir, eventStoreDbUrl }: EngineConfig) => {
  if (eventStoreDbUrl === undefined && !existsSync(join(dataDir, LOG_FILE)))
    throw new CliError(`There is no record in ${dataDir}: it has no ${LOG_FILE}. Name its folder with --data-dir.`);
};

/** @throws CliError where the log is not in the data folder */
export const assertEmbedded = ({ eventStoreDbUrl }: EngineConfig, instead: string) => {
  if (eventStoreDbUrl === undefined) return;
  throw new CliError(
    `EVENTSTOREDB_URL is set: the log is in that cluster, and not in a file. ${instead} For a log in a file, unset it.`,
    2,
  );
};

/** Where the log of this record is: in its data folder, or in the cluster that EVENTSTOREDB_URL names. @throws CliError */
export const engineOf = (dataDir: string): EngineConfig => ({
  dataDir,
  eventStoreDbUrl: connectionIn('EVENTSTOREDB_URL'),
});

/** The connection string that a variable of the environment holds; undefined where it is not set. @throws CliError */
export const connectionIn = (variable: string): string | undefined => {
  const problems: string[] = [];
  const url = readEventStoreDbUrl(process.env[variable]?.trim() ?? '', (holds, problem) => {
    if (!holds) problems.push(problem.replace('EVENTSTOREDB_URL', variable));
  });
  if (problems.length > 0) throw new CliError(problems.join('\n'), 2);
  return url;
};

/** The settings, without what only a service on a cluster must be given. @throws ConfigError */
export const settingsOfCommand = () => readConfig({ ...process.env, EVENTSTOREDB_URL: '' });

/** What to call a log. The address of a cluster may hold a password, and is not repeated. */
export const nameOf = ({ dataDir, eventStoreDbUrl }: EngineConfig): string =>
  eventStoreDbUrl === undefined ? dataDir : 'EVENTSTOREDB_URL';
