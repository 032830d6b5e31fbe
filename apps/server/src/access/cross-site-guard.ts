import type { FastifyInstance, FastifyRequest } from 'fastify';
import { sendProblem } from '../http/problem.filter.js';
import { AccessDenied } from './access-denied.js';
import { logDenial } from './decision-log.js';

/**
 * Fetch Metadata (W3C): a browser says where a request comes from, and a page cannot change that. A page of another site gets
 * nothing here; a link to an address here is followed. Without these headers, the client is no browser or an old one.
 * @returns why the request comes from another site
 */
export const denyCrossSite = ({ headers, method }: Pick<FastifyRequest, 'headers' | 'method'>) => {
  if (headers['sec-fetch-site'] !== 'cross-site') return undefined;
  const isLink = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
  if (isLink && (method === 'GET' || method === 'HEAD')) return undefined;
  return new AccessDenied(
    403,
    'cross-site-request',
    'Pages of another site cannot use this service, and it does not support CORS. Serve the page from the same origin, through the same proxy.',
    'the request comes from a page of another site',
  );
};

export const addCrossSiteGuard = (fastify: FastifyInstance) =>
  fastify.addHook('onRequest', (request, reply, done) => {
    const denied = denyCrossSite(request);
    if (denied === undefined) return done();
    logDenial(request, denied);
    return sendProblem(request, reply, denied);
  });
