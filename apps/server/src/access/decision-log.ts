import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Why access is denied, as the log has it: the answer may not say it. */
export type Denial = Readonly<{ code: string; why: string }>;

/** What the log says of who has no grant, or no clearance: the answer says what it says of what was never there. */
export const GRANT_MISSING: Denial = { code: 'grant-missing', why: 'no grant for this negotiation' };
export const CLEARANCE_MISSING: Denial = { code: 'clearance-missing', why: 'not cleared for this' };
export const MARKING_ABOVE_CLEARANCE: Denial = {
  code: 'marking-above-clearance',
  why: 'not cleared for what it is to be marked',
};
/** What the answer says of it. */
export const ABOVE_CLEARANCE =
  'Nobody marks above their own clearance, since they could not see any more what they did.';

declare module 'fastify' {
  interface FastifyRequest {
    /** What is to be written down once it is known what is answered. */
    denials?: Denial[] | undefined;
  }
}

/** Has a refusal written down with what is answered, once for each reason. */
export const logDenial = (request: FastifyRequest, { code, why }: Denial): void => {
  const denials = (request.denials ??= []);
  if (!denials.some((known) => known.code === code)) denials.push({ code, why });
};

/**
 * Writes down who was refused what, and why: a line of the log with `decision: "refused"`. Never what they sent: the route
 * stands as its pattern, so that not even an id is in it.
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
