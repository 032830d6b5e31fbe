import { existsSync } from 'node:fs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import type { Config } from '#config/config.js';
import { sharedSecret } from '#config/shared-secret.js';
import type { LogConfig } from '#event-store/engine.js';
import { openEventStore } from '#event-store/engines.js';
import type { EventStore } from '#event-store/event-store.js';
import { isMarking } from '#domain/record-marked.js';
import { assertNothingLost } from '#read-models/projector/lost-events.js';
import { Projector } from '#read-models/projector/projector.js';
import type { Log } from '#read-models/projector/worker-messages.js';
import { Replayer } from '#read-models/replay/replayer.js';
import { viewsFile } from '#read-models/projector/views-file.js';
import { Grants } from './access/grants.js';
import { AccessLog } from './audit/access-log.js';
import { ConsistencyTokens } from './http/consistency-token.js';
import { AllowedMethods } from './http/allowed-methods.js';
import { checkLog } from '#ledger/storage/check-log.js';
import { assertSignedLog } from '#ledger/storage/assert-signed-log.js';
import { Ledger } from '#ledger/storage/ledger.js';
import { hasLedger, ledgerKey } from '#ledger/storage/ledger-key.js';
import { Witnesses } from './witnesses/witnesses.js';
import { LogFollower } from './log/log-follower.js';
import { metricsOf } from './gauges.js';
import { Clock } from './log/clock.js';
import { Cursors } from './query/cursors.js';
import { Replays } from './query/replays.js';
import { Sights } from './query/sights.js';
import { Views } from './log/views.js';
import type { Parts } from './server.module.js';

/** A running service. `close` finishes running requests and the current batch of the projection, and closes the log. */
export type Service = Readonly<{ url: string; app: NestFastifyApplication; close: () => Promise<void> }>;

/**
 * Opens the log, starts the projection, and listens.
 * `onFailure` is called once if the service cannot continue: the log cannot be written or followed, or the projection failed.
 * @throws LogInUse, LedgerBroken, Unusable, or a system error for a folder or a port
 */
export const serve = async (config: Config, logger: Logger, onFailure: (reason: Error) => void): Promise<Service> => {
  assertSignedLog(config);
  const store = await openEventStore(config, 'owner', onFailure);
  const closing: (() => unknown)[] = [() => store.close()];
  const close = async () => {
    for (const step of closing.splice(0).toReversed()) await step();
  };
  try {
    const parts = await open(config, logger, store, closing, onFailure);
    // The HTTP modules take longest to load, so they come last: other errors at start are reported sooner.
    const { closeGently, listen } = await import('./listen.js');
    const { app, url } = await listen(config, logger, parts);
    closing.push(() => closeGently(app));
    return { app, url, close };
  } catch (error) {
    await close();
    throw error;
  }
};

const open = async (
  config: Config,
  logger: Logger,
  store: EventStore,
  closing: (() => unknown)[],
  onFailure: (reason: Error) => void,
): Promise<Parts> => {
  await assertNothingLost(store, config.dataDir);
  const logConfig: LogConfig = { dataDir: config.dataDir, engine: config.engine };
  // An instance that joins others has no files yet; one with views also had a ledger.
  const isNewHere = store.isShared && !existsSync(viewsFile(config.dataDir));
  const checking = checkLog(logConfig);
  checking.catch(() => {}); // awaited below, once the projection has started
  const views = new Views(config.dataDir);
  const secret = sharedSecret(config.sharedSecret, config.dataDir);
  const log: Log = (level, message, fields) => logger[level](fields ?? {}, message);
  const projector = await Projector.start({
    ...logConfig,
    log,
    onFailure,
    onReplaced: () => views.close(),
    checkEveryMs: DAY_MS,
  });
  closing.push(() => projector.stop());
  closing.push(() => views.close());
  const checked = await checking;
  const isFirst = isNewHere || !hasLedger(config.ledgerKey, config.dataDir);
  const key = ledgerKey(config.ledgerKey, config.ledgerOrigin, config.dataDir);
  const ledger = await Ledger.open(key, config.dataDir, checked, isFirst);
  if (ledger.isNew && ledger.size > 0)
    logger.warn(
      { origin: ledger.origin, events: ledger.size },
      'This log has no earlier signatures, so changes to it cannot be detected. If it had a ledger, stop, and restore ledger.key and ledger/',
    );
  closing.push(keepSigning(ledger, logger));

  // The follower starts early enough for both the views and the ledger.
  const from = projector.opened.from;
  const ofLedger = {
    ordinal: ledger.size - 1,
    position: 'altered' in checked ? null : (checked.last?.position ?? null),
  };
  const follower = new LogFollower(store, views, ledger.size - 1 < from.ordinal ? ofLedger : from);
  const clock = new Clock();
  if (!('altered' in checked) && checked.last !== undefined) clock.observe(checked.last);
  if (clock.behind > 1_000)
    logger.warn(
      { ms: clock.behind },
      'The system clock is behind the last event. New facts are recorded with times just after that event',
    );
  const replayMemory = config.replayMemory * 1024 * 1024;
  const replays = new Replays(views, new Replayer(logConfig), replayMemory, log);
  closing.push(() => replays.close());
  const sights = new Sights(
    { clearance: undefined, projector, views, replays },
    { ...logConfig, ladder: config.ladder, most: config.sights, replayMemory, log },
  );
  closing.push(() => sights.close());
  follower.onEvent((event, ordinal) => {
    ledger.add(event, ordinal);
    if (isMarking(event)) sights.hearMarking(event, ordinal);
  });
  const grants = Grants.load(views);
  follower.onEvent((event) => grants.apply(event));
  follower.onEvent((event) => clock.observe(event));
  closing.push(() => follower.stop());
  projector.onProjected(() => follower.projected(projector.ordinalOf('trail')));
  await follower.follow((reason) => onFailure(reason instanceof Error ? reason : new Error(String(reason))));

  const witnesses = new Witnesses(
    { witnesses: config.witnesses, intervalSeconds: config.witnessInterval },
    {
      current: async () => {
        // The witnesses may have cosigned more of the log for another instance.
        await follower.upToDate();
        return ledger.checkpoint();
      },
      proof: (from, to) => ledger.consistencyProof(from, to),
      cosigned: (note, signatures) => ledger.addCosignatures(note, signatures),
    },
    logger,
  );
  witnesses.start();
  closing.push(() => witnesses.stop());

  const accessLog = new AccessLog(config.dataDir);
  closing.push(() => accessLog.close());

  const metrics = metricsOf({ store, follower, projector, sights, clock, ledger, witnesses });
  return {
    store,
    projector,
    views,
    sights,
    follower,
    ledger,
    witnesses,
    accessLog,
    metrics,
    tokens: new ConsistencyTokens(secret, follower),
    cursors: new Cursors(secret),
    ladder: config.ladder,
    grants,
    routes: new AllowedMethods(),
    clock,
  };
};

/** How often the views are compared with the log. */
const DAY_MS = 24 * 60 * 60 * 1000;

const SIGNING_INTERVAL_MS = 10_000;
/** Signs regularly, so that the ledger on disk is never far behind the log. @returns a function that stops it */
const keepSigning = (ledger: Ledger, logger: Logger) => {
  const sign = () =>
    ledger.checkpoint().then(
      () => {},
      (error: Error) => logger.error({ error: error.message }, 'The ledger could not be signed'),
    );
  const timer = setInterval(() => void sign(), SIGNING_INTERVAL_MS);
  return () => {
    clearInterval(timer);
    return sign();
  };
};
