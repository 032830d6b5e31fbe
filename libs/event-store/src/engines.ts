import type { Engine, EngineConfig, Setting, LogConfig, LogFiles, Must, Text } from './engine.js';
import type { EventStore, Mode, Unavailable } from './event-store.js';
import { eventStoreDb } from './eventstoredb/engine.js';
import { sqlite } from './sqlite/engine.js';

/** Every engine, one line each. The first that the settings choose keeps the log; the last needs no settings. */
const ENGINES: readonly Engine[] = [eventStoreDb, sqlite];

/** The settings of all engines, for the README and for `--help`. */
export const ENGINE_SETTINGS: readonly Setting[] = ENGINES.flatMap(({ settings }) => settings);

/** The engines that a setting chooses. */
export const CHOSEN_ENGINES = ENGINES.flatMap(({ name, place, settings: [chosenBy] }) =>
  chosenBy === undefined ? [] : [{ name, place, chosenBy: chosenBy.name, example: chosenBy.example }],
);

/** The engine that the settings choose. `must` is told what is wrong with them. */
export const readEngine = (text: Text, must: Must): EngineConfig => {
  for (const { name, readOptions } of ENGINES) {
    const options = readOptions(text, must);
    if (options !== undefined) return { name, options };
  }
  throw new Error('no engine takes the settings');
};

/** What the engine of a log offers. */
export const engineOf = ({ name }: EngineConfig): Engine => {
  const engine = ENGINES.find((one) => one.name === name);
  if (engine === undefined) throw new Error(`there is no engine ${name}`);
  return engine;
};

/** The setting that chooses an engine; undefined for the one that needs none. */
export const settingOf = (config: EngineConfig): string | undefined => engineOf(config).settings[0]?.name;

/** @throws LogInUse, NotALog, Unavailable */
export const openEventStore = (
  { dataDir, engine }: LogConfig,
  mode: Mode,
  onFailure?: (reason: Unavailable) => void,
): Promise<EventStore> => engineOf(engine).open(dataDir, engine.options, { mode, onFailure });

/** The engine whose log a file or folder is meant to be; undefined for none. */
export const logFilesAt = (path: string): LogFiles | undefined =>
  ENGINES.flatMap(({ files = [] }) => files).find(({ claims }) => claims(path));
