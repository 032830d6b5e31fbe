import { isIP } from 'node:net';
import { resolve } from 'node:path';
import type { Ladder } from '#domain/marking.js';
import { COSIGNATURE, ED25519, isKeyName, parseVerifierKey } from '#ledger/note-key.js';
import { parseSignerKey } from '#ledger/signer-key.js';
import type { EngineConfig } from '#event-store/engine.js';
import { ENGINE_SETTINGS, engineOf, readEngine, settingOf } from '#event-store/engines.js';
import { type IdKeys, parseIdKeys } from './id-keys.js';
import { isLoopback, LOGIN_SETTINGS, type LoginConfig, readLadder, readLogin, readOfflineClearance } from './login.js';
import { ConfigError } from './config-error.js';
import { isWithin, numbersFrom, type Setting } from './setting.js';
import { withSecretFiles } from './secret-files.js';
import { isSharedSecret } from './shared-secret.js';
import { LIMIT_SETTINGS, type Limits, readLimits } from './limits.js';
import { PUSH_SETTINGS, type PushConfig, readPush } from './push.js';

/** The settings of the service. Each is an environment variable; a flag of the CLI takes precedence. */
export type Config = Readonly<{
  port: number;
  host: string;
  dataDir: string;
  /** Which engine stores the log, and how to reach it. It may contain a password. */
  engine: EngineConfig;
  recorderName: string;
  /** Undefined: no login. Every user of this machine may do everything. */
  login: LoginConfig | undefined;
  /** The levels of markings and clearances, lowest first. */
  ladder: Ladder;
  /** The highest level that the page keeps on a device. */
  offlineClearance: string;
  push: PushConfig;
  /** The origins whose pages may use the service. */
  corsOrigins: readonly string[];
  sharedSecret: string | undefined;
  /** Undefined: those in the data folder. */
  idKeys: IdKeys | undefined;
  /** The signer key of the ledger (C2SP signed-note). Its name is the origin of the log. */
  ledgerKey: string | undefined;
  /** The origin, if the key is generated at first start. */
  ledgerOrigin: string | undefined;
  /** Seconds between two checkpoints in the log, while it grows. */
  signingInterval: number;
  /** No fact is recorded this many seconds after one that is not signed yet. */
  signingBound: number;
  witnesses: readonly Witness[];
  /** Seconds between two requests for cosignatures. */
  witnessInterval: number;
  /** Megabytes of temporary files for past moments that are kept, and of memory for each comparison of two moments. */
  replayMemory: number;
  scrubEventsPerSecond: number;
  /** Seconds by which the system clock may differ from the uptime of the machine and the last event. */
  clockJump: number;
  /** Seconds by which the clocks of two instances may differ. */
  clockSkew: number;
  /** Between two comparisons of views.db with the log. */
  viewsCheckSeconds: number;
  limits: Limits;
  /** Settings of earlier versions that are set, and have no effect any more. */
  withoutEffect: readonly string[];
  logLevel: LogLevel;
}>;

