import { isIP } from 'node:net';
import { resolve } from 'node:path';
import type { Ladder } from '#domain/marking.js';
import { COSIGNATURE, ED25519, isKeyName, parseSignerKey, parseVerifierKey } from '#ledger/note-key.js';
import type { EngineConfig } from '#event-store/engine.js';
import { ENGINE_SETTINGS, engineOf, readEngine, settingOf } from '#event-store/engines.js';
import { isLoopback, LOGIN_SETTINGS, type LoginConfig, readLadder, readLogin } from './login.js';
import { ConfigError } from './config-error.js';
import { isWithin, type Setting } from './setting.js';
import { LIMIT_SETTINGS, type Limits, readLimits } from './limits.js';

/** What the service is told from outside. Every setting is an environment variable; a flag of the CLI wins over it. */
export type Config = Readonly<{
  port: number;
  host: string;
  dataDir: string;
  /** What keeps the log. It may hold a password. */
  engine: EngineConfig;
  recorderName: string;
  /** Undefined: no login, and whoever uses this machine may do everything. */
  login: LoginConfig | undefined;
  /** The levels of markings and clearances. */
  ladder: Ladder;
  sharedSecret: string | undefined;
  /** The signer key of the ledger (C2SP signed-note); its name is the origin of the log. */
  ledgerKey: string | undefined;
  /** The origin, where the key is made at first start. */
  ledgerOrigin: string | undefined;
  witnesses: readonly Witness[];
  /** Between two rounds of asking them: seconds. */
  witnessInterval: number;
  /** For the moments of the past that are kept in memory, and for each: MB. */
  replayMemory: number;
  limits: Limits;
  /** Clearances that have views of their own at a time. */
  sights: number;
  logLevel: LogLevel;
}>;

/** A witness that cosigns checkpoints (C2SP tlog-witness): where it answers, and the key by which it is known. */
export type Witness = Readonly<{ url: string; verifierKey: string }>;

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const OWN_SETTINGS = [
  { name: 'PORT', fallback: '3000', help: 'TCP port; 0 takes a free one' },
  {
    name: 'HOST',
    fallback: '127.0.0.1',
    help: 'address to listen on; without a login (OIDC_ISSUER) a loopback address only',
  },
  {
    name: 'DATA_DIR',
    fallback: './data',
    help: 'folder of the record: events.db, ledger.key and ledger/ are precious, views.db and sights/ can be rebuilt',
  },
  { name: 'RECORDER_NAME', fallback: 'clerk', help: 'who records where there is no login' },
  ...LOGIN_SETTINGS,
  {
    name: 'SHARED_SECRET',
    fallback: '',
    help: 'signs cursors and tokens, 32 characters or more; unset: made at first start and kept in DATA_DIR',
    isSecret: true,
  },
  {
    name: 'LEDGER_KEY',
    fallback: '',
    help: 'secret key that signs checkpoints, as PRIVATE+KEY+…; unset: made at first start and kept in DATA_DIR',
    isSecret: true,
  },
  {
    name: 'LEDGER_ORIGIN',
    fallback: '',
    help: 'name of the log on its checkpoints, where the key is made here; unset: a random one',
  },
  {
    name: 'WITNESSES',
    fallback: '',
    help: 'who cosigns checkpoints: "url verifier-key", several with a comma between them',
  },
  { name: 'WITNESS_INTERVAL_SECONDS', fallback: '60', help: 'how often they are asked' },
  {
    name: 'REPLAY_MEMORY_MB',
    fallback: '128',
    help: 'memory for moments of the past that were asked about, and for each of them',
  },
  ...LIMIT_SETTINGS,
  {
    name: 'SIGHTS',
    fallback: '4',
    help: 'clearances whose views are kept at a time; each in use takes a database, a thread, and memory as the one before',
  },
  { name: 'LOG_LEVEL', fallback: 'info', help: LOG_LEVELS.join(', ') },
] as const satisfies readonly Setting[];
type Name = (typeof OWN_SETTINGS)[number]['name'];

/** The settings by name, for the README and for `--help`: those of the engines stand beside the data folder. */
export const SETTINGS: readonly Setting[] = OWN_SETTINGS.flatMap((setting) =>
  setting.name === 'DATA_DIR' ? [setting, ...ENGINE_SETTINGS] : [setting],
);

