import 'reflect-metadata';
import { ConfigError } from '#config/config-error.js';
import { readConfig } from '#config/config.js';
import { isTerminal, writeError, writeErrorIfRead } from '#formats/terminal.js';
import { createForOwnerOnly } from '#storage/owner-only.js';
import { putTemporaryFilesIn } from '#storage/temporary-files.js';
import { isForPeople, openLog } from './telemetry/logger.js';
import { Metrics } from './telemetry/metrics.js';
import { standardOutput } from './telemetry/standard-output.js';
import { serve, type Service } from './serve.js';
import { explain } from './explain.js';

/** Exit codes: 0 stopped as asked, 1 failed while running, 2 could not start. */
const start = async () => {
  const config = readConfig(process.env);
  putTemporaryFilesIn(config.dataDir);
  let service: Service | undefined;
  /** The exit code, once a stop was requested. */
  let asked: number | undefined;
  let closing: Promise<void> | undefined;
  // Without a reader of the log, nobody would notice later errors.
  const output = standardOutput({
    onGone: () => {
      writeErrorIfRead(
        'rapporteur: the reader of the log is gone (EPIPE), so the service stops. Start it again with a reader for its standard output, or redirect that to a file.\n',
      );
      stop(1);
    },
    onFlowing: (dropped) =>
      logger.warn({ dropped }, 'Lines of the log were dropped here, since nothing read them or the disk was full'),
  });
  process.on('exit', () => output.flush());
  const logger = openLog(config.logLevel, isForPeople(isTerminal(), process.argv), output);
  const stop = (code: number) => {
    asked ??= code;
    if (service === undefined) return; // not started yet: it stops once the start has finished
    closing ??= service.close().then(
      () => process.exit(asked),
      (error: unknown) => {
        logger.fatal(error, 'could not close cleanly');
        process.exit(1);
      },
    );
  };
  // The parent process that started it (a demo, a test) has ended.
  process.once('disconnect', () => stop(0));
  if (process.send !== undefined && !process.connected) stop(0);
  // Handled from the start: as process 1 of a container, it would ignore signals without a handler.
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => {
      if (service === undefined) {
        logger.info({ signal }, 'stopping before the start has finished');
        process.exit(0);
      }
      logger.info({ signal }, 'stopping: finishing running requests');
      stop(0);
    });
  service = await serve(config, logger, (reason) => {
    logger.fatal({ err: reason }, `The service stops: ${reason.message}`);
    process.exitCode = 1;
    stop(1);
  });
  service.app
    .get(Metrics)
    .gauge('output_lines_dropped', 'Lines of the log output that were dropped', () => output.droppedLines());
  if (asked !== undefined) return stop(asked);
  logger.info({ url: service.url, dataDir: config.dataDir }, `Rapporteur listens on ${service.url}`);
  process.send?.({ listening: service.url, pid: process.pid });
};

createForOwnerOnly();
start().catch((error: unknown) => {
  writeError(`rapporteur: ${error instanceof ConfigError ? error.problems.join('\n            ') : explain(error)}\n`);
  process.exit(2);
});
