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

/** A running witness. `close` finishes what was begun. */
export type Service = Readonly<{ url: string; verifierKey: string; close: () => Promise<void> }>;

const BYTES = 'application/octet-stream';
/** 63 proof lines are 3 kB; what remains is room for signatures of any kind. */
const BODY_LIMIT = 128 * 1024;
/** A file for the state can be opened whoever else is connected. */
const MAX_CONNECTIONS = 256;
/** For a request to arrive, in ms. */
const PATIENCE = 10_000;

/**
 * One process at a time owns a folder, or two could cosign what contradicts each other.
 * @throws LogInUse, ConfigError, StateUnreadable, and whatever the system says of a folder or a port
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
  // Of whatever type it says it is, the body is bytes: the form of its text is all that counts.
  app.addHook('onRequest', (request, _reply, done) => {
    request.headers['content-type'] = BYTES;
    done();
  });
  app.addContentTypeParser(BYTES, { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  app.post('/add-checkpoint', (request, reply) => {
    const body = request.body instanceof Uint8Array ? request.body : new Uint8Array();
    const answer = witness.addCheckpoint(body);
    tell(logger, answer);
    return send(reply, answer);
  });
  app.get('/', (_request, reply) => plain(reply, 200, witness.verifierKey));
  app.get('/health', () => ({ status: 'ok', verifierKey: witness.verifierKey, logs: witness.seen() }));

  app.setNotFoundHandler((_request, reply) =>
    plain(
      reply,
      404,
      'There is nothing here. POST /add-checkpoint asks for a cosignature, GET / for the verifier key.',
    ),
  );
  app.setErrorHandler((error: FastifyError, _request, reply) => {
    if ((error.statusCode ?? 500) < 500) return plain(reply, error.statusCode!, error.message);
    logger.error(error, 'cosigns nothing, since what it saw cannot be read or kept');
    return plain(
      reply.header('retry-after', '5'),
      503,
      `Nothing was cosigned: the witness cannot read or keep its state (${error.code ?? error.name}). Its log says why.`,
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

/** Who signs two histories is found out by the lines at `warn`: they hold what the log has signed. */
const tell = (logger: FastifyBaseLogger, answer: Answer) => {
  if ('contradiction' in answer)
    return logger.warn(answer, 'the log has signed a checkpoint that was not shown to continue what was seen');
  if (answer.status !== 200) return logger.debug(answer, 'refused');
  const { origin, size, grew } = answer;
  return logger[grew ? 'info' : 'debug']({ origin, size }, 'cosigned');
};

// A connection that is kept alive, and falls idle after its last answer, would hold the end up until it times out.
const closeGently = async (app: FastifyInstance, patience: number) => {
  const idle = setInterval(() => app.server.closeIdleConnections(), 20);
  const deadline = setTimeout(() => app.server.closeAllConnections(), patience);
  await app.close();
  clearInterval(idle);
  clearTimeout(deadline);
};
