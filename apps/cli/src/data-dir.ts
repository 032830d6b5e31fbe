import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { SETTINGS } from '#config/config.js';
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
export const demandLog = (dataDir: string) => {
  if (!existsSync(join(dataDir, LOG_FILE)))
    throw new CliError(`There is no record in ${dataDir}: it has no ${LOG_FILE}. Name its folder with --data-dir.`);
};

/** Where the log of this record is: in its data folder, or in the cluster that EVENTSTOREDB_URL names. */
export const engineOf = (dataDir: string): EngineConfig => {
  const eventStoreDbUrl = process.env['EVENTSTOREDB_URL']?.trim();
  return { dataDir, ...(eventStoreDbUrl && { eventStoreDbUrl }) };
};

/** What to call a log. The address of a cluster may hold a password, and is not repeated. */
export const nameOf = ({ dataDir, eventStoreDbUrl }: EngineConfig): string =>
  eventStoreDbUrl === undefined ? dataDir : 'EVENTSTOREDB_URL';
