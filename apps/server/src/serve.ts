import { randomUUID } from 'node:crypto';
import type { RequestListener, Server } from 'node:http';
import { mkdirSync } from 'node:fs';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import type { Logger } from 'pino';
import type { Config } from '#config/config.js';
import { type Engine, openEventStore } from '#event-store/engines.js';
import { isMarking } from '#domain/record-marked.js';
import { Projector } from '#read-models/projector.js';
import type { Log } from '#read-models/protocol.js';
import { Replayer } from '#read-models/replayer.js';
import { atThisMachine } from './access/caller.js';
import { addDoor, type LetIn } from './access/door.js';
import { Grants } from './access/grants.js';
import { Login } from './access/login.js';
import { keepToOwnMachine } from './access/own-machine.js';
import { heedFailedLogins, limitRequests, requestsPerMinute } from './access/rate-limit.js';
import { AccessLog } from './audit/access-log.js';
import { limitedServer } from './http/connections.js';
import { ConsistencyTokens } from './http/consistency-token.js';
import { addHooks } from './http/hooks.js';
import { addParsers } from './http/parsers.js';
import { KnownRoutes } from './http/known-routes.js';
import { addOpenApi } from './http/openapi.js';
import { answer } from './http/problem.filter.js';
import { addSecurityHeaders, shield } from './http/security-headers.js';
import { checkLog } from '#ledger/kept/check.js';
import { Ledger } from '#ledger/kept/ledger.js';
import { hasLedger, ledgerKey } from '#ledger/kept/ledger-key.js';
import { Witnesses } from './ledger/witnesses.js';
import { Tail } from './log/tail.js';
import { NestLog } from './ops/log.js';
import { Metrics } from './ops/metrics.js';
import { Clock } from './record/clock.js';
import { Cursors } from './read/cursors.js';
import { Replays } from './read/replays.js';
import { Sights } from './read/sights.js';
import { Views } from './read/views.js';
import { sharedSecret } from './secret.js';
import { type Parts, ServerModule } from './server.module.js';

/** A running service. `close` finishes what was begun: requests, the batch of the projection, the log. */
export type Service = Readonly<{ url: string; app: NestFastifyApplication; close: () => Promise<void> }>;

// A batch of a thousand facts in full.
const BODY_LIMIT = 8 * 1024 * 1024;

/**
 * Opens the log, starts the projection beside it, and answers.
 * `onFailure` is called once where the service cannot go on: the log cannot be written or followed, or the projection died.
 * @throws LogInUse, and whatever the system says of a folder or a port
 */
