import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Unavailable } from '#event-store/event-store.js';
import { callerOf } from './caller.js';
import { rolesAllowed } from './route-policy.js';
import { Problem } from '../http/problem.js';
import type { LogFollower } from '../log/log-follower.js';

/**
 * Other instances may write to the log. What they recorded, marked, granted and revoked before a request came is read
 * before the request is authorized, and so is what a batch has recorded before its next command. A caller who may see
 * everything reads what this instance has, and may request a minimum with a Consistency-Token. Signatures and proofs always cover the whole log.
 */
export const addReadLogEndHook = (fastify: FastifyInstance, follower: Pick<LogFollower, 'upToDate' | 'logId'>) => {
  fastify.addHook('preHandler', async (request) => {
    if (!goesByTheLog(request, follower)) return;
    try {
      await follower.upToDate();
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      // The log was only read, so nothing was written.
      if (request.method === 'POST') throw new Unavailable(error.message, 'not-written', { cause: error });
      throw new Problem(
        'log-unreachable',
        'The log cannot be reached, so the service cannot tell what you may see. Send the request again later.',
        { headers: { 'retry-after': '2' } },
      );
    }
  });
};

/** Checks the pattern of the route, since a URL has many spellings. */
const goesByTheLog = (request: FastifyRequest, { logId }: Pick<LogFollower, 'logId'>): boolean => {
  const { url = '' } = request.routeOptions;
  if (request.is404 || !url.startsWith('/v1/') || rolesAllowed(request.method, url) === 'everybody') return false;
  const { clearance, everywhere } = callerOf(request);
  const isOfAll = clearance === undefined && everywhere && !OF_THE_LEDGER.test(url);
  return request.method !== 'GET' || !isOfAll || logId === undefined;
};
const OF_THE_LEDGER = /^\/v1\/audit\/(?:checkpoint|ledger|export|proofs)\b/;
