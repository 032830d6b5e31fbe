import { Command, CommanderError, Option } from 'commander';
import { pino } from 'pino';
import { onOutputError, writeError, writeOutput } from '#formats/terminal.js';
import { VERSION } from '#config/version.js';
import { takeLock } from '#storage/lock.js';
import { createForOwnerOnly } from '#storage/owner-only.js';
import { readConfig, SETTINGS } from './config.js';
import { explain } from './explain.js';
import { hasKey, readOrMakeKey, verifierKeyOf } from './key.js';
import { serve } from './serve.js';

const nameOf = (setting: string) =>
  setting
    .replace(/^WITNESS_/, '')
    .toLowerCase()
    .replaceAll('_', '-');
const withDefault = (help: string, fallback: string) => (fallback === '' ? help : `${help} (default: ${fallback})`);

const program = new Command('rapporteur-witness')
  .description(
    'A witness of logs (C2SP tlog-witness): it cosigns a checkpoint only if it is consistent with all earlier ones.\nRun it on another machine than the log, under another owner.',
  )
  .version(VERSION)
  .showSuggestionAfterError()
  .showHelpAfterError('Add --help for usage.')
  .configureOutput({ writeOut: writeOutput, writeErr: writeError })
  .exitOverride();
for (const { name, fallback, help } of SETTINGS)
  program.addOption(new Option(`--${nameOf(name)} <value>`, withDefault(help, fallback)));
program.option('--verifier-key', 'print the key that verifies its cosignatures, and exit').addHelpText(
  'after',
  `
Environment variables; a flag takes precedence:
${SETTINGS.map(({ name, help }) => `  ${name.padEnd(18)}${help}`).join('\n')}

Examples:
  $ rapporteur-witness --name witness.example.org/w1 --verifier-key
  $ rapporteur-witness --name witness.example.org/w1 --host 0.0.0.0 \\
      --logs 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k'
  $ WITNESS_LOGS=./logs.txt WITNESS_DATA_DIR=/var/lib/witness rapporteur-witness

Exit codes: 0 stopped by a signal, 1 failed while running, 2 wrong usage or could not start.`,
);

const printKey = (env: Env) => {
  const { dataDir, name } = readConfig(env, 'for-its-key');
  // A running witness has its key and holds the lock.
  const lock = hasKey(dataDir) ? undefined : takeLock(dataDir);
  writeOutput(`${verifierKeyOf(readOrMakeKey(dataDir, name))}\n`);
  lock?.release();
};

const run = async (env: Env) => {
  const config = readConfig(env);
  const logger = pino({ level: config.logLevel, base: {} });
  let witness: Awaited<ReturnType<typeof serve>> | undefined;
  let closing: Promise<void> | undefined;
  // Registered first: as process 1 of a container it ignores signals without a handler.
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => {
      logger.info({ signal }, 'shutting down: waiting for pending requests');
      if (witness === undefined) process.exit(0);
      closing ??= witness.close().then(
        () => process.exit(0),
        (error: unknown) => {
          logger.fatal(error, 'could not shut down cleanly');
          process.exit(1);
        },
      );
    });
  witness = await serve(config, logger);
  const { url, verifierKey } = witness;
  logger.info({ url, dataDir: config.dataDir, verifierKey }, `The witness listens on ${url}`);
  process.send?.({ listening: url, pid: process.pid, verifierKey });
};

type Env = Readonly<Record<string, string | undefined>>;
const start = async () => {
  const options = program.parse().opts<Record<string, string | boolean>>();
  const env = { ...process.env };
  for (const { name } of SETTINGS) {
    const value = options[nameOf(name).replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())];
    if (typeof value === 'string') env[name] = value;
  }
  try {
    if (options['verifierKey'] === true) printKey(env);
    else await run(env);
  } catch (error) {
    const lines = explain(error, env['WITNESS_DATA_DIR'] ?? './witness');
    writeError(lines.map((line) => `rapporteur-witness: ${line}\n`).join(''));
    process.exitCode = 2;
  }
};

// The reader may close the pipe early: `rapporteur-witness --help | head`.
onOutputError(({ code, message }) => {
  if (code === 'EPIPE') process.exit(0);
  writeError(`rapporteur-witness: The result cannot be written (${code ?? message}).\n`);
  process.exit(2);
});

createForOwnerOnly();
start().catch((error: unknown) => {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : 2;
});
