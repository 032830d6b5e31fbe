import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Why access was denied. It is logged, but not sent to the client. */
export type Denial = Readonly<{ code: string; why: string }>;

/** Logged for a caller without a grant or clearance; the response is the same as for something that does not exist. */
export const GRANT_MISSING: Denial = { code: 'grant-missing', why: 'no grant for this negotiation' };
export const CLEARANCE_MISSING: Denial = { code: 'clearance-missing', why: 'not cleared for this' };
export const MARKING_ABOVE_CLEARANCE: Denial = {
  code: 'marking-above-clearance',
  why: 'not cleared for the new marking',
};
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
 * is logged as its pattern, without ids.
 */
export const addDecisionLog = (fastify: FastifyInstance) => {
  fastify.addHook('onSend', (request, reply, payload, done) => {
    const { denials } = request;
    if (denials === undefined) return done(null, payload);
    request.denials = undefined;
    const { issuer, subject } = request.caller?.recorder ?? {};
    for (const { code, why } of denials)
      request.log.warn(
        {
          decision: 'refused',
          ...(subject === undefined ? {} : { issuer, subject }),
          from: request.ip,
          method: request.method,
          route: request.routeOptions.url,
          status: reply.statusCode,
          code,
          why,
        },
        'refused',
      );
    return done(null, payload);
  });
};
