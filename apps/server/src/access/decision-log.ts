import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Caller } from './caller.js';

/** Why something is refused, as the log has it: the answer may not say it. */
export type Refusal = Readonly<{ code: string; why: string }>;

/** Who asks, and what writes down why something is refused that is answered as if it were not there. */
export type Asker = Readonly<{ caller: Caller; refused: (refusal: Refusal) => void }>;

/** What the log says of who has no grant, or no clearance: the answer says what it says of what was never there. */
export const GRANT_MISSING: Refusal = { code: 'grant-missing', why: 'no grant for this negotiation' };
export const CLEARANCE_MISSING: Refusal = { code: 'clearance-missing', why: 'not cleared for this' };
export const MARKING_ABOVE_CLEARANCE: Refusal = {
  code: 'marking-above-clearance',
  why: 'not cleared for what it is to be marked',
};

declare module 'fastify' {
  interface FastifyRequest {
    /** What is to be written down once it is known what is answered. */
    refusals?: Refusal[] | undefined;
  }
}

/** Has a refusal written down with what is answered, once for each reason. */
export const logRefusal = (request: FastifyRequest, { code, why }: Refusal): void => {
  const refusals = (request.refusals ??= []);
  if (!refusals.some((known) => known.code === code)) refusals.push({ code, why });
};

/**
 * Writes down who was refused what, and why: a line of the log with `decision: "refused"`. Never what they sent: the route
 * stands as its pattern, so that not even an id is in it.
 */
export const addDecisionLog = (fastify: FastifyInstance) => {
  fastify.addHook('onSend', (request, reply, payload, done) => {
    const { refusals } = request;
    if (refusals === undefined) return done(null, payload);
    request.refusals = undefined;
    const { issuer, subject } = request.caller?.recorder ?? {};
    for (const { code, why } of refusals)
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
