import { describe, expect, it } from '@jest/globals';
import Fastify, { type FastifyRequest } from 'fastify';
import type { Limits } from '#config/limits.js';
import { batchContext } from './batch-context.js';
import type { Caller } from './caller.js';
import { feedPath } from '../http/path-of.js';
import { Problem } from '../http/problem.js';
import { addAuthorizeHook } from './authorize-hook.js';
import { limitFailedKeys, limitFailedLogins, limitRequests, requestsPerMinute } from './rate-limit.js';
import { AccessDenied } from './access-denied.js';

const LIMITS = { requestsPerMinute: undefined, failedLoginsPerMinute: 3 } as Limits;
const callerOf = (name: string): Caller => ({
  recorder: { issuer: 'https://login.example.org', subject: name, name },
  roles: ['reader'],
  clearance: undefined,
  everywhere: false,
});

/** Accepts a name as the token, except Eve. */
const authenticate = ({ headers }: FastifyRequest): Caller => {
  const { authorization: name } = headers;
  if (name === undefined || name === 'eve')
    throw new AccessDenied('login-required', 'Authentication required', 'a test');
  return callerOf(name);
};

/** The keys for which notes were read. */
const lookedFor: string[] = [];

const service = (limit: number) => {
  const fastify = Fastify();
  addAuthorizeHook(fastify, {
    authenticate: limitFailedLogins(authenticate, (authorization) => authorization.endsWith('known'), LIMITS),
    // Ana has given the key of a feed to somebody.
    callerByKey: limitFailedKeys(
      {
        isIssued: (key) => key !== 'invented',
        callerByKey: async ({ params }) => {
          const { key } = params as { key: string };
          lookedFor.push(key);
          if (key !== 'known') throw new Problem('feed-unknown', 'It has ended.');
          return { ...callerOf('ana'), feed: { id: 'one', language: 'en' } };
        },
      },
      LIMITS,
    ),
  });
  limitRequests(fastify, limit);
  for (const path of ['/v1/negotiations', feedPath('calendar'), '/docs', '/health/live']) fastify.get(path, () => 'ok');
  return async (
    name?: string,
    { url = name === undefined ? '/docs' : '/v1/negotiations', remoteAddress = '192.0.2.7' } = {},
  ) => {
    const headers = name === undefined ? {} : { authorization: name };
    const { statusCode: status, headers: answered, body } = await fastify.inject({ url, headers, remoteAddress });
    return { status, headers: answered, body };
  };
};
const statuses = async (times: number, ask: () => Promise<{ status: number }>) => {
  const all: number[] = [];
  for (let n = 0; n < times; n++) all.push((await ask()).status);
  return all;
};

