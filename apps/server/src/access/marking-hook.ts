import type { FastifyInstance } from 'fastify';
import { type Ladder, unmarked } from '#domain/marking.js';
import { MARKING_HEADER, markingHeader } from '../http/marking-header.js';

/**
 * Every answer to a read says the marking of its content. Where a route does not know it, it is as high as the caller is cleared for:
 * nothing in the answer can be higher.
 */
export const addMarkingHook = (fastify: FastifyInstance, ladder: Ladder) => {
  fastify.addHook('onSend', (request, reply, payload, done) => {
    const { method, caller, routeOptions } = request;
    const isRead = (method === 'GET' || method === 'HEAD') && routeOptions.url?.startsWith('/v1/') === true;
    if (isRead && reply.statusCode < 300 && !reply.hasHeader(MARKING_HEADER)) {
      const highest = { level: ladder.at(-1)! };
      const marking = caller === undefined ? unmarked(ladder) : (caller.clearance ?? highest);
      void reply.header(MARKING_HEADER, markingHeader(marking));
    }
    done(null, payload);
  });
};
