import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import type { Config } from '#config/config.js';
import { sharedSecret } from '#config/shared-secret.js';
import { openEventStore } from '#event-store/engines.js';
import { assertSignedLog } from '#ledger/storage/assert-signed-log.js';
import type { LogFunction } from '#read-models/projector/worker-messages.js';
import { ReadPlaces } from './changes/read-places.js';
import { metricsOf } from './gauges.js';
import { AllowedMethods } from './http/allowed-methods.js';
import { ConsistencyTokens } from './http/consistency-token.js';
import { VerifiedLog } from './log/verified-log.js';
import { Cursors } from './query/cursors.js';
import { ComputedIds } from './record/computed-ids.js';
import type { Parts } from './server.module.js';
import { checkMachine } from './start/check-machine.js';
import { closeAll, type Closing } from './start/close-all.js';
import { explainFourEyes } from './start/explain-four-eyes.js';
import { followLog } from './start/follow-log.js';
import { keepLog } from './start/keep-log.js';
import { leaveEarlierVersions } from './start/leave-earlier-versions.js';
import { openLedger } from './start/open-ledger.js';
import { openSubscriptions } from './start/open-subscriptions.js';
import { openViews } from './start/open-views.js';
import type { Opening } from './start/opening.js';
import { readLog } from './start/read-log.js';
import { restrictDataFolder } from './start/restrict-data-folder.js';
import { SampledLogs } from './telemetry/sampled-logs.js';

/** A running service. `close` finishes running requests and the current batch of the projection, and closes the log. */
export type Service = Readonly<{ url: string; app: NestFastifyApplication; close: () => Promise<void> }>;

/**
 * Opens the log, starts the projection, and listens.
 * `onFailure` is called once if the service cannot continue: the log cannot be written or followed, or the projection failed.
 * @throws LogInUse, LedgerBroken, Unusable, or a system error for a folder or a port
 */
export const serve = async (config: Config, logger: Logger, onFailure: (reason: Error) => void): Promise<Service> => {
  assertSignedLog(config);
  const store = await openEventStore(config, 'owner', { onFailure, onTrouble: (message) => logger.error(message) });
  const sampled = new SampledLogs(logger, config.limits.refusalLogSeconds);
  const { faults } = sampled;
  const closing: Closing = [() => sampled.close(), () => store.close()];
  try {
    restrictDataFolder(config.dataDir, logger);
    explainFourEyes(config.login, logger);
    leaveEarlierVersions(config, logger);
    const { promise: listening, resolve: isListening } = Promise.withResolvers<void>();
    const logConfig = { dataDir: config.dataDir, engine: config.engine };
    const log: LogFunction = (level, message, fields = {}) =>
      level === 'info' ? logger.info(fields, message) : faults[level](fields, message);
    const parts = await open({ config, logConfig, store, logger, faults, log, closing, onFailure, listening });
    // The HTTP modules take longest to load, so they come last: other errors at start are reported sooner.
    const { closeGently, listen } = await import('./listen.js');
    const { app, url } = await listen(config, logger, sampled, parts);
    isListening();
    if (!parts.startCheck.isDone) parts.index.start();
    closing.push(() => closeGently(app));
    return { app, url, close: () => closeAll(closing) };
  } catch (error) {
    await closeAll(closing).catch((reason: unknown) => logger.error(reason, 'could not close cleanly'));
    throw error;
  }
};

/** Each step needs those before it. */
const open = async (opening: Opening): Promise<Parts> => {
  const { config, store } = opening;
  const { promise: indexed, resolve: isIndexed } = Promise.withResolvers<void>();
  const atStart = await readLog(opening);
  const secret = sharedSecret(config.sharedSecret, config.dataDir);
  const opened = await openViews(opening, atStart.soundLog, indexed);
  const sound = await atStart.soundLog;
  const signed = await openLedger(opening, atStart, sound);
  const disk = await checkMachine(opening);
  const followed = await followLog(opening, signed, sound, isIndexed);
  const { scrubber, witnesses } = await keepLog(opening, signed, followed, sound);

  const { ledger, clock, accessLog, alarm, idKeys } = signed;
  const { index, follower } = followed;
  return {
    ...opened,
    ...followed,
    ...openSubscriptions(opening, secret, clock),
    store,
    alarm,
    verifiedLog: new VerifiedLog(store, index, alarm),
    ledger,
    witnesses,
    accessLog,
    metrics: metricsOf({ ...opened, ...followed, disk, store, alarm, scrubber, clock, ledger, witnesses }),
    tokens: new ConsistencyTokens(secret, follower, ledger.origin),
    readPlaces: new ReadPlaces(secret, store),
    cursors: new Cursors(secret),
    ids: new ComputedIds(idKeys.keys),
    ladder: config.ladder,
    fourEyes: config.login?.fourEyes ?? false,
    routes: new AllowedMethods(),
    clock,
    disk,
  };
};
