import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Limits } from '#config/limits.js';
import { answer } from '../http/problem.filter.js';
import { partOfBatch } from '../record/call.js';
import { type Left, networkOf, Quota } from './quota.js';
import { Refused } from './refused.js';

/** A hundred a second: more than a person or a dashboard asks, less than one caller can do harm with. */
const WITH_LOGIN = 6_000;

/** Without login there is one caller, on their own machine. */
export const requestsPerMinute = ({ requestsPerMinute: given }: Limits, hasLogin: boolean): number =>
  given ?? (hasLogin ? WITH_LOGIN : 0);

/**
 * Whoever brought too many tokens in vain is heard with none for a while: to try them costs us a signature each. Who
 * brings no token is not held up, and asks in vain as before. Goes before the door.
 */
export const limitFailedLogins = (fastify: FastifyInstance, { failedLoginsPerMinute }: Limits) => {
  const failures = new Quota(failedLoginsPerMinute);
  const policy = `"failed-logins-here";q=${failedLoginsPerMinute};w=60`;
  const bringsToken = ({ headers }: FastifyRequest) => headers.authorization !== undefined;

  fastify.addHook('onRequest', (request, reply, done) => {
    if (!bringsToken(request)) return done();
    const left = failures.left(networkOf(request.ip));
    if (left.requests > 0) return done();
    void reply.header('ratelimit-policy', policy);
    return refuse(request, reply, left, 'tokens were refused too often from this address');
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    if (reply.statusCode === 401 && bringsToken(request)) failures.take(networkOf(request.ip));
    done();
  });
};

/**
 * So many requests a minute for each caller, and for each address where nobody has logged in. The fields of the header
 * are those of draft-ietf-httpapi-ratelimit-headers-10. A batch counts for itself and for each of its commands; it is let
 * in whole while anything is left, and what it takes beyond that keeps its caller waiting. Goes behind the door.
 */
export const limitRequests = (fastify: FastifyInstance, limit: number) => {
  const quota = new Quota(limit);
  // Every instance counts for itself, and the policy is named so.
  const name = '"requests-here"';
  const policy = `${name};q=${limit};w=60`;

  fastify.addHook('onRequest', (request, reply, done) => {
    // A monitor that is refused would have the service restarted.
    if (/^\/health\//.test(request.url)) return done();
    const left = quota.take(keyOf(request));
    void reply.headers({
      'ratelimit-policy': policy,
      ratelimit: `${name};r=${Math.max(0, left.requests)};t=${left.seconds}`,
    });
    if (left.requests >= 0 || partOfBatch.getStore() !== undefined) return done();
    return refuse(request, reply, left, `more than ${limit} requests in a minute`);
  });
};

const keyOf = ({ caller, ip }: FastifyRequest): string =>
  caller === undefined ? networkOf(ip) : JSON.stringify([caller.recorder.issuer, caller.recorder.subject]);

const refuse = (request: FastifyRequest, reply: FastifyReply, { seconds }: Left, why: string) =>
  answer(
    request,
    reply,
    new Refused(429, 'too-many-requests', `Too many requests. Send this again in ${seconds} s.`, why, {
      headers: { 'retry-after': String(seconds) },
    }),
    request.log.error.bind(request.log),
  );
