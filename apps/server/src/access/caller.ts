import type { FastifyRequest } from 'fastify';
import type { Kind } from '#domain/ids.js';
import type { Recorder } from '#domain/envelope.js';
import { type Clearance, dominates, type Ladder, type Marking } from '#domain/marking.js';
import { type Role, ROLES } from '#domain/role.js';

/** The identity of a caller, their roles and their clearance. */
export type Caller = Readonly<{
  recorder: Recorder;
  roles: readonly Role[];
  /** Undefined: cleared for everything. */
  clearance: Clearance | undefined;
  /** Needs no grant: the local user of a service without login. */
  everywhere: boolean;
  /** When their token expires, in ms since 1970; undefined: there is none. */
  expires?: number | undefined;
  /** The feed by whose key they ask. */
  feed?: FeedAsked | undefined;
}>;

/** `negotiationId`: the only negotiation that it is about. `kinds`: the only things of whose facts it tells. `language`: of its sentences. */
export type FeedAsked = Readonly<{
  id: string;
  negotiationId?: string | undefined;
  kinds?: readonly Kind[] | undefined;
  language: string;
}>;

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by authentication. */
    caller?: Caller;
  }
}

/** The caller of a request. @throws if the request was not authorized */
export const callerOf = ({ caller }: Pick<FastifyRequest, 'caller'>): Caller => {
  if (caller === undefined) throw new Error('the request was not authenticated');
  return caller;
};

/** The user of a service without login. It listens on this machine only, and they may do everything. */
export const localCaller = (name: string): Caller => ({
  recorder: { issuer: 'local', subject: name, name },
  roles: ROLES,
  clearance: undefined,
  everywhere: true,
});

/** Whether a caller's clearance dominates a marking. */
export const isCleared = (ladder: Ladder, { clearance }: Caller, marking: Marking): boolean =>
  clearance === undefined || dominates(ladder, clearance, marking);
