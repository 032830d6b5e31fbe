import type { FastifyInstance, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import type { Limits } from '#config/limits.js';
import { Problem } from '../http/problem.js';
import { sendProblem } from '../http/problem.filter.js';
import { batchContext } from './batch-context.js';
import { logDenial } from './decision-log.js';
import type { Authenticate } from './authorize-hook.js';
import { networkOf } from '../http/network-of.js';
import { type Left, Quota } from './quota.js';
import { AccessDenied } from './access-denied.js';

/** A hundred per second: more than a person or a dashboard needs, and less than what does harm. */
const WITH_LOGIN = 6_000;

/** Without login, there is one caller, on their own machine. */
export const requestsPerMinute = ({ requestsPerMinute: given }: Limits, hasLogin: boolean): number =>
  given ?? (hasLogin ? WITH_LOGIN : 0);

/**
 * An address that sent too many invalid tokens may send no new one for a while, since each costs a signature check. Tokens that
 * were verified before, and requests without a token, are not limited.
 */
export const limitFailedLogins = (
  authenticate: Authenticate,
  wasValid: (authorization: string) => boolean,
  { failedLoginsPerMinute }: Limits,
): Authenticate => {
  const failures = new Quota(failedLoginsPerMinute);
  const policy = `"failed-logins-here";q=${failedLoginsPerMinute};w=60`;
  return async (request) => {
    const { authorization } = request.headers;
    if (authorization === undefined || wasValid(authorization)) return authenticate(request);
    const key = networkOf(request.ip);
    const left = failures.left(key);
    if (left.requests <= 0) throw tooMany(left, 'too many invalid tokens from this address', policy);
    try {
      return await authenticate(request);
    } catch (error) {
      if (error instanceof AccessDenied && error.status === 401) failures.take(key);
      throw error;
    }
  };
};

/**
 * The same for keys in addresses. A key that holds is never refused: providers of calendars fetch those of many people from few addresses.
 * An address that sent too many others gets the same answer to each: most of them cost no look at the notes any more.
 * Whether this service issued a key is known without such a look, too.
 */
export const limitFailedKeys = <T>(
  keys: Readonly<{ callerByKey: (request: FastifyRequest) => Promise<T>; isIssued: (key: string) => boolean }>,
  { failedLoginsPerMinute }: Pick<Limits, 'failedLoginsPerMinute'>,
): ((request: FastifyRequest) => Promise<T>) => {
  const failures = new Quota(failedLoginsPerMinute);
  const failedLately = new LRUCache<string, true>({ max: MOST_FAILED, ttl: FAILED_MS });
  const policy = `"failed-keys-here";q=${failedLoginsPerMinute};w=60`;
  return async (request) => {
    const { key = '' } = request.params as { key?: string };
    const address = networkOf(request.ip);
    const left = failures.left(address);
    const denied = () => tooMany(left, 'too many unknown keys from this address', policy);
    if (left.requests <= 0 && (failedLately.has(key) || !keys.isIssued(key))) throw denied();
    try {
      return await keys.callerByKey(request);
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 404) throw error;
      failedLately.set(key, true);
      failures.take(address);
      throw left.requests <= 0 ? denied() : error;
    }
  };
};
/** Keys that have failed are remembered for so long, and so many of them. */
const [FAILED_MS, MOST_FAILED] = [60_000, 10_000];

/**
 * A limit of requests per minute for each caller, or for each address without a login. The header fields
 * are those of draft-ietf-httpapi-ratelimit-headers-10. A batch counts for itself and for each of its commands. It is accepted
 * as a whole if any quota is left, and may exceed the quota. Runs after authorization.
 * @returns the quota, for commands of a batch that have no request of their own
 */
export const limitRequests = (fastify: FastifyInstance, limit: number): Quota => {
  const quota = new Quota(limit);
  // The name says that each instance counts separately.
  const name = '"requests-here"';
  const policy = `${name};q=${limit};w=60`;

  fastify.addHook('onRequest', (request, reply, done) => {
    // Rate-limited health checks would cause a restart of the service.
    if (request.url.startsWith('/health/')) return done();
    const left = quota.take(keyOf(request));
    void reply.headers({
      'ratelimit-policy': policy,
      ratelimit: `${name};r=${Math.max(0, left.requests)};t=${left.seconds}`,
    });
    if (left.requests >= 0 || batchContext.getStore() !== undefined) return done();
    const denied = tooMany(left, `more than ${limit} requests per minute`, policy);
    logDenial(request, denied);
    return sendProblem(request, reply, denied);
  });
  return quota;
};

/** By whom requests are counted. */
export const keyOf = ({ caller, ip }: Pick<FastifyRequest, 'caller' | 'ip'>): string => {
  if (caller === undefined) return networkOf(ip);
  // Whoever has the key of a feed cannot use up what its owner may ask.
  const feed = caller.feed === undefined ? [] : ['feed', caller.feed.id];
  return JSON.stringify([caller.recorder.issuer, caller.recorder.subject, ...feed]);
};

const tooMany = ({ seconds }: Left, why: string, policy: string) =>
  new AccessDenied('too-many-requests', `Too many requests. Send this again in ${seconds} s.`, why, {
    headers: { 'retry-after': String(seconds), 'ratelimit-policy': policy },
  });
