import type { FastifyInstance } from 'fastify';
import { type Ladder, type Marking, unmarked } from '#domain/marking.js';
import { MARKING_HEADER, markingHeader } from '../http/marking-header.js';
import type { Caller } from './caller.js';

/**
 * Every answer to a read says the marking of its content. Where a route does not know it, it is as high as the caller is cleared for:
 * nothing in the answer can be higher.
 */
export const addMarkingHook = (fastify: FastifyInstance, ladder: Ladder) => {
  fastify.addHook('onSend', (request, reply, payload, done) => {
    const { method, caller, routeOptions } = request;
    const isRead = (method === 'GET' || method === 'HEAD') && routeOptions.url?.startsWith('/v1/') === true;
    if (isRead && reply.statusCode < 300 && !reply.hasHeader(MARKING_HEADER)) {
      void reply.header(MARKING_HEADER, markingHeader(highestFor(caller, ladder)));
    }
    done(null, payload);
  });
};

/** The highest marking that an answer to a caller can have. */
export const highestFor = (
  caller: Pick<Caller, 'clearance'> | undefined,
  ladder: Ladder,
): Pick<Marking, 'level' | 'compartments'> =>
  caller === undefined ? unmarked(ladder) : (caller.clearance ?? { level: ladder.at(-1)! });
