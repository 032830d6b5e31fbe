import {
  fastify,
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  LogController,
} from 'fastify';
import type { Logger } from 'pino';
import { takeLock } from '#storage/lock.js';
import { formatSignatures } from '#ledger/signed-note.js';
import { formatTreeSize, TREE_SIZE_TYPE } from '#ledger/witness-request.js';
import type { Config } from './config.js';
import { readOrMakeKey } from './key.js';
import { type Answer, Witness } from './witness.js';

/** A running witness. `close` waits for pending requests. */
export type Service = Readonly<{ url: string; verifierKey: string; close: () => Promise<void> }>;

const BYTES = 'application/octet-stream';
/** 63 proof lines take 3 kB; the rest is for signatures of any kind. */
const BODY_LIMIT = 128 * 1024;
/** Leaves file descriptors for the state. */
const MAX_CONNECTIONS = 256;
/** The time limit for receiving a request, in ms. */
const PATIENCE = 10_000;

/**
 * One process owns the folder: two could cosign contradicting checkpoints.
 * @throws LogInUse, ConfigError, StateUnreadable, and errors of the system about a folder or a port
 */
export const serve = async (
  config: Config,
  logger: Logger,
  { patience = PATIENCE, now = Date.now }: Readonly<{ patience?: number; now?: () => number }> = {},
): Promise<Service> => {
  const lock = takeLock(config.dataDir);
  try {
    const witness = new Witness(config.dataDir, readOrMakeKey(config.dataDir, config.name), config.logs, now);
    for (const { origin, size } of witness.seen()) logger.info({ origin, size }, 'knows this log');
    const app = appOf(witness, logger, patience);
    app.server.maxConnections = MAX_CONNECTIONS;
    const url = await app.listen({ port: config.port, host: config.host });
    const close = async () => {
      await closeGently(app, patience);
      lock.release();
    };
    return { url, verifierKey: witness.verifierKey, close };
  } catch (error) {
    lock.release();
    throw error;
  }
};

const appOf = (witness: Witness, logger: FastifyBaseLogger, patience: number): FastifyInstance => {
  const app = fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT,
    requestTimeout: patience,
    forceCloseConnections: 'idle',
    http: { headersTimeout: patience, connectionsCheckingInterval: Math.min(1_000, patience) },
  });
  // The body is read as bytes, whatever its media type: only the format of its text counts.
  app.addHook('onRequest', (request, _reply, done) => {
    request.headers['content-type'] = BYTES;
    done();
  });
  app.addContentTypeParser(BYTES, { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  app.post('/add-checkpoint', (request, reply) => {
    const body = request.body instanceof Uint8Array ? request.body : new Uint8Array();
    const answer = witness.addCheckpoint(body);
    logAnswer(logger, answer);
    return send(reply, answer);
  });
  app.get('/', (_request, reply) => plain(reply, 200, witness.verifierKey));
  app.get('/health', () => ({ status: 'ok', verifierKey: witness.verifierKey, logs: witness.seen() }));

  app.setNotFoundHandler((_request, reply) =>
    plain(reply, 404, 'Not found. POST /add-checkpoint requests a cosignature, GET / returns the verifier key.'),
  );
  app.setErrorHandler((error: FastifyError, _request, reply) => {
    if ((error.statusCode ?? 500) < 500) return plain(reply, error.statusCode!, error.message);
    logger.error(error, 'nothing is cosigned: the state cannot be read or stored');
    return plain(
      reply.header('retry-after', '5'),
      503,
      `Nothing was cosigned: the witness cannot read or store its state (${error.code ?? error.name}). See its log.`,
    );
  });
  return app;
};

const plain = (reply: FastifyReply, status: number, line: string) =>
  reply.status(status).type('text/plain; charset=utf-8').send(`${line}\n`);

const send = (reply: FastifyReply, answer: Answer) => {
  switch (answer.status) {
    case 200:
      return reply.type('text/plain; charset=utf-8').send(formatSignatures([answer.cosignature]));
    case 409:
      return reply.status(409).type(TREE_SIZE_TYPE).send(formatTreeSize(answer.known));
    default:
      return plain(reply, answer.status, answer.because);
  }
};

/** The lines at `warn` contain the signed checkpoints: they prove a log that signs two histories. */
const logAnswer = (logger: FastifyBaseLogger, answer: Answer) => {
  if ('contradiction' in answer)
    return logger.warn(answer, 'the log has signed a checkpoint that is not shown to be consistent with the last one');
  if (answer.status !== 200) return logger.debug(answer, 'refused');
  const { origin, size, grew } = answer;
  return logger[grew ? 'info' : 'debug']({ origin, size }, 'cosigned');
};

// A keep-alive connection that becomes idle after its last response would delay the shutdown until it times out.
const closeGently = async (app: FastifyInstance, patience: number) => {
  const idle = setInterval(() => app.server.closeIdleConnections(), 20);
  const deadline = setTimeout(() => app.server.closeAllConnections(), patience);
  await app.close();
  clearInterval(idle);
  clearTimeout(deadline);
};
