import type { FastifyRequest } from 'fastify';
import type { Recorder } from '#domain/envelope.js';
import { type Clearance, dominates, type Ladder, type Marking } from '#domain/marking.js';
import { type Role, ROLES } from '#domain/role.js';

/** Who asks, what they may do, and how secret what they see may be. */
export type Caller = Readonly<{
  recorder: Recorder;
  roles: readonly Role[];
  /** Undefined: cleared for everything. */
  clearance: Clearance | undefined;
  /** Needs no grant: whoever uses a service without login, on their own machine. */
  everywhere: boolean;
}>;

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by whatever let the caller in. */
    caller?: Caller;
  }
}

/** The caller of a request. @throws if the request was not authorized */
export const callerOf = ({ caller }: FastifyRequest): Caller => {
  if (caller === undefined) throw new Error('a request came through without a caller');
  return caller;
};

/** Who uses a service without login: it listens on this machine alone, and they may do everything. */
export const localCaller = (name: string): Caller => ({
  recorder: { issuer: 'local', subject: name, name },
  roles: ROLES,
  clearance: undefined,
  everywhere: true,
});

/** Whether a caller may know of what is marked so. */
export const isCleared = (ladder: Ladder, { clearance }: Caller, marking: Marking): boolean =>
  clearance === undefined || dominates(ladder, clearance, marking);
