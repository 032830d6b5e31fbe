import { setImmediate } from 'node:timers/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';

const LINGER_MS = 5_000;

/**
 * Closes the connection of a request that is refused before its body has arrived. What still arrives is discarded for a while:
 * otherwise the client, which still sends, would get a reset instead of the answer.
 */
export const addEarlyAnswers = (fastify: FastifyInstance) =>
  fastify.addHook('onSend', async ({ raw }, reply, payload) => {
    // A body that is too large is read to its end instead.
    if (reply.statusCode < 400 || reply.statusCode === 413 || raw.complete) return payload;
    await setImmediate(); // a short body arrives together with the headers
    if (!raw.complete && !raw.destroyed) closeAfterAnswer(raw, reply.raw);
    return payload;
  });

const closeAfterAnswer = ({ socket }: IncomingMessage, response: ServerResponse) => {
  response.setHeader('connection', 'close');
  // Node calls this when the answer is sent, and discards the rest of the body.
  socket.destroySoon = () => {
    socket.end();
    const timer = setTimeout(() => socket.destroy(), LINGER_MS);
    socket.once('close', () => clearTimeout(timer));
  };
};
