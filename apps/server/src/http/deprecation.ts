import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Deprecation, Deprecations } from '#read-models/routes/deprecation.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What of a route is deprecated. */
    deprecations?: Deprecations;
  }
}

/**
 * Says on every answer, refusals included, that a route is deprecated, or a parameter that was sent: since when (RFC 9745), and until when it
 * stays at least (RFC 8594). To be added before any hook that may refuse a request.
 */
export const addDeprecationHook = (fastify: FastifyInstance): void =>
  void fastify.addHook('onRequest', (request, reply, done) => {
    const found = deprecationsOf(request);
    const [since] = inOrder(found.map(({ since }) => since));
    const [sunset] = inOrder(found.flatMap(({ sunset }) => sunset ?? []));
    if (since !== undefined) void reply.header('deprecation', `@${Date.parse(since) / 1_000}`);
    if (sunset !== undefined) void reply.header('sunset', new Date(sunset).toUTCString());
    done();
  });

const inOrder = (days: readonly string[]): readonly string[] =>
  days.toSorted((one, other) => (one < other ? -1 : Number(one > other)));

const deprecationsOf = ({ routeOptions, query }: FastifyRequest): readonly Deprecation[] => {
  const { route, parameters = {} } = routeOptions.config?.deprecations ?? {};
  const sent = Object.keys(parameters).filter((name) => Object.hasOwn(query ?? {}, name));
  return [...(route === undefined ? [] : [route]), ...sent.map((name) => parameters[name]!)];
};
