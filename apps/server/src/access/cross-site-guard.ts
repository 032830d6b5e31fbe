import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isFrom } from '../http/cors.js';
import { sendProblem } from '../http/problem.filter.js';
import { AccessDenied } from './access-denied.js';
import { logDenial } from './decision-log.js';

/**
 * Fetch Metadata (W3C): a browser says where a request comes from, and a page cannot change that. A page of another site gets
 * nothing here, unless its origin is in CORS_ORIGINS; a link to an address here is followed. Without these headers, the client is no browser or an old one.
 * @returns why the request comes from another site
 */
export const denyCrossSite = ({ headers, method }: Pick<FastifyRequest, 'headers' | 'method'>) => {
  if (headers['sec-fetch-site'] !== 'cross-site') return undefined;
  const isLink = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
  if (isLink && (method === 'GET' || method === 'HEAD')) return undefined;
  return new AccessDenied(
    'cross-site-request',
    'Pages of another site cannot use this service. Serve the page from the same origin, through the same proxy, or have the administrator add its origin to CORS_ORIGINS.',
    'the request comes from a page of another site',
  );
};

export const addCrossSiteGuard = (fastify: FastifyInstance, origins: readonly string[]) =>
  fastify.addHook('onRequest', (request, reply, done) => {
    const denied = isFrom(origins, request) ? undefined : denyCrossSite(request);
    if (denied === undefined) return done();
    logDenial(request, denied);
    return sendProblem(request, reply, denied);
  });