export const serve = async (config: Config, logger: Logger, onFailure: (reason: Error) => void): Promise<Service> => {
  mkdirSync(config.dataDir, { recursive: true });
  const store = await openEventStore(config, 'owner', onFailure);
  const closing: (() => unknown)[] = [() => store.close()];
  const close = async () => {
    for (const step of closing.splice(0).toReversed()) await step();
  };
  try {
    const parts = await open(config, logger, store, closing, onFailure);
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
  store: Engine,
  closing: (() => unknown)[],
  onFailure: (reason: Error) => void,
): Promise<Parts> => {
  const checking = checkLog(config.dataDir);
  checking.catch(() => {}); // awaited below, once the projection has started
  const views = new Views(config.dataDir);
  const secret = sharedSecret(config.sharedSecret, config.dataDir);
  const log: Log = (level, message, fields) => logger[level](fields ?? {}, message);
  const projector = await Projector.start({
    dataDir: config.dataDir,
    log,
    onFailure,
    onReplaced: () => views.close(),
  });
  closing.push(() => projector.stop());
  closing.push(() => views.close());
  const checked = await checking;
  const isFirst = !hasLedger(config.ledgerKey, config.dataDir);
  const key = ledgerKey(config.ledgerKey, config.ledgerOrigin, config.dataDir);
  const ledger = await Ledger.open(key, config.dataDir, checked, isFirst);
  if (ledger.isNew && ledger.size > 0)
    logger.warn(
      { origin: ledger.origin, events: ledger.size },
      'Nothing of this log was signed before, so nothing is known of what it was: if it had a ledger, stop, and bring ledger.key and ledger/ back',
    );
  closing.push(keepSigning(ledger, logger));

  // Both the views and the ledger hear of every event that they do not have yet.
  const from = projector.opened.from;
  const ofLedger = { ordinal: ledger.size - 1, position: 'altered' in checked ? undefined : checked.last?.position };
  const tail = new Tail(store, views, ledger.size - 1 < from.ordinal ? ofLedger : from);
  const replayMemory = config.replayMemory * 1024 * 1024;
  const replays = new Replays(views, new Replayer(config), replayMemory);
  closing.push(() => replays.close());
  const sights = new Sights(
    { clearance: undefined, projector, views, replays },
    { dataDir: config.dataDir, ladder: config.ladder, most: config.sights, replayMemory, log },
  );
  closing.push(() => sights.close());
  tail.onEvent((event, ordinal) => {
    ledger.add(event, ordinal);
    if (isMarking(event)) sights.hearMarking(ordinal);
  });
  const clock = new Clock();
  if (!('altered' in checked) && checked.last !== undefined) clock.saw(checked.last);
  if (clock.behind > 1_000)
    logger.warn(
      { ms: clock.behind },
      'The clock of this machine is behind the last event: facts are recorded just after that',
    );
  const grants = Grants.knownTo(views);
  tail.onEvent((event) => grants.hear(event));
  tail.onEvent((event) => clock.saw(event));
  closing.push(() => tail.stop());
  projector.onProjected(() => tail.projected(projector.ordinalOf('trail')));
  await tail.follow((reason) => onFailure(reason instanceof Error ? reason : new Error(String(reason))));

  const witnesses = new Witnesses(
    { witnesses: config.witnesses, intervalSeconds: config.witnessInterval },
    {
      current: () => ledger.checkpoint(),
      proof: (from, to) => ledger.consistencyProof(from, to),
      cosigned: (note, signatures) => ledger.addCosignatures(note, signatures),
    },
    logger,
  );
  witnesses.start();
  closing.push(() => witnesses.stop());

  const accessLog = new AccessLog(config.dataDir);
  closing.push(() => accessLog.close());

  const metrics = new Metrics();
  metrics.gauge('record_events', 'Events in the log', () => tail.head + 1);
  metrics.gauge(
    'projection_lag_events',
    'Events that the views do not have yet',
    () => tail.head - projector.projected,
  );
  metrics.gauge('sights', 'Clearances that have views of their own now', () => sights.size);
  metrics.gauge('sights_lag_events', 'Events that the slowest of them does not have yet', () =>
    sights.behind(tail.head),
  );
  metrics.gauge(
    'clock_behind_seconds',
    'How far the clock of the machine is behind what was recorded',
    () => clock.behind / 1_000,
  );
  metrics.gauge('ledger_entries', 'Events in the ledger', () => ledger.size);
  metrics.gauge(
    'ledger_cosigned_entries',
    'Events that a cosigned checkpoint covers',
    () => ledger.cosigned?.size ?? 0,
  );
  metrics.gauge(
    'witnesses_failing',
    'Witnesses that did not cosign in the last round',
    () => witnesses.states().filter(({ failure }) => failure !== undefined).length,
  );
  for (const name of Object.keys(store.figures()))
    metrics.gauge(`log_${name}`, `The log engine's ${name}`, () => store.figures()[name] ?? 0);
  return {
    store,
    projector,
    views,
    sights,
    tail,
    ledger,
    witnesses,
    accessLog,
    metrics,
    tokens: new ConsistencyTokens(secret, tail),
    cursors: new Cursors(secret),
    ladder: config.ladder,
    grants,
    routes: new KnownRoutes(),
    clock,
  };
};

const SIGNED_EVERY_MS = 10_000;
/** What is on the disk beside the log must not be far behind it, whether anybody asks for a checkpoint or not. @returns what ends it */
const keepSigning = (ledger: Ledger, logger: Logger) => {
  const sign = () =>
    ledger.checkpoint().then(
      () => {},
      (error: Error) => logger.error({ error: error.message }, 'The ledger is not signed'),
    );
  const timer = setInterval(() => void sign(), SIGNED_EVERY_MS);
  return () => {
    clearInterval(timer);
    return sign();
  };
};

const listen = async (config: Config, logger: Logger, parts: Parts) => {
  const { limits, login } = config;
  const watch = {
    onUnreadable: (status: number, code: string) => logger.debug({ status, code }, 'a request that cannot be read'),
    onDropped: () => parts.metrics.dropped.inc(),
  };
  const adapter = new FastifyAdapter({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    bodyLimit: BODY_LIMIT,
    trustProxy: limits.trustedProxies.length > 0 ? [...limits.trustedProxies] : false,
    serverFactory: (handler: RequestListener) => limitedServer(limits, watch, handler),
    clientErrorHandler: () => {}, // that of the server itself answers
    forceCloseConnections: 'idle',
    // For an address that cannot be read, before any hook.
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
      shield(request, reply);
      answer(request, reply, error, (fault) => logger.error(fault));
    },
  });
  const fastify = adapter.getInstance<FastifyInstance>();
  parts.routes.listen(fastify);
  addSecurityHeaders(fastify);
  if (login === undefined) keepToOwnMachine(fastify);
  addDoor(fastify, letInBy(config, logger));
  const perMinute = requestsPerMinute(limits, login !== undefined);
  if (perMinute > 0) limitRequests(fastify, perMinute);
  addHooks(fastify);
  addParsers(fastify);

  const app = await NestFactory.create<NestFastifyApplication>(ServerModule.of(parts), adapter, {
    bodyParser: false,
    logger: new NestLog(logger),
    abortOnError: false,
  });
  addOpenApi(app, '1', config.login);
  await app.init();
  // By Fastify itself, since Nest logs an error that is told to the user in better words.
  const url = await fastify.listen({ port: config.port, host: config.host });
  return { app, url };
};

const letInBy = ({ login, ladder, recorderName, limits }: Config, logger: Logger): LetIn => {
  if (login === undefined) {
    const somebody = atThisMachine(recorderName);
    return () => somebody;
  }
  const door = new Login(login, ladder, logger);
  return heedFailedLogins(({ headers }) => door.callerOf(headers.authorization), limits);
};

// A connection that is kept alive, and falls idle after its last answer, would hold the end up until it times out.
const GRACE = 10_000;
const closeGently = async (app: NestFastifyApplication) => {
  const server: Server = app.getHttpServer();
  const idle = setInterval(() => server.closeIdleConnections(), 20);
  const deadline = setTimeout(() => server.closeAllConnections(), GRACE);
  await app.close();
  clearInterval(idle);
  clearTimeout(deadline);
};
