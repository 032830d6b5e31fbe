import type { FastifyRequest } from 'fastify';
import type { Caller } from './caller.js';

/** A refusal, as the log has it: what was answered, and why, which the answer does not say. */
export type Refusal = Readonly<{ status: number; code: string; why: string }>;

/** Who asks, and what writes down why something is refused that is answered as if it were not there. */
export type Asker = Readonly<{ caller: Caller; refused: (refusal: Refusal) => void }>;

/** What the log says of who has no grant, or no clearance: the answer says what it says of what was never there. */
export const GRANT_MISSING: Refusal = { status: 404, code: 'grant-missing', why: 'no grant for this negotiation' };
export const CLEARANCE_MISSING: Refusal = { status: 404, code: 'clearance-missing', why: 'not cleared for this' };

/**
 * Writes down who was refused what, and why: a line of the log with `decision: "refused"`. Never what they sent: the route
 * stands as its pattern, so that not even an id is in it.
 */
export const logRefusal = (request: FastifyRequest, { status, code, why }: Refusal): void => {
  const { issuer, subject } = request.caller?.recorder ?? {};
  request.log.warn(
    {
      decision: 'refused',
      ...(subject === undefined ? {} : { issuer, subject }),
      from: request.ip,
      method: request.method,
      route: request.routeOptions.url,
      status,
      code,
      why,
    },
    'refused',
  );
};