describe('the rate limit', () => {
  it('sends the remaining quota to each caller, and rejects requests above it', async () => {
    const ask = service(2);
    const first = await ask('ana');
    expect([first.status, first.headers['ratelimit-policy'], first.headers['ratelimit']]).toEqual([
      200,
      '"requests-here";q=2;w=60',
      '"requests-here";r=1;t=60',
    ]);
    await ask('ana');
    const refused = await ask('ana');
    expect(refused.status).toBe(429);
    expect(refused.headers['ratelimit']).toMatch(/^"requests-here";r=0;t=(?:60|59)$/);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(50);
    expect(refused.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(JSON.parse(refused.body)).toMatchObject({ status: 429, code: 'too-many-requests' });
    expect(refused.body).not.toContain('ana');
  });
  it('counts by caller, at any address, and by address without a login', async () => {
    const ask = service(1);
    expect((await ask('ana')).status).toBe(200);
    expect((await ask('ana', { remoteAddress: '192.0.2.8' })).status).toBe(429);
    expect((await ask('ben')).status).toBe(200);
    expect((await ask()).status).toBe(200);
    expect((await ask()).status).toBe(429);
    expect((await ask(undefined, { remoteAddress: '192.0.2.8' })).status).toBe(200);
    expect((await ask(undefined, { remoteAddress: '2001:db8::1' })).status).toBe(200);
    expect((await ask(undefined, { remoteAddress: '2001:db8::2' })).status).toBe(429);
  });
  it('counts who asks by the key of a feed apart from its owner', async () => {
    const ask = service(1);
    const feed = { url: feedPath('calendar').replace(':key', 'known'), remoteAddress: '192.0.2.9' };
    expect((await ask(undefined, feed)).status).toBe(200);
    expect((await ask(undefined, { ...feed, remoteAddress: '192.0.2.10' })).status).toBe(429);
    expect((await ask('ana')).status).toBe(200);
  });
  it('never rejects health checks', async () => {
    const ask = service(1);
    expect(await statuses(5, () => ask(undefined, { url: '/health/live' }))).toEqual([200, 200, 200, 200, 200]);
  });
  it('counts the commands of a batch, and rejects none', async () => {
    const ask = service(3);
    const parts = await batchContext.run({ caller: callerOf('ana'), key: undefined }, () =>
      statuses(5, () => ask('ana')),
    );
    expect(parts).toEqual([200, 200, 200, 200, 200]);
    expect((await ask('ana')).status).toBe(429);
  });
  it('defaults to a hundred requests per second with login, and to none without', () => {
    expect(requestsPerMinute(LIMITS, true)).toBe(6_000);
    expect(requestsPerMinute(LIMITS, false)).toBe(0);
    expect(requestsPerMinute({ ...LIMITS, requestsPerMinute: 0 }, true)).toBe(0);
    expect(requestsPerMinute({ ...LIMITS, requestsPerMinute: 7 }, false)).toBe(7);
  });
});

describe('an address that sent too many unknown keys', () => {
  it('is rejected for a while with each that does not hold, and never with one that holds', async () => {
    const ask = service(100);
    const feed = (key: string, remoteAddress = '192.0.2.7') =>
      ask(undefined, { url: feedPath('calendar').replace(':key', key), remoteAddress });
    lookedFor.length = 0;
    expect(await statuses(5, () => feed('ended'))).toEqual([404, 404, 404, 429, 429]);
    const refused = await feed('ended');
    expect([refused.status, refused.headers['ratelimit-policy']]).toEqual([429, '"failed-keys-here";q=3;w=60']);
    for (const key of ['invented', 'ended-too']) expect((await feed(key)).status).toBe(429);
    expect(lookedFor).toEqual(['ended', 'ended', 'ended', 'ended-too']);
    expect((await feed('known')).status).toBe(200);
    expect((await feed('ended', '192.0.2.8')).status).toBe(404);
    expect((await ask('ana')).status).toBe(200);
  });
});

describe('an address that sent too many invalid tokens', () => {
  it('is rejected for a while even with a valid token, but not without a token', async () => {
    const ask = service(100);
    expect(await statuses(5, () => ask('eve'))).toEqual([401, 401, 401, 429, 429]);
    const refused = await ask('ana');
    expect([refused.status, refused.headers['ratelimit-policy']]).toEqual([429, '"failed-logins-here";q=3;w=60']);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(50);
    expect((await ask()).status).toBe(200);
    expect((await ask(undefined, { url: '/v1/negotiations' })).status).toBe(401);
    expect((await ask('ana', { remoteAddress: '192.0.2.8' })).status).toBe(200);
  });
  it('cannot guess tokens on public routes either', async () => {
    const ask = service(100);
    expect(await statuses(3, () => ask('eve', { url: '/docs' }))).toEqual([200, 200, 200]);
    expect((await ask('ana')).status).toBe(429);
    expect((await ask('ana', { url: '/docs' })).status).toBe(200);
  });
  it('is not one that sent only valid tokens', async () => {
    const ask = service(100);
    expect(new Set(await statuses(20, () => ask('ana')))).toEqual(new Set([200]));
    expect(await statuses(2, () => ask('eve'))).toEqual([401, 401]);
    expect((await ask('ana')).status).toBe(200);
  });
});
