import { randomUUID } from 'node:crypto';
import type { RequestListener, Server } from 'node:http';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import type { Logger } from 'pino';
import type { Config } from '#config/config.js';
import { withOwnDeadline } from '#event-store/deadline.js';
import { unusable } from '#storage/unusable.js';
import { batchContext } from './access/batch-context.js';
import { localCaller } from './access/caller.js';
import { addCrossSiteGuard } from './access/cross-site-guard.js';
import { addDecisionLog } from './access/decision-log.js';
import { addMarkingHook } from './access/marking-hook.js';
import { addAuthorizeHook, type Authenticate } from './access/authorize-hook.js';
import { Login } from './access/login.js';
import { addLoopbackGuard } from './access/loopback-guard.js';
import { limitFailedKeys, limitFailedLogins, limitRequests, requestsPerMinute } from './access/rate-limit.js';
import { type ConnectionLimit, limitedServer } from './http/connections.js';
import { addCors } from './http/cors.js';
import { connectionsPerAddress } from './http/connections-per-address.js';
import { networkOf } from './http/network-of.js';
import { addRequestHooks } from './access/request-hooks.js';
import { BodyBudget } from './http/body-budget.js';
import { addDeprecationHook } from './http/deprecation.js';
import { addEarlyAnswers } from './http/early-answers.js';
import { addNotModifiedHook } from './http/not-modified.js';
import { addParsers } from './http/parsers.js';
import { BODY_LIMIT } from './http/read-body.js';
import { addOpenApi } from './openapi/openapi.js';
import { addPage } from './page/page.js';
import { sendProblem } from './http/problem.filter.js';
import { addSecurityHeaders, setSecurityHeaders } from './http/security-headers.js';
import { addReadLogEndHook } from './access/read-log-end-hook.js';
import { streamLimits, StreamLimits } from './notices/stream-limits.js';
import { NestLog } from './telemetry/logger.js';
import type { SampledLog } from './telemetry/sampled-log.js';
import type { SampledLogs } from './telemetry/sampled-logs.js';
import { answerSchemas } from './reads.js';
import { publicConfigOf } from './session/public-config.js';
import { type Parts, ServerModule } from './server.module.js';

