import { resolve } from 'node:path';

/** What the service is told from outside. Every setting is an environment variable; a flag of the CLI wins over it. */
export type Config = Readonly<{
  port: number;
  host: string;
  dataDir: string;
  recorderName: string;
  sharedSecret: string | undefined;
  /** For the moments of the past that are kept in memory, and for each: MB. */
  replayMemory: number;
  logLevel: LogLevel;
}>;

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export type Setting = Readonly<{ name: string; fallback: string; help: string }>;

/** The settings by name, for the README and for `--help`. */
export const SETTINGS = [
  { name: 'PORT', fallback: '3000', help: 'TCP port; 0 takes a free one' },
  {
    name: 'HOST',
    fallback: '127.0.0.1',
    help: 'loopback address to listen on; there is no login yet, so no other is accepted',
  },
  {
    name: 'DATA_DIR',
    fallback: './data',
    help: 'folder of the record: events.db is precious, views.db can be rebuilt',
  },
  { name: 'RECORDER_NAME', fallback: 'clerk', help: 'who records, as long as there is no login' },
  {
    name: 'SHARED_SECRET',
    fallback: '',
    help: 'signs cursors and tokens, 32 characters or more; unset: made at first start and kept in DATA_DIR',
  },
  {
    name: 'REPLAY_MEMORY_MB',
    fallback: '128',
    help: 'memory for moments of the past that were asked about, and for each of them',
  },
  { name: 'LOG_LEVEL', fallback: 'info', help: LOG_LEVELS.join(', ') },
] as const satisfies readonly Setting[];
type Name = (typeof SETTINGS)[number]['name'];

/** All that is wrong with the settings, a line each. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = ConfigError.name;
  }
}

/** @throws ConfigError */
export const readConfig = (env: Readonly<Record<string, string | undefined>>): Config => {
  const problems: string[] = [];
  const text = (name: Name) => env[name]?.trim() || SETTINGS.find((setting) => setting.name === name)!.fallback;
  const must = (holds: boolean, problem: string) => {
    if (!holds) problems.push(problem);
  };

  const port = text('PORT');
  must(/^\d{1,5}$/.test(port) && Number(port) <= 65_535, `PORT is "${port}". Give a number from 0 to 65535.`);
  const host = text('HOST');
  must(
    /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/.test(host),
    `HOST is "${host}". Without a login the service listens on a loopback address only: 127.0.0.1, ::1 or localhost.`,
  );
  const logLevel = text('LOG_LEVEL') as LogLevel;
  must(LOG_LEVELS.includes(logLevel), `LOG_LEVEL is "${logLevel}". Give one of ${LOG_LEVELS.join(', ')}.`);
  const recorderName = text('RECORDER_NAME');
  must(recorderName.length <= 200, 'RECORDER_NAME is longer than 200 characters.');
  const sharedSecret = text('SHARED_SECRET');
  must(
    sharedSecret === '' || sharedSecret.length >= 32,
    'SHARED_SECRET is too short. Give 32 characters or more, or leave it unset.',
  );

  const replayMemory = text('REPLAY_MEMORY_MB');
  must(
    /^\d{1,5}$/.test(replayMemory) && Number(replayMemory) > 0,
    `REPLAY_MEMORY_MB is "${replayMemory}". Give a number of megabytes, 1 or more.`,
  );

  if (problems.length > 0) throw new ConfigError(problems);
  return {
    port: Number(port),
    host,
    dataDir: resolve(text('DATA_DIR')),
    recorderName,
    sharedSecret: sharedSecret || undefined,
    replayMemory: Number(replayMemory),
    logLevel,
  };
};
