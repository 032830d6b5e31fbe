import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from '../http/problem.js';
import { answer } from '../http/problem.filter.js';
import { batchContext } from './batch-context.js';
import type { Caller } from './caller.js';
import { logDenial } from './decision-log.js';
import { AccessDenied } from './access-denied.js';
import { rolesAllowed } from './route-policy.js';

/** Says who asks. @throws AccessDenied 401, and Problem 503 where that cannot be found out now */
export type Authenticate = (request: FastifyRequest) => Caller | Promise<Caller>;

/** Nobody comes past: every request has a caller who has a role for it, before anything else of it is looked at. */
export const addAuthorizeHook = (fastify: FastifyInstance, authenticate: Authenticate) => {
  fastify.addHook('onRequest', async (request, reply) => {
    const { url } = request.routeOptions;
    if (url === undefined || request.is404) return undefined; // there is nothing to protect
    const who = rolesAllowed(request.method, url);
    try {
      if (who === 'everybody') {
        await recognise(request, authenticate);
        return undefined;
      }
      const caller = batchContext.getStore()?.caller ?? (await authenticate(request));
      request.caller = caller;
      if (!who.some((role) => caller.roles.includes(role)))
        throw new AccessDenied(
          403,
          'role-missing',
          'You have no role that may do this.',
          `needs one of: ${who.join(', ')}`,
        );
    } catch (error) {
      if (error instanceof AccessDenied) logDenial(request, error);
      answer(request, reply, error, request.log.error.bind(request.log));
      return reply;
    }
    return undefined;
  });
};

/** Where nobody need say who they are, whoever does is known. */
const recognise = async (request: FastifyRequest, authenticate: Authenticate): Promise<void> => {
  try {
    request.caller = await authenticate(request);
  } catch (error) {
    if (!(error instanceof Problem)) throw error; // else they are answered as anybody is
  }
};