/** Listens on the configured port. @throws the system error for the port */
export const listen = async (config: Config, logger: Logger, sampled: SampledLogs, parts: Parts) => {
  const { limits, login } = config;
  const watch = {
    onUnreadable: (status: number, code: string) => logger.debug({ status, code }, 'unreadable request'),
    onDropped: (limit: ConnectionLimit, address = '') => {
      parts.metrics.dropped.inc({ limit });
      const from = networkOf(address);
      sampled.drops.write({
        level: 'warn',
        message: DROPPED[limit],
        kind: [limit, from],
        fields: { limit, from },
        wider: { kind: [limit], fields: { limit } },
      });
    },
  };
  const adapter = new FastifyAdapter({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    bodyLimit: BODY_LIMIT,
    trustProxy: limits.trustedProxies.length > 0 ? [...limits.trustedProxies] : false,
    serverFactory: (handler: RequestListener) =>
      limitedServer(limits, connectionsPerAddress(limits, login !== undefined), watch, handler),
    clientErrorHandler: () => {}, // the server has its own handler
    forceCloseConnections: 'idle',
    schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
    // For an unreadable URL, which fails before any hook runs.
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
      setSecurityHeaders(request, reply);
      sendProblem(request, reply, error);
    },
  });
  const fastify = adapter.getInstance<FastifyInstance>();
  parts.routes.listen(fastify);
  addSecurityHeaders(fastify);
  addEarlyAnswers(fastify);
  addNotModifiedHook(fastify);
  addCors(fastify, config.corsOrigins, parts.routes);
  addDeprecationHook(fastify);
  addCrossSiteGuard(fastify, config.corsOrigins);
  if (login === undefined) addLoopbackGuard(fastify);
  addDecisionLog(fastify, sampled);
  // Of what is waited for before the body, too. A command of a batch has a time of its own.
  const logMs = limits.logSeconds * 1_000;
  const begin = (done: () => void) => withOwnDeadline(logMs, done);
  fastify.addHook('onRequest', (_request, _reply, done) => begin(done));
  const authenticate = heardBy(parts.lastRequests, authenticationBy(config, sampled.faults));
  const callerByKey = limitFailedKeys(parts.subscriptions, limits);
  addAuthorizeHook(fastify, { authenticate, callerByKey });
  const perMinute = requestsPerMinute(limits, login !== undefined);
  const quota = perMinute > 0 ? limitRequests(fastify, perMinute) : undefined;
  addMarkingHook(fastify, config.ladder);
  addRequestHooks(fastify, parts.routes, sampled);
  fastify.addHook('onResponse', ({ fault }, { statusCode: status }, done) => {
    if (unusable(fault)?.isFull) void parts.disk.check();
    if (status >= 400) parts.metrics.refused.inc({ status });
    done();
  });
  const isPartOfBatch = () => batchContext.getStore() !== undefined;
  const budget = new BodyBudget(limits.bodyMemory * 1024 * 1024);
  parts.metrics.gauge(
    'body_memory_bytes',
    'Bytes of the bodies of requests that are not answered yet',
    () => budget.held,
  );
  addParsers(fastify, { budget, isPartOfBatch });
  // A request with a body has arrived from here on, however slowly it was sent.
  fastify.addHook('preValidation', ({ body }, _reply, done) => (body === undefined ? done() : begin(done)));
  addReadLogEndHook(fastify, parts.follower);

  const streams = new StreamLimits(streamLimits(limits, login !== undefined));
  parts.metrics.gauge('notice_streams', 'Streams of notices that are open', () => streams.open);
  const access = { requests: { quota, logMs }, streams, authenticate };
  const module = ServerModule.of(parts, access, publicConfigOf(config));
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    bodyParser: false,
    logger: new NestLog(logger, sampled.faults),
    abortOnError: false,
  });
  addOpenApi(app, '1', config, answerSchemas);
  addPage(fastify, login?.issuer);
  await app.init();
  // Fastify listens itself, since Nest would also log an error that is reported by `explain`.
  const url = await fastify.listen({ port: config.port, host: config.host });
  return { app, url };
};

/** Bodies and answers are checked elsewhere: Fastify would load a compiler of schemas at each start. */
const noSchemas = () => {
  throw new Error('a route has a schema of Fastify');
};

const DROPPED: Readonly<Record<ConnectionLimit, string>> = {
  MAX_CONNECTIONS:
    'A connection was dropped, since there are too many. Raise MAX_CONNECTIONS, or find out who opens them',
  MAX_CONNECTIONS_PER_ADDRESS:
    'A connection was dropped, since its address has too many. If it is your proxy, name it in TRUSTED_PROXIES. Otherwise raise MAX_CONNECTIONS_PER_ADDRESS',
};

/** Subscriptions have no token: they go by the last request that had one. */
const heardBy =
  (lastRequests: Pick<Parts['lastRequests'], 'hear'>, authenticate: Authenticate): Authenticate =>
  async (request) => {
    const caller = await authenticate(request);
    await lastRequests.hear(caller);
    return caller;
  };

const authenticationBy = ({ login, ladder, recorderName, limits }: Config, faults: SampledLog): Authenticate => {
  if (login === undefined) {
    const caller = localCaller(recorderName);
    return () => caller;
  }
  const authenticator = new Login(login, ladder, faults);
  return limitFailedLogins(
    ({ headers }) => authenticator.callerOf(headers.authorization),
    (authorization) => authenticator.wasValid(authorization),
    limits,
  );
};

// A keep-alive connection that becomes idle after its last response would delay the stop until it times out.
const GRACE_MS = 10_000;
/** Finishes running requests. */
export const closeGently = async (app: NestFastifyApplication) => {
  const server: Server = app.getHttpServer();
  const idle = setInterval(() => server.closeIdleConnections(), 20);
  const deadline = setTimeout(() => server.closeAllConnections(), GRACE_MS);
  await app.close();
  clearInterval(idle);
  clearTimeout(deadline);
};
