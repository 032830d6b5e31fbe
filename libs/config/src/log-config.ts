import type { LogConfig } from '#event-store/engine.js';
import { ENGINE_SETTINGS, readEngine } from '#event-store/engines.js';
import { withSecretFiles } from './secret-files.js';
import { ConfigError } from './config-error.js';

/** The log of a data folder, on the engine that the environment selects. @throws ConfigError */
export const logConfig = (dataDir: string, env: Readonly<Record<string, string | undefined>> = {}): LogConfig => {
  const problems: string[] = [];
  const must = (holds: boolean, problem: string) => {
    if (!holds) problems.push(problem);
  };
  const filled = withSecretFiles(env, ENGINE_SETTINGS, must);
  if (problems.length > 0) throw new ConfigError(problems);
  const engine = readEngine((name) => filled[name]?.trim() ?? '', must);
  if (problems.length > 0) throw new ConfigError(problems);
  return { dataDir, engine };
};
