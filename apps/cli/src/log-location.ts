import { basename, resolve } from 'node:path';
import { ConfigError } from '#config/config-error.js';
import { readConfig, SETTINGS } from '#config/config.js';
import { logConfig } from '#config/log-config.js';
import { variablesOf } from '#config/secret-files.js';
import type { LogConfig, LogFiles } from '#event-store/engine.js';
import { CHOSEN_ENGINES, ENGINE_SETTINGS, engineOf, settingOf } from '#event-store/engines.js';
import { CliError } from './cli-error.js';

const FALLBACK = SETTINGS.find(({ name }) => name === 'DATA_DIR')!.fallback;

export const DATA_DIR_OPTION = [
  '--data-dir <folder>',
  `folder of the record (default: DATA_DIR, or else ${FALLBACK})`,
] as const;

export const dataDirOf = (option: string | undefined): string =>
  resolve(option ?? (process.env['DATA_DIR'] || FALLBACK));

/** The places other than the data folder where a log can be, for help texts. */
export const OTHER_PLACES = CHOSEN_ENGINES.map(
  ({ place, chosenBy }) => ` or in the ${place} that ${chosenBy} names`,
).join('');

/** @throws CliError if there is no log, so that a typo does not create an empty one */
export const assertLog = ({ dataDir, engine }: LogConfig) => {
  const missing = engineOf(engine).missing(dataDir);
  if (missing !== undefined)
    throw new CliError(
      `There is no record in ${dataDir}: it has no ${basename(missing)}. Set its folder with --data-dir.`,
    );
};

/** @throws CliError if the log is not a file */
export const filesOf = ({ engine }: LogConfig, instead: string): LogFiles => {
  const { files, place } = engineOf(engine);
  if (files !== undefined) return files;
  throw new CliError(
    `${settingOf(engine)} is set, so the log is in that ${place} and not in a file. ${instead} For a log in a file, unset it.`,
    2,
  );
};

/** The settings of engines in the environment, with this prefix before their names. */
export const engineSettings = (prefix: string): Readonly<Record<string, string>> =>
  Object.fromEntries(variablesOf(ENGINE_SETTINGS).map((name) => [name, process.env[prefix + name] ?? '']));

/** The log of a data folder, on the engine that the environment selects. @throws CliError */
export const logOf = (dataDir: string, prefix = ''): LogConfig => {
  try {
    return logConfig(dataDir, engineSettings(prefix));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const named = (text: string, { name }: Readonly<{ name: string }>) => text.replaceAll(name, prefix + name);
    throw new CliError(ENGINE_SETTINGS.reduce(named, error.message), 2);
  }
};

/** The settings, without those that only a service on a shared log requires. @throws ConfigError */
export const settingsOfCommand = () =>
  readConfig({ ...process.env, ...Object.fromEntries(variablesOf(ENGINE_SETTINGS).map((name) => [name, ''])) });

/** The name of a log in messages. The address of a server may contain a password and is not printed. */
export const nameOf = ({ dataDir, engine }: LogConfig): string => settingOf(engine) ?? dataDir;
