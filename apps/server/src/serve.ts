import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { readKeptClock, trustedSince } from '#clock/clock-files.js';
import { bootId, readClocks } from '#clock/readings.js';
import type { Config } from '#config/config.js';
import { openIdKeys } from '#config/id-keys.js';
import { sharedSecret } from '#config/shared-secret.js';
import type { LogConfig } from '#event-store/engine.js';
import { openEventStore } from '#event-store/engines.js';
import type { EventStore, StoredEvent } from '#event-store/event-store.js';
import { isMarkingType } from '#domain/record-marked.js';
import { DiskProbe } from '#storage/disk-probe.js';
import { type Found, LogIndex } from '#read-models/log-index/log-index.js';
import { assertNothingLost } from '#read-models/projector/lost-events.js';
import { Projector } from '#read-models/projector/projector.js';
import type { LogFunction } from '#read-models/projector/worker-messages.js';
import { removePlayheads, Replayer } from '#read-models/replay/replayer.js';
import { removeDatabase, viewsFile } from '#read-models/projector/views-file.js';
import { GRANT_TYPES, Grants } from './access/grants.js';
import { AccessLog } from './audit/access-log.js';
import { ReadPlaces } from './changes/read-places.js';
import { ConsistencyTokens } from './http/consistency-token.js';
import { AllowedMethods } from './http/allowed-methods.js';
import { checkLog } from '#ledger/storage/check-log.js';
import { assertSignedLog } from '#ledger/storage/assert-signed-log.js';
import { Ledger } from '#ledger/storage/ledger.js';
import { soundOf } from '#ledger/storage/ledger-broken.js';
import { hasLedger, ledgerKey, verifierKeyOf } from '#ledger/storage/ledger-key.js';
import { LogScrubber } from '#ledger/storage/log-scrubber.js';
import { removeSignedCheck } from '#ledger/storage/signed-check.js';
import { hasStoredNodes } from '#ledger/storage/stored-nodes.js';
import { assertNotAhead } from './witnesses/assert-not-ahead.js';
import { Witnesses } from './witnesses/witnesses.js';
import { closeAll, type Closing } from './close-all.js';
import { explainFourEyes } from './explain-four-eyes.js';
import { keepClock } from './keep-clock.js';
import { keepCheck } from './keep-check.js';
import { keepSigning, signAll } from './keep-signing.js';
import { ClosedTime } from './log/closed-time.js';
import { keepLooking, logStampedOff } from './keep-looking.js';
import { guardStreams } from './log/guard-streams.js';
import { OwnEvents } from './log/own-events.js';
import { LogFollower } from './log/log-follower.js';
import { metricsOf } from './gauges.js';
import { Clock } from './log/clock.js';
import { leaveEarlierVersions } from './leave-earlier-versions.js';
import { restrictDataFolder } from './restrict-data-folder.js';
import { ComputedIds } from './record/computed-ids.js';
import { watchIdKeys } from './watch-id-keys.js';
import { FeedKeys } from './subscriptions/feed-keys.js';
import { LastRequests } from './subscriptions/last-requests.js';
import { OwnerNotes } from './subscriptions/owner-notes.js';
import { AddressPolicy } from './notices/webhooks/addresses.js';
import { Outbox } from './notices/webhooks/outbox.js';
import { resolveBy } from './notices/webhooks/post.js';
import { WebhookNotes } from './subscriptions/webhook-notes.js';
import { Subscriptions } from './subscriptions/subscriptions.js';
import { Cursors } from './query/cursors.js';
import { Replays } from './query/replays.js';
import { KeptAnswers } from './query/kept-answers.js';
import { Markings, negotiationMarkedIn } from './query/markings.js';
import { StartCheck } from './log/start-check.js';
import { TamperAlarm } from './log/tamper-alarm.js';
import { VerifiedLog } from './log/verified-log.js';
import { Views, ViewsDamaged } from './log/views.js';
import type { SampledLog } from './telemetry/sampled-log.js';
import { SampledLogs } from './telemetry/sampled-logs.js';
import type { Parts } from './server.module.js';

