import type { Engine, EngineConfig, Opening, Setting, LogConfig, LogFiles, Must, Text } from './engine.js';
import type { EventStore, Mode } from './event-store.js';
import { eventStoreDb } from './eventstoredb/engine.js';
import { sqlite } from './sqlite/engine.js';

/** Every engine, one line each. The first one that the settings select stores the log; the last one needs no settings. */
const ENGINES: readonly Engine[] = [eventStoreDb, sqlite];

/** The settings of all engines, for the docs and for `--help`. */
export const ENGINE_SETTINGS: readonly Setting[] = ENGINES.flatMap(({ settings }) => settings);

/** The engines that a setting selects. */
export const CHOSEN_ENGINES = ENGINES.flatMap(({ name, place, settings: [chosenBy] }) =>
  chosenBy === undefined ? [] : [{ name, place, chosenBy: chosenBy.name, example: chosenBy.example }],
);

/** The engine that the settings select. Reports problems to `must`. */
export const readEngine = (text: Text, must: Must): EngineConfig => {
  for (const { name, readOptions } of ENGINES) {
    const options = readOptions(text, must);
    if (options !== undefined) return { name, options };
  }
  throw new Error('no engine takes the settings');
};

/** The engine of a log. */
export const engineOf = ({ name }: EngineConfig): Engine => {
  const engine = ENGINES.find((one) => one.name === name);
  if (engine === undefined) throw new Error(`there is no engine ${name}`);
  return engine;
};

/** The setting that selects an engine; undefined for the one that needs none. */
export const settingOf = (config: EngineConfig): string | undefined => engineOf(config).settings[0]?.name;

/** @throws LogInUse, NotALog, Unavailable */
export const openEventStore = (
  { dataDir, engine }: LogConfig,
  mode: Mode,
  hooks: Omit<Opening, 'mode'> = {},
): Promise<EventStore> => engineOf(engine).open(dataDir, engine.options, { mode, ...hooks });

/** The file operations of the engine whose log a file or folder looks like; undefined for none. */
export const logFilesAt = (path: string): LogFiles | undefined =>
  ENGINES.flatMap(({ files = [] }) => files).find(({ claims }) => claims(path));
