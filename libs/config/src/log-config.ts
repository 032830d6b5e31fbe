import type { LogConfig } from '#event-store/engine.js';
import { readEngine } from '#event-store/engines.js';
import { ConfigError } from './config-error.js';

/** The log of a data folder, on the engine that the environment selects. @throws ConfigError */
export const logConfig = (dataDir: string, env: Readonly<Record<string, string | undefined>> = {}): LogConfig => {
  const problems: string[] = [];
  const engine = readEngine(
    (name) => env[name]?.trim() ?? '',
    (holds, problem) => {
      if (!holds) problems.push(problem);
    },
  );
  if (problems.length > 0) throw new ConfigError(problems);
  return { dataDir, engine };
};