/** How long the look at every page of the views waits for those who wait for a page themselves. */
const PAGES_FIRST_MS = 1_000;

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
  const closing: Closing = [() => sampled.close(), () => store.close()];
  try {
    restrictDataFolder(config.dataDir, logger);
    explainFourEyes(config.login, logger);
    leaveEarlierVersions(config, logger);
    const { promise: listening, resolve: isListening } = Promise.withResolvers<void>();
    const parts = await open(config, logger, sampled.faults, store, closing, onFailure, listening);
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

const open = async (
  config: Config,
  logger: Logger,
  faults: SampledLog,
  store: EventStore,
  closing: Closing,
  onFailure: (reason: Error) => void,
  listening: Promise<void>,
): Promise<Parts> => {
  await assertNothingLost(store, config.dataDir);
  const logConfig: LogConfig = { dataDir: config.dataDir, engine: config.engine };
  // An instance that joins others has no files yet; one with views also had a ledger.
  const isNewHere = store.isShared && !existsSync(viewsFile(config.dataDir));
  // After a start that was refused, it is still one without files.
  if (isNewHere)
    closing.push(() => {
      if (!hasLedger(undefined, config.dataDir)) removeDatabase(viewsFile(config.dataDir));
    });
  const isFirst = isNewHere || !hasLedger(config.ledgerKey, config.dataDir);
  const openKey = () => ledgerKey(config.ledgerKey, config.ledgerOrigin, config.dataDir);
  const checking = checkLog(logConfig, {
    collect: GRANT_TYPES,
    verifierKey: isFirst ? undefined : verifierKeyOf(openKey()),
    onUnusable: (file, why) =>
      logger.warn(
        { file },
        `${file} cannot be used: ${why}. It is made again from the log, and this start takes longer. Check the disk, and the rights of the file`,
      ),
  });
  const soundLog = checking.then((checked) => soundOf(checked, store));
  soundLog.catch(() => {}); // awaited below, once the projection has started
  const views: Views = new Views(config.dataDir, config.ladder, {
    isProven: () => projector.isProven,
    reportDamage: (why) => projector.reportDamage(why),
  });
  const kept = new KeptAnswers();
  const secret = sharedSecret(config.sharedSecret, config.dataDir);
  const log: LogFunction = (level, message, fields = {}) =>
    level === 'info' ? logger.info(fields, message) : faults[level](fields, message);
  const checkEveryMs = config.viewsCheckSeconds * 1_000;
  const { promise: indexed, resolve: isIndexed } = Promise.withResolvers<void>();
  const projector: Projector = await Projector.start({
    ...logConfig,
    log,
    onFailure,
    onReplaced: () => {
      views.close();
      kept.clear();
    },
    checkEveryMs,
    checksAfter: indexed,
    logChecked: soundLog,
    // The first pages come before it: a process takes as long to start as a page.
    readsAfter: listening.then(() => sleep(PAGES_FIRST_MS, undefined, { ref: false })),
  });
  closing.push(() => projector.stop());
  closing.push(() => views.close());
  // While they are made from a long log there are none, and `onReplaced` tells when that has changed.
  if (existsSync(viewsFile(config.dataDir))) openNow(views);
  const checked = await soundLog;
  const { summary, isWhole } = checked;
  if (!isWhole)
    logger.info(
      { events: summary.size, checked: summary.size - checked.recordedAt.from },
      'The events since the last check of the log are sound. The whole log is now checked in the background, and nothing is recorded until that is done',
    );
  const idKeys = openIdKeys(config.idKeys, config.dataDir, summary.idKeys);
  const key = openKey();
  // Without an id of the system, another start of the service may be another start of the machine.
  const boot = bootId() ?? randomUUID();
  const trusted = trustedSince(readKeptClock(config.dataDir), readClocks(), boot);
  const clock = new Clock({ trusted, bound: config.clockJump * 1_000, lastEvent: summary.time });
  const accessLog = new AccessLog(config.dataDir);
  closing.push(() => accessLog.close());
  const accessHead = () =>
    accessLog.head().catch((error: Error) => {
      logger.error({ error: error.message }, 'The access log cannot be read, so the next checkpoint does not cover it');
      return undefined;
    });
  const forgetCheck = () => {
    try {
      removeSignedCheck(config.dataDir);
    } catch (error) {
      logger.error(
        { error: (error as Error).message },
        'Delete ledger/checked, so that the next start checks the whole log',
      );
    }
  };
  const alarm = new TamperAlarm(logger, store, forgetCheck);
  const place = {
    dataDir: config.dataDir,
    store,
    now: () => clock.now(),
    accessHead,
    // A checkpoint would cover what was decided on a stream that was cut, and what a backup need not have.
    assertWhole: () => alarm.assertWhole(),
  };
  const ledger = await Ledger.open(key, place, checked, { ...config, isFirst, collect: GRANT_TYPES });
  if (ledger.isNew && ledger.size > 0)
    logger.warn(
      { origin: ledger.origin, events: ledger.size },
      'This log has no earlier signatures, so changes to it cannot be detected. If it had a ledger, stop, and restore ledger.key and ledger/',
    );
  if (ledger.damagedFrom !== undefined)
    logger.warn(
      { entry: ledger.damagedFrom },
      'ledger/entries was damaged, altered or cut. The log is what was signed, and the entries are written again from it. Check the disk',
    );
  if (await store.correctSize(ledger.size))
    logger.warn(
      { events: ledger.size },
      'The file acknowledged gave the last event another number than the log: it was damaged or altered. It is written again. Check the disk',
    );

  await warnOfRights(store, logger);
  const disk = new DiskProbe(config.dataDir, (trouble) => {
    if (trouble === undefined) logger.info('DATA_DIR can be written again');
    else logger.error(`DATA_DIR cannot be written: ${trouble}. The service is not ready until it can`);
  });
  closing.push(() => disk.stop());
  await disk.check();

  const own = new OwnEvents(store);
  const index = new LogIndex({
    ...logConfig,
    ladder: config.ladder,
    total: () => ledger.size,
    leafAt: (ordinal) => ledger.leaf(ordinal),
    isCheck: !isWhole,
    onFound: (found) => void raise(alarm, found),
    log,
  });
  const startCheck = new StartCheck(index, isWhole ? -1 : ledger.size - 1);
  closing.push(() => index.close());
  // What answers first comes first: a long log is indexed once the service listens.
  if (startCheck.isDone) index.start();
  removePlayheads(config.dataDir);

  const end = { ordinal: ledger.size - 1, position: summary.last?.position ?? null };
  const isForeign = (event: StoredEvent, ordinal: number) => {
    const isOwn = own.take(event);
    if (!isOwn && !store.isShared) {
      const { stream, revision, id } = event;
      alarm.foreign({ ordinal, stream, revision, id });
      return true;
    }
    closedTime.hear(event, isOwn);
    return false;
  };
  const follower: LogFollower = new LogFollower(store, index, end, isForeign, (cut) => void alarm.cut(cut));
  guardStreams(store, follower, alarm);
  const closedTime = new ClosedTime({
    store,
    own,
    follower,
    clock,
    skewMs: config.clockSkew * 1_000,
    time: summary.time,
    onStampedOff: (event) => logStampedOff(event, faults),
  });
  if (clock.trouble === undefined && clock.behind > 1_000)
    logger.warn(
      { ms: clock.behind },
      'The system clock is behind the last event. New facts are recorded with times just after that event',
    );
  const replayMemory = config.replayMemory * 1024 * 1024;
  const replays = new Replays(index, new Replayer(logConfig), replayMemory, log, alarm, config.ladder);
  closing.push(() => replays.close());
  const markings = new Markings();
  follower.onEvent((event, ordinal) => {
    ledger.add(event, ordinal);
    if (!isMarkingType(event.type)) return;
    const negotiationId = negotiationMarkedIn(event);
    markings.hear(negotiationId, ordinal);
    replays.forget(negotiationId);
  });
  const grants = new Grants();
  for (const event of summary.collected) grants.apply(event);
  follower.onEvent((event) => grants.apply(event));
  follower.onEvent((event) => clock.observe(event));
  follower.onEvent(watchIdKeys(idKeys, logger));
  closing.push(() => follower.stop());
  follower.onEvent(() => index.compare());
  index.onIndexed((ordinal) => {
    isIndexed();
    follower.indexed(ordinal);
  });
  await follower.follow((reason) => onFailure(reason instanceof Error ? reason : new Error(String(reason))));

  const scrubber = new LogScrubber({
    ...logConfig,
    eventsPerSecond: config.scrubEventsPerSecond,
    verifierKey: ledger.verifierKey,
    leafAt: (ordinal) => ledger.leaf(ordinal),
    size: () => ledger.size,
    onAltered: (event) => void alarm.altered(event),
    onForeign: store.isShared ? undefined : (event) => void alarm.foreign(event),
    onShrunk: (events, before) => void alarm.shrunk(events, before),
    onCheckpoint: (problem) => void alarm.checkpoint(problem),
    onDamaged: (why) => void alarm.damaged(why),
    onError: (error) =>
      logger.error({ error }, 'The background check of the log has stopped, and starts again in a minute'),
  });
  closing.push(() => scrubber.stop());
  if (isWhole) scrubber.startLater();
  else scrubber.start();

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
  await assertNotAhead(config.witnesses, ledger, () => follower.upToDate());
  // A check without the nodes of its tree makes the next start hash all entries, so it counts as none.
  const checkedBefore = hasStoredNodes(config.dataDir) ? checked.recordedAt.from : 0;
  closing.push(keepCheck({ ledger, index, alarm, forget: forgetCheck }, checkedBefore, logger));
  // What was found is signed before anything new is recorded. The ledger sees to that where it fails now.
  closing.push(await keepSigning(ledger, follower, config.signingInterval, logger));
  const sign = () => signAll(ledger, follower);
  closing.push(await keepClock(clock, { dataDir: config.dataDir, boot, sign }, logger));
  closing.push(keepLooking(closedTime));
  witnesses.start();
  closing.push(() => witnesses.stop());

  const metrics = metricsOf({
    disk,
    store,
    follower,
    projector,
    index,
    alarm,
    scrubber,
    clock,
    ledger,
    witnesses,
    closedTime,
  });
  const policy = new AddressPolicy(config.push.webhookAllow);
  const owners = new OwnerNotes(secret, store);
  const lastRequests = new LastRequests(secret, {
    notes: store,
    owners,
    ladder: config.ladder,
    now: () => clock.at(),
    log: faults,
  });
  closing.push(() => lastRequests.close());
  const subscriptions = new Subscriptions({
    owners,
    lastRequests,
    keys: new FeedKeys(secret),
    ladder: config.ladder,
    cap: config.push.clearance,
    publicUrl: config.push.publicUrl,
    hasLogin: config.login !== undefined,
    now: () => clock.at(),
  });
  return {
    store,
    projector,
    index,
    alarm,
    startCheck,
    verifiedLog: new VerifiedLog(store, index, alarm),
    views,
    replays,
    kept,
    markings,
    follower,
    ledger,
    witnesses,
    accessLog,
    metrics,
    tokens: new ConsistencyTokens(secret, follower, ledger.origin),
    readPlaces: new ReadPlaces(secret, store),
    lastRequests,
    subscriptions,
    webhookNotes: new WebhookNotes(secret, store),
    outbox: new Outbox({
      secret,
      policy,
      resolve: resolveBy(policy),
      retries: config.push.webhookRetries,
      addressOf: (path) => subscriptions.addressOf(path),
      now: () => clock.at(),
    }),
    cursors: new Cursors(secret),
    ids: new ComputedIds(idKeys.keys),
    ladder: config.ladder,
    fourEyes: config.login?.fourEyes ?? false,
    grants,
    routes: new AllowedMethods(),
    clock,
    own,
    closedTime,
    disk,
  };
};

/** What is damaged is closed again, and opened when there is another. */
const openNow = (views: Views): void => {
  try {
    views.open();
  } catch (error) {
    if (!(error instanceof ViewsDamaged)) throw error;
  }
};

const raise = (alarm: TamperAlarm, found: Found) => {
  if ('altered' in found) return alarm.altered(found.altered);
  return 'cut' in found ? alarm.cut(found.cut) : alarm.damaged(found.damaged);
};

/** What the service could take away, so could whoever has its password. */
const warnOfRights = async (store: EventStore, logger: Logger): Promise<void> => {
  try {
    const excess = await store.excessRights();
    if (excess !== undefined) logger.warn(excess);
  } catch (error) {
    logger.warn(
      { error: (error as Error).message },
      'Whether this service has rights to take away what was recorded is not known',
    );
  }
};