/** A witness that cosigns checkpoints (C2SP tlog-witness): its address and its key. */
export type Witness = Readonly<{ url: string; verifierKey: string }>;

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const OWN_SETTINGS = [
  { name: 'PORT', fallback: '3000', help: 'TCP port to listen on; 0 picks a free one' },
  {
    name: 'HOST',
    fallback: '127.0.0.1',
    help: 'address to listen on; without OIDC_ISSUER, a loopback address only',
  },
  {
    name: 'DATA_DIR',
    fallback: './data',
    help: 'folder of the record; back up events.db, ledger.key, id.key and ledger/; views.db can be rebuilt',
  },
  { name: 'RECORDER_NAME', fallback: 'clerk', help: 'name of the recorder when there is no login' },
  ...LOGIN_SETTINGS,
  ...PUSH_SETTINGS,
  {
    name: 'CORS_ORIGINS',
    fallback: '',
    help: 'origins whose pages may use the service, as https://dashboard.example.org, separated by commas; needs OIDC_ISSUER; unset: none',
  },
  {
    name: 'SHARED_SECRET',
    fallback: '',
    help: 'secret that encrypts cursors and tokens, at least 32 characters; unset: generated at first start and stored in DATA_DIR',
    isSecret: true,
  },
  {
    name: 'ID_KEY',
    fallback: '',
    help: 'secret key from which ids are made, at least 32 characters, and after it earlier ones, separated by commas; unset: generated at first start and stored in DATA_DIR',
    isSecret: true,
  },
  {
    name: 'LEDGER_KEY',
    fallback: '',
    help: 'secret key that signs checkpoints, as PRIVATE+KEY+…; unset: generated at first start and stored in DATA_DIR',
    isSecret: true,
  },
  {
    name: 'LEDGER_ORIGIN',
    fallback: '',
    help: 'name of the log on its checkpoints, if the key is generated here; unset: a random name',
  },
  {
    name: 'SIGNING_INTERVAL_SECONDS',
    fallback: '10',
    help: 'seconds between two checkpoints in the log, while it grows',
  },
  {
    name: 'SIGNING_BOUND_SECONDS',
    fallback: '60',
    help: 'seconds after which nothing more is recorded if the ledger cannot be signed',
  },
  {
    name: 'WITNESSES',
    fallback: '',
    help: 'witnesses that cosign checkpoints: "url verifier-key", separated by commas',
  },
  { name: 'WITNESS_INTERVAL_SECONDS', fallback: '60', help: 'seconds between two requests for cosignatures' },
  {
    name: 'REPLAY_MEMORY_MB',
    fallback: '128',
    help: 'megabytes of temporary files for past moments that are kept, and as many for comparisons of two moments',
  },
  {
    name: 'SCRUB_EVENTS_PER_SECOND',
    fallback: '1000',
    help: 'events per second that the background check reads, again and again, to find an event that was altered',
  },
  {
    name: 'CLOCK_JUMP_SECONDS',
    fallback: '300',
    help: 'seconds by which the system clock may jump; beyond that nothing is recorded until it is right or accepted',
  },
  {
    name: 'CLOCK_SKEW_SECONDS',
    fallback: '5',
    help: 'seconds by which the clocks of several instances may differ; an answer as of an instant is final only after that',
  },
  {
    name: 'VIEWS_CHECK_SECONDS',
    fallback: '86400',
    help: 'seconds between two comparisons of views.db with the log, in the background',
  },
  ...LIMIT_SETTINGS,
  { name: 'LOG_LEVEL', fallback: 'info', help: LOG_LEVELS.join(', ') },
] as const satisfies readonly Setting[];
/** What earlier versions had: a service that is still set up with one starts, and says so. */
const RETIRED = ['SIGHTS'] as const;
type Name = (typeof OWN_SETTINGS)[number]['name'];

/** All settings, for the docs and for `--help`. Those of the engines follow the data folder. */
export const SETTINGS: readonly Setting[] = OWN_SETTINGS.flatMap((setting) =>
  setting.name === 'DATA_DIR' ? [setting, ...ENGINE_SETTINGS] : [setting],
);

