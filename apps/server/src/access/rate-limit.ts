import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Limits } from '#config/limits.js';
import { answer } from '../http/problem.filter.js';
import { batchContext } from './batch-context.js';
import { logDenial } from './decision-log.js';
import type { Authenticate } from './authorize-hook.js';
import { type Left, networkOf, Quota } from './quota.js';
import { AccessDenied } from './access-denied.js';

/** A hundred a second: more than a person or a dashboard asks, less than one caller can do harm with. */
const WITH_LOGIN = 6_000;

/** Without login there is one caller, on their own machine. */
export const requestsPerMinute = ({ requestsPerMinute: given }: Limits, hasLogin: boolean): number =>
  given ?? (hasLogin ? WITH_LOGIN : 0);

/**
 * Whoever brought too many tokens in vain is heard with none for a while: to try one costs us a signature. Who brings no
 * token is not held up.
 */
export const limitFailedLogins = (authenticate: Authenticate, { failedLoginsPerMinute }: Limits): Authenticate => {
  const failures = new Quota(failedLoginsPerMinute);
  const policy = `"failed-logins-here";q=${failedLoginsPerMinute};w=60`;
  return async (request) => {
    if (request.headers.authorization === undefined) return authenticate(request);
    const key = networkOf(request.ip);
    const left = failures.left(key);
    if (left.requests <= 0) throw tooMany(left, 'tokens were refused too often from this address', policy);
    try {
      return await authenticate(request);
    } catch (error) {
      if (error instanceof AccessDenied && error.status === 401) failures.take(key);
      throw error;
    }
  };
};

/**
 * So many requests a minute for each caller, and for each address where nobody has logged in. The fields of the header
 * are those of draft-ietf-httpapi-ratelimit-headers-10. A batch counts for itself and for each of its commands; it is let
 * in whole while anything is left, and what it takes beyond that keeps its caller waiting. Runs after authorization.
 */
export const limitRequests = (fastify: FastifyInstance, limit: number) => {
  const quota = new Quota(limit);
  // Every instance counts for itself, and the policy is named so.
  const name = '"requests-here"';
  const policy = `${name};q=${limit};w=60`;

  fastify.addHook('onRequest', (request, reply, done) => {
    // A monitor that is refused would have the service restarted.
    if (request.url.startsWith('/health/')) return done();
    const left = quota.take(keyOf(request));
    void reply.headers({
      'ratelimit-policy': policy,
      ratelimit: `${name};r=${Math.max(0, left.requests)};t=${left.seconds}`,
    });
    if (left.requests >= 0 || batchContext.getStore() !== undefined) return done();
    const denied = tooMany(left, `more than ${limit} requests in a minute`, policy);
    logDenial(request, denied);
    return answer(request, reply, denied, request.log.error.bind(request.log));
  });
};

const keyOf = ({ caller, ip }: FastifyRequest): string =>
  caller === undefined ? networkOf(ip) : JSON.stringify([caller.recorder.issuer, caller.recorder.subject]);

const tooMany = ({ seconds }: Left, why: string, policy: string) =>
  new AccessDenied(429, 'too-many-requests', `Too many requests. Send this again in ${seconds} s.`, why, {
    headers: { 'retry-after': String(seconds), 'ratelimit-policy': policy },
  });