/** @throws ConfigError */
export const readConfig = (env: Readonly<Record<string, string | undefined>>): Config => {
  const problems: string[] = [];
  const text = (name: Name) => env[name]?.trim() || OWN_SETTINGS.find((setting) => setting.name === name)!.fallback;
  const must = (holds: boolean, problem: string) => {
    if (!holds) problems.push(problem);
  };

  const port = text('PORT');
  must(/^\d{1,5}$/.test(port) && Number(port) <= 65_535, `PORT is "${port}". Give a number from 0 to 65535.`);
  const login = readLogin(text, must);
  const host = text('HOST');
  must(
    login !== undefined || isLoopback(host),
    `HOST is "${host}". Without a login (OIDC_ISSUER) the service listens on a loopback address only: 127.0.0.1, ::1 or localhost.`,
  );
  must(
    isIP(host) !== 0 || /^[a-z\d](?:[a-z\d.-]*[a-z\d])?$/i.test(host),
    `HOST is "${host}". Give an address of this machine, such as 0.0.0.0 for all of them.`,
  );
  const logLevel = text('LOG_LEVEL') as LogLevel;
  must(LOG_LEVELS.includes(logLevel), `LOG_LEVEL is "${logLevel}". Give one of ${LOG_LEVELS.join(', ')}.`);
  const recorderName = text('RECORDER_NAME');
  must(recorderName.length <= 200, 'RECORDER_NAME is longer than 200 characters.');
  const ladder = readLadder(text, must);
  const sharedSecret = text('SHARED_SECRET');
  must(
    sharedSecret === '' || sharedSecret.length >= 32,
    'SHARED_SECRET is too short. Give 32 characters or more, or leave it unset.',
  );

  const replayMemory = text('REPLAY_MEMORY_MB');
  must(
    isWithin(replayMemory, 1, 99_999),
    `REPLAY_MEMORY_MB is "${replayMemory}". Give a number of megabytes from 1 to 99999.`,
  );

  const sights = text('SIGHTS');
  must(/^\d{1,2}$/.test(sights) && Number(sights) > 0, `SIGHTS is "${sights}". Give a number from 1 to 99.`);

  const engine = readEngine((name) => env[name]?.trim() ?? '', must);
  // One of each for all instances, so that none of them makes its own.
  if (engineOf(engine).isShared)
    for (const name of ['SHARED_SECRET', 'LEDGER_KEY'] as const)
      must(
        text(name) !== '',
        `${name} is not set, and with ${settingOf(engine)} it must be: the same one for every instance.`,
      );
  const ledgerKey = text('LEDGER_KEY');
  must(
    ledgerKey === '' || isKey(() => parseSignerKey(ledgerKey, ED25519)),
    'LEDGER_KEY is no signer key of Ed25519. Give PRIVATE+KEY+name+id+… in one line, or leave it unset.',
  );
  const ledgerOrigin = text('LEDGER_ORIGIN');
  must(
    ledgerOrigin === '' || (isKeyName(ledgerOrigin) && ledgerOrigin.length <= 200),
    'LEDGER_ORIGIN is no name for a key. Give one without spaces and plus signs, like record.example.org/eu-china.',
  );
  const witnesses = text('WITNESSES')
    .split(',')
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [url = '', verifierKey = '', ...rest] = pair.split(/\s+/);
      must(
        rest.length === 0 && /^https?:\/\//.test(url) && URL.canParse(url),
        `WITNESSES has "${pair}". Give the address of a witness, a space, and its verifier key.`,
      );
      must(
        isKey(() => parseVerifierKey(verifierKey, COSIGNATURE)),
        `WITNESSES has no verifier key of a witness after ${url}. Copy the line that the witness prints when it starts.`,
      );
      return { url, verifierKey };
    });
  must(
    new Set(witnesses.map(({ verifierKey }) => verifierKey)).size === witnesses.length,
    'WITNESSES names the same key twice. Name each witness once.',
  );
  const witnessInterval = text('WITNESS_INTERVAL_SECONDS');
  must(
    isWithin(witnessInterval, 1, 99_999),
    `WITNESS_INTERVAL_SECONDS is "${witnessInterval}". Give a number of seconds from 1 to 99999.`,
  );

  const limits = readLimits(text, must);

  if (problems.length > 0) throw new ConfigError(problems);
  return {
    port: Number(port),
    host,
    dataDir: resolve(text('DATA_DIR')),
    engine,
    recorderName,
    login,
    ladder,
    sharedSecret: sharedSecret || undefined,
    ledgerKey: ledgerKey || undefined,
    ledgerOrigin: ledgerOrigin || undefined,
    witnesses,
    witnessInterval: Number(witnessInterval),
    replayMemory: Number(replayMemory),
    limits,
    sights: Number(sights),
    logLevel,
  };
};

const isKey = (parse: () => unknown): boolean => {
  try {
    parse();
    return true;
  } catch {
    return false; // what exactly is wrong might repeat the key
  }
};
