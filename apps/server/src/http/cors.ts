import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AllowedMethods } from './allowed-methods.js';

/** What a page of an allowed origin may read of an answer, besides what browsers show of every answer. */
const EXPOSED = [
  'Allow',
  'As-Of-Final',
  'Consistency-Token',
  'Content-Disposition',
  'Deprecation',
  'ETag',
  'Idempotency-Replayed',
  'Link',
  'Location',
  'Log-Check',
  'Marking',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'Sunset',
  'Views-Check',
  'WWW-Authenticate',
].join(', ');
/** What it may send, besides what browsers let every page send. */
const SENT = [
  'Authorization',
  'Consistency-Token',
  'Content-Type',
  'Idempotency-Key',
  'If-Match',
  'If-None-Match',
  'Last-Event-ID',
  'Prefer',
].join(', ');
/** Seconds for which a browser keeps the answer to a preflight. None keeps it longer than two hours. */
const KEPT_SECONDS = '7200';

/** Whether a request is from a page of one of these origins. */
export const isFrom = (origins: readonly string[], { headers }: Pick<FastifyRequest, 'headers'>): boolean =>
  headers.origin !== undefined && origins.includes(headers.origin);

/**
 * Lets pages of these origins use the service (CORS, https://fetch.spec.whatwg.org/#http-cors-protocol). Callers are known by their tokens and
 * there are no cookies, so credentials are not allowed. They may use every method that a route has. To be added before any hook that may refuse a request: a page must be able to read
 * refusals.
 */
export const addCors = (
  fastify: FastifyInstance,
  origins: readonly string[],
  routes: Pick<AllowedMethods, 'all'>,
): void => {
  if (origins.length === 0) return;
  fastify.addHook('onRequest', async (request, reply) => {
    void reply.header('vary', 'Origin');
    if (!isFrom(origins, request)) return undefined;
    void reply.header('access-control-allow-origin', request.headers.origin);
    if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined) {
      void reply.header('access-control-expose-headers', EXPOSED);
      return undefined;
    }
    return reply
      .code(204)
      .headers({
        'access-control-allow-methods': routes.all.join(', '),
        'access-control-allow-headers': SENT,
        'access-control-max-age': KEPT_SECONDS,
      })
      .send();
  });
  // An answer that varies by other headers says so in place of this one.
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    const vary = String(reply.getHeader('vary') ?? '');
    if (!/\borigin\b/i.test(vary)) void reply.header('vary', vary === '' ? 'Origin' : `${vary}, Origin`);
    done(null, payload);
  });
};
