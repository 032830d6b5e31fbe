import type { FastifyInstance, FastifyRequest } from 'fastify';
import { networkOf } from '../http/network-of.js';
import type { SampledLogs } from '../telemetry/sampled-logs.js';

/** Why access was denied. It is logged, but not sent to the client. */
export type Denial = Readonly<{ code: string; why: string }>;

/** Logged for a caller without a grant or clearance; the response is the same as for something that does not exist. */
export const GRANT_MISSING: Denial = { code: 'grant-missing', why: 'no grant for this negotiation' };
export const CLEARANCE_MISSING: Denial = { code: 'clearance-missing', why: 'not cleared for this' };
export const MARKING_ABOVE_CLEARANCE = {
  code: 'marking-above-clearance',
  why: 'not cleared for the new marking',
} as const satisfies Denial;
export const SECOND_PERSON_MISSING = 'this takes two people';
/** The detail of that response. */
export const ABOVE_CLEARANCE =
  'The marking is above your clearance, so you could not see the result. Choose a marking within your clearance.';

declare module 'fastify' {
  interface FastifyRequest {
    /** Logged once the status of the response is known. */
    denials?: Denial[] | undefined;
  }
}

/** Adds a denial to the decision log of a request, once for each reason. */
export const logDenial = (request: FastifyRequest, { code, why }: Denial): void => {
  const denials = (request.denials ??= []);
  if (!denials.some((known) => known.code === code)) denials.push({ code, why });
};

/**
 * Logs who was denied what, and why, as a line with `decision: "refused"`. Nothing that the client sent is logged: the route
 * is logged as its pattern, without ids. Repeated denials are counted, each with its caller, route and reason. Known callers
 * have a log of their own, so that strangers cannot crowd them out; a caller with very many kinds of denials is still named.
 */
export const addDecisionLog = (fastify: FastifyInstance, lines: Pick<SampledLogs, 'callers' | 'strangers'>) => {
  fastify.addHook('onSend', (request, reply, payload, done) => {
    const { denials, caller, ip: from, method, log } = request;
    if (denials === undefined) return done(null, payload);
    request.denials = undefined;
    const who = caller === undefined ? {} : { issuer: caller.recorder.issuer, subject: caller.recorder.subject };
    const route = request.routeOptions.url;
    const status = reply.statusCode;
    for (const { code, why } of denials) {
      const denied = { decision: 'refused', ...who, status, code };
      (caller === undefined ? lines.strangers : lines.callers).write(
        {
          level: 'warn',
          message: 'refused',
          kind: [denied, why, networkOf(from), method, route],
          fields: { ...denied, from, method, route, why },
          wider: { kind: [denied], fields: denied },
        },
        log,
      );
    }
    return done(null, payload);
  });
};
