import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Fastify, { type FastifyInstance } from 'fastify';
import { deprecated, deprecationsIn } from '#read-models/routes/deprecation.js';
import { text } from '#read-models/routes/schema.js';
import { readRoutes } from '#read-models/models/models.js';
import { addDeprecationHook } from './deprecation.js';

/** A table of its own: nothing of the service is deprecated. */
const ROUTES = {
  '/current': { parameters: { name: text } },
  '/old': { parameters: {}, deprecated: { since: '2026-01-01', sunset: '2026-07-01', instead: '/current' } },
  '/renamed': {
    parameters: {
      colour: text,
      color: deprecated(text, { since: '2026-02-01', sunset: '2026-09-01', instead: 'colour' }),
      size: deprecated(text, { since: '2025-06-01', instead: 'limit' }),
    },
  },
};

let fastify: FastifyInstance;
beforeAll(async () => {
  fastify = Fastify();
  addDeprecationHook(fastify);
  fastify.addHook('onRequest', async ({ headers }, reply) =>
    headers['x-refuse'] ? reply.code(403).send() : undefined,
  );
  for (const [path, route] of Object.entries(ROUTES))
    fastify.get(path, { config: { deprecations: deprecationsIn(route) } }, () => 'ok');
  await fastify.ready();
});
afterAll(() => fastify.close());

const told = async (url: string, headers: Record<string, string> = {}) => {
  const answer = await fastify.inject({ url, headers });
  return [answer.statusCode, answer.headers['deprecation'], answer.headers['sunset']];
};

describe('what is deprecated', () => {
  it('is told on every answer of a route, refusals included', async () => {
    const dates = ['@1767225600', 'Wed, 01 Jul 2026 00:00:00 GMT'];
    expect(await told('/old')).toEqual([200, ...dates]);
    expect(await told('/old', { 'x-refuse': 'yes' })).toEqual([403, ...dates]);
  });
  it('is told to who sends a parameter, with the first of the days if there are several', async () => {
    expect(await told('/renamed?color=red')).toEqual([200, '@1769904000', 'Tue, 01 Sep 2026 00:00:00 GMT']);
    expect(await told('/renamed?size=1')).toEqual([200, '@1748736000', undefined]);
    expect(await told('/renamed?size=1&color=red')).toEqual([200, '@1748736000', 'Tue, 01 Sep 2026 00:00:00 GMT']);
  });
  it('is told to nobody else', async () => {
    expect(await told('/current?name=x')).toEqual([200, undefined, undefined]);
    expect(await told('/renamed?colour=red')).toEqual([200, undefined, undefined]);
    expect(await told('/nowhere?color=red')).toEqual([404, undefined, undefined]);
  });
  it('says in the document since when, until when, and what to use', () => {
    expect(ROUTES['/renamed'].parameters.color).toMatchObject({
      deprecated: true,
      description: 'Deprecated: since 2026-02-01, and gone from 2026-09-01 on at the earliest. Use colour.',
    });
  });
  it('stays for half a year at least after it is deprecated, of all reads of the service', () => {
    for (const route of readRoutes) {
      const { route: own, parameters = {} } = deprecationsIn(route);
      for (const { since, sunset } of [...(own ? [own] : []), ...Object.values(parameters)])
        if (sunset !== undefined) expect(Date.parse(sunset) - Date.parse(since)).toBeGreaterThan(180 * 86_400_000);
    }
    expect(readRoutes.length).toBeGreaterThan(30);
  });
});
