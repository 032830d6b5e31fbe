import type { FastifyRequest } from 'fastify';

/** A refusal, as the log has it: what was answered, and why, which the answer does not say. */
export type Refusal = Readonly<{ status: number; code: string; why: string }>;

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