/** @throws ConfigError */
export const readConfig = (variables: Readonly<Record<string, string | undefined>>): Config => {
  const problems: string[] = [];
  const must = (holds: boolean, problem: string) => {
    if (!holds) problems.push(problem);
  };
  const env = withSecretFiles(variables, SETTINGS, must);
  // What follows from an unreadable secret would only hide the cause.
  if (problems.length > 0) throw new ConfigError(problems);
  const text = (name: Name) => env[name]?.trim() || OWN_SETTINGS.find((setting) => setting.name === name)!.fallback;

  const { number } = numbersFrom(text, must);
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
  const offlineClearance = readOfflineClearance(text, must, ladder);
  const push = readPush(text, ladder, must);
  const corsOrigins = text('CORS_ORIGINS')
    .split(',')
    .map((origin) => origin.trim())
    .filter((origin) => origin !== '');
  for (const origin of corsOrigins)
    must(
      isOrigin(origin),
      `CORS_ORIGINS has "${origin}". Give each origin as a browser sends it, without a path and without *: https://dashboard.example.org; http is for loopback addresses.`,
    );
  must(
    corsOrigins.length === 0 || login !== undefined,
    'CORS_ORIGINS is set without a login (OIDC_ISSUER). Any page of these origins could record in the name of RECORDER_NAME.',
  );
  const sharedSecret = text('SHARED_SECRET');
  must(
    sharedSecret === '' || isSharedSecret(sharedSecret),
    'SHARED_SECRET is too short. Give 32 characters or more, or leave it unset.',
  );
  const idKeys = text('ID_KEY') === '' ? undefined : parseIdKeys(text('ID_KEY'));
  must(
    text('ID_KEY') === '' || (idKeys !== undefined && idKeys.keys.length > 0),
    'ID_KEY is not a key for ids. Give 32 ASCII characters or more without spaces, and after a comma each earlier key; or leave it unset.',
  );

  const engine = readEngine((name) => env[name]?.trim() ?? '', must);
  // All instances on one log must share these, so none may generate its own.
  if (engineOf(engine).isShared)
    for (const name of ['SHARED_SECRET', 'ID_KEY', 'LEDGER_KEY'] as const)
      must(
        text(name) !== '',
        `${name} is not set. With ${settingOf(engine)} it is required: set the same value for every instance.`,
      );
  const ledgerKey = text('LEDGER_KEY');
  must(
    ledgerKey === '' || isKey(() => parseSignerKey(ledgerKey, ED25519)),
    'LEDGER_KEY is not an Ed25519 signer key. Give PRIVATE+KEY+name+id+… in one line, or leave it unset.',
  );
  const ledgerOrigin = text('LEDGER_ORIGIN');
  must(
    ledgerOrigin === '' || (isKeyName(ledgerOrigin) && ledgerOrigin.length <= 200),
    'LEDGER_ORIGIN is not a valid key name. Give a name without spaces and plus signs, such as record.example.org/eu-china.',
  );
  const signingInterval = number('SIGNING_INTERVAL_SECONDS', 'seconds', 1, 99_999);
  const signingBound = text('SIGNING_BOUND_SECONDS');
  must(
    isWithin(signingBound, 1, 99_999) && Number(signingBound) >= signingInterval,
    `SIGNING_BOUND_SECONDS is "${signingBound}". Give a number of seconds from SIGNING_INTERVAL_SECONDS (${text('SIGNING_INTERVAL_SECONDS')}) to 99999.`,
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
        `WITNESSES has no witness verifier key after ${url}. Copy the line that the witness prints at start.`,
      );
      return { url, verifierKey };
    });
  must(
    new Set(witnesses.map(({ verifierKey }) => verifierKey)).size === witnesses.length,
    'WITNESSES names the same key twice. Name each witness once.',
  );
  const witnessInterval = number('WITNESS_INTERVAL_SECONDS', 'seconds', 1, 99_999);
  const replayMemory = number('REPLAY_MEMORY_MB', 'megabytes', 1, 99_999);
  const scrubEventsPerSecond = number('SCRUB_EVENTS_PER_SECOND', 'events', 1, 1_000_000);
  const clockJump = number('CLOCK_JUMP_SECONDS', 'seconds', 1, 99_999);
  const clockSkew = number('CLOCK_SKEW_SECONDS', 'seconds', 1, 999);
  const viewsCheckSeconds = number('VIEWS_CHECK_SECONDS', 'seconds', 1, 999_999);
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
    offlineClearance,
    push,
    corsOrigins,
    sharedSecret: sharedSecret || undefined,
    idKeys,
    ledgerKey: ledgerKey || undefined,
    ledgerOrigin: ledgerOrigin || undefined,
    signingInterval,
    signingBound: Number(signingBound),
    witnesses,
    witnessInterval,
    replayMemory,
    scrubEventsPerSecond,
    clockJump,
    clockSkew,
    viewsCheckSeconds,
    limits,
    withoutEffect: RETIRED.filter((name) => env[name]),
    logLevel,
  };
};

/** A page of an origin without encryption could be anybody's, except on this machine. */
const isOrigin = (text: string): boolean => {
  if (text.includes('*') || !URL.canParse(text)) return false;
  const { origin, protocol, hostname } = new URL(text);
  return origin === text && (protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname)));
};

const isKey = (parse: () => unknown): boolean => {
  try {
    parse();
    return true;
  } catch {
    return false; // the error message might contain the key
  }
};
