import 'reflect-metadata';
import { ConfigError } from '#config/config-error.js';
import { readConfig } from '#config/config.js';
import { isForPeople, openLog, standardOutput } from './telemetry/logger.js';
import { serve, type Service } from './serve.js';
import { explain } from './explain.js';

/** Exit codes: 0 stopped as asked, 1 failed while running, 2 could not start. */
const start = async () => {
  const config = readConfig(process.env);
  let service: Service | undefined;
  /** The exit code, once something has asked it to end. */
  let asked: number | undefined;
  let closing: Promise<void> | undefined;
  // Whoever watches over the service would hear of nothing any more, and may have ended with the reader of its log.
  const output = standardOutput(() => {
    process.stderr.once('error', () => {}); // it may have had the same reader, and then there is nobody to tell
    process.stderr.write(
      'rapporteur: nobody reads the log of the service any more (EPIPE), so it stops. Start it again with a log that is read, or send it into a file.\n',
    );
    stop(1);
  });
  const logger = openLog(config.logLevel, isForPeople(process.stdout, process.argv), output);
  const stop = (code: number) => {
    asked ??= code;
    if (service === undefined) return; // it has not started: the start fails, or ends as soon as it is through
    closing ??= service.close().then(
      () => process.exit(asked),
      (error: unknown) => {
        logger.fatal(error, 'could not close in good order');
        process.exit(1);
      },
    );
  };
  // Whoever has started it as a part of itself (a demo, a test) is gone, however that ended.
  process.once('disconnect', () => stop(0));
  if (process.send !== undefined && !process.connected) stop(0);
  // From the first moment: as the first process of a container it would not even be ended by a signal that it does not heed.
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => {
      if (service === undefined) {
        logger.info({ signal }, 'stopping before the start is through: nothing was begun');
        process.exit(0);
      }
      logger.info({ signal }, 'stopping: finishing what was begun');
      stop(0);
    });
  service = await serve(config, logger, (reason) => {
    logger.fatal({ err: reason }, `The service stops: ${reason.message}`);
    process.exitCode = 1;
    stop(1);
  });
  if (asked !== undefined) return stop(asked);
  logger.info({ url: service.url, dataDir: config.dataDir }, `Rapporteur listens on ${service.url}`);
  process.send?.({ listening: service.url, pid: process.pid });
};

start().catch((error: unknown) => {
  process.stderr.write(
    `rapporteur: ${error instanceof ConfigError ? error.problems.join('\n            ') : explain(error)}\n`,
  );
  process.exit(2);
});
