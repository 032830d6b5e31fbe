import type { FastifyInstance, onSendHookHandler } from 'fastify';

/**
 * Fastify gives each answer to HEAD without a body a length of 0. That of a 304 would be the length of what is not sent (RFC 9110, section
 * 8.6), which is not 0, so it has none, as for GET. To be called before routes are added, as they take up hooks when they are.
 */
export const addNotModifiedHook = (fastify: FastifyInstance) =>
  fastify.addHook('onRoute', (route) => {
    // The last of its hooks: the length is set by the one before.
    if (route.method === 'HEAD') route.onSend = [route.onSend ?? [], withoutLength].flat();
  });

const withoutLength: onSendHookHandler = (_request, reply, payload, done) => {
  if (reply.statusCode === 304) void reply.removeHeader('content-length');
  done(null, payload);
};
