import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from '../http/problem.js';
import { sendProblem } from '../http/problem.filter.js';
import { batchContext } from './batch-context.js';
import type { Caller } from './caller.js';
import { logDenial } from './decision-log.js';
import { AccessDenied } from './access-denied.js';
import { includesOneWith, rolesAllowed } from './route-policy.js';

/** Returns the caller. @throws AccessDenied 401, or Problem 503 if the caller cannot be verified at the moment */
export type Authenticate = (request: FastifyRequest) => Caller | Promise<Caller>;
/** The injection token of it. */
export const AUTHENTICATE = Symbol('authenticate');

type Ways = Readonly<{
  authenticate: Authenticate;
  /** Who asks by the key in the address. @throws Problem 404, 503 */
  callerByKey: (request: FastifyRequest) => Promise<Caller>;
}>;

/** Requires a caller with a suitable role before anything else of a request is processed. */
export const addAuthorizeHook = (fastify: FastifyInstance, { authenticate, callerByKey }: Ways) => {
  fastify.addHook('onRequest', async (request, reply) => {
    const { url } = request.routeOptions;
    if (url === undefined || request.is404) return undefined; // nothing to protect
    const who = rolesAllowed(request.method, url);
    try {
      if (who === 'everybody') {
        await identify(request, authenticate);
        return undefined;
      }
      if (who === 'by-key') {
        request.caller = await callerByKey(request);
        return undefined;
      }
      const caller = batchContext.getStore()?.caller ?? (await authenticate(request));
      request.caller = caller;
      if (typeof who !== 'string' && !includesOneWith(who, caller.roles))
        throw new AccessDenied(
          'role-missing',
          'You do not have a role that allows this. Ask an administrator of the issuer for the role.',
          `needs one of: ${who.join(', ')}`,
        );
    } catch (error) {
      if (error instanceof AccessDenied) logDenial(request, error);
      sendProblem(request, reply, error);
      return reply;
    }
    return undefined;
  });
};

/** Identifies the caller on a public route, if the request has a valid token. */
const identify = async (request: FastifyRequest, authenticate: Authenticate): Promise<void> => {
  try {
    request.caller = await authenticate(request);
  } catch (error) {
    if (!(error instanceof Problem)) throw error; // an invalid token is ignored on a public route
  }
};
