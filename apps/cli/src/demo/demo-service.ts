import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { SETTINGS } from '#config/config.js';
import { variablesOf } from '#config/secret-files.js';
import type { LogConfig } from '#event-store/engine.js';
import { engineOf } from '#event-store/engines.js';
import { idKeyText } from '#config/id-keys.js';
import { sharedSecret } from '#config/shared-secret.js';
import { makeFolder } from '#storage/durable.js';
import { ledgerKey } from '#ledger/storage/ledger-key.js';
import { CliError } from '../cli-error.js';
import { engineSettings } from '../log-location.js';
import { DEMO_PREFIX, DEMO_RECORDER, assertOwnLog } from './demo-log.js';
import { SERVER } from '../commands/serve.js';

export type DemoConfig = LogConfig & Readonly<{ port: string }>;
/** `untilStopped` ends once somebody stops it. @throws CliError if it ends by itself */
type RunningDemo = Readonly<{ url: string; untilStopped: () => Promise<void>; stop: () => Promise<void> }>;

/** Runs the service in its own process, exactly as a user does. @throws CliError if it does not start */
export const startDemo = async (place: DemoConfig): Promise<RunningDemo> => {
  const settings = await prepareSettings(place);
  const { LOG_LEVEL = 'warn' } = process.env;
  const child = fork(fileURLToPath(SERVER), [], {
    // Settings of another service do not apply: its log would keep the facts of the demo. Idempotency keys depend on the
    // recorder, so there is one recorder and no login.
    env: {
      ...process.env,
      ...UNSET,
      ...settings,
      DATA_DIR: place.dataDir,
      PORT: place.port,
      LOG_LEVEL,
      RECORDER_NAME: DEMO_RECORDER,
    },
    // The log of the service is not the result of this command.
    stdio: ['ignore', 2, 2, 'ipc'],
  });
  const ended = once(child, 'exit');
  let isStopped = false;
  const stop = async () => {
    isStopped = true;
    if (isRunning(child)) child.kill('SIGTERM');
    await ended;
  };
  const untilStopped = async () => {
    const [code, signal] = (await ended) as [number | null, NodeJS.Signals | null];
    if (isStopped) return;
    const how = signal === null ? `with exit code ${code}` : `by ${signal}`;
    throw new CliError(
      `The service of the demo has ended ${how}, and was not stopped here. Nothing that was recorded is lost: start the demo again.`,
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => void stop());
  process.once('exit', () => child.kill('SIGKILL'));

  const first = await Promise.race([once(child, 'message'), ended.then(() => undefined)]);
  const message: unknown = first?.[0];
  if (typeof message === 'object' && message !== null && 'listening' in message)
    return { url: String(message.listening), untilStopped, stop };
  await stop();
  throw new CliError(
    `The service of the demo did not start; see the error above. Use --port and --data-dir to change port and folder${engineOf(place.engine).isShared ? ', and a separate folder for each server' : ''}.`,
    2,
  );
};

/** Unsets all settings except those above, also future ones. */
const UNSET = Object.fromEntries(variablesOf(SETTINGS).map((name) => [name, '']));

/** Checks the log. @returns the settings of its engine @throws CliError */
const prepareSettings = async (place: DemoConfig): Promise<Readonly<Record<string, string>>> => {
  try {
    await assertOwnLog(place);
    return settingsOf(place);
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError(`The demo cannot start: ${(error as Error).message}`, 2);
  }
};

/** A shared log requires secrets that one instance would generate. The demo generates them in its folder. */
const settingsOf = ({ dataDir, engine }: DemoConfig): Readonly<Record<string, string>> => {
  const settings = engineSettings(DEMO_PREFIX);
  if (!engineOf(engine).isShared) return settings;
  makeFolder(dataDir);
  return {
    ...settings,
    SHARED_SECRET: sharedSecret(undefined, dataDir),
    ID_KEY: idKeyText(dataDir),
    LEDGER_KEY: ledgerKey(undefined, undefined, dataDir),
  };
};

const isRunning = (child: ChildProcess) => child.exitCode === null && child.signalCode === null;
