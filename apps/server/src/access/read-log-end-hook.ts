import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Unavailable } from '#event-store/event-store.js';
import { callerOf } from './caller.js';
import { Problem } from '../http/problem.js';
import { batchContext } from './batch-context.js';
import type { LogFollower } from '../log/log-follower.js';

/**
 * Other instances may write the log. What they have recorded, marked, granted and revoked before a request came is known
 * before it is decided what it may do or see. Whoever may see everything reads what this instance has, and may say with a
 * Consistency-Token how far that must be; what is signed or proved is always of the log as it is.
 */
export const addReadLogEndHook = (fastify: FastifyInstance, follower: Pick<LogFollower, 'upToDate' | 'logId'>) => {
  fastify.addHook('preHandler', async (request) => {
    // A part of a batch knows what the batch knew when it came.
    const isPart = batchContext.getStore() !== undefined;
    if (isPart || !goesByTheLog(request, follower)) return;
    try {
      await follower.upToDate();
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      // Whatever the log would have answered: nothing was asked of it yet.
      if (request.method === 'POST') throw new Unavailable(error.message, 'not-written', { cause: error });
      throw new Problem(
        503,
        'log-unreachable',
        'The log cannot be reached, so it is not known what it holds now, and what of it you may see. Ask again shortly.',
        { headers: { 'retry-after': '2' } },
      );
    }
  });
};

/** By the pattern of the route: an address has many spellings. */
const goesByTheLog = (request: FastifyRequest, { logId }: Pick<LogFollower, 'logId'>): boolean => {
  const { url = '' } = request.routeOptions;
  if (request.is404 || !url.startsWith('/v1/')) return false;
  const { clearance, everywhere } = callerOf(request);
  const isOfAll = clearance === undefined && everywhere && !OF_THE_LEDGER.test(url);
  return request.method !== 'GET' || !isOfAll || logId === undefined;
};
const OF_THE_LEDGER = /^\/v1\/audit\/(?:checkpoint|ledger|export|proofs)\b/;
