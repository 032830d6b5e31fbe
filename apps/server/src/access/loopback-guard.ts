import type { FastifyInstance, FastifyRequest } from 'fastify';
import { sendProblem } from '../http/problem.filter.js';
import { logDenial } from './decision-log.js';
import { AccessDenied } from './access-denied.js';

const LOOPBACK = String.raw`(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?`;
const OWN_HOST = new RegExp(`^${LOOPBACK}$`, 'i');
const OWN_ORIGIN = new RegExp(`^https?://${LOOPBACK}$`, 'i');
/** `GET http://example.org/v1` (RFC 9112, section 3.2.2): this host takes precedence over the Host header. */
const ABSOLUTE = /^[a-z][a-z\d+.-]*:\/\/([^/?#]*)/i;

/**
 * Without login, everybody who reaches the service may do everything, and any page that is open in a browser on this
 * machine can reach it: by a host name that resolves to this machine (DNS rebinding), or from its own origin. Both show in the
 * headers that the browser sends.
 * @returns why the request is not from this machine
 */
export const denyForeign = ({
  headers,
  originalUrl,
}: Pick<FastifyRequest, 'headers' | 'originalUrl'>): AccessDenied | undefined => {
  const { host, origin } = headers;
  for (const name of [host, ABSOLUTE.exec(originalUrl)?.[1]])
    if (name !== undefined && !OWN_HOST.test(name))
      return new AccessDenied(
        'foreign-host',
        'Without login, the service responds only at localhost, 127.0.0.1 and [::1]. Use one of these hosts.',
        'the request names another host',
      );
  if (origin !== undefined && !OWN_ORIGIN.test(origin))
    return new AccessDenied(
      'foreign-origin',
      'Without login, the service responds only to pages of this machine, and it does not support CORS. Serve the page from the same origin, through the same proxy.',
      'the request comes from a page of another origin',
    );
  return undefined;
};

export const addLoopbackGuard = (fastify: FastifyInstance) =>
  fastify.addHook('onRequest', (request, reply, done) => {
    const denied = denyForeign(request);
    if (denied === undefined) return done();
    logDenial(request, denied);
    return sendProblem(request, reply, denied);
  });
