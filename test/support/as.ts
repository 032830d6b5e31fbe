import type { FastifyRequest } from 'fastify';
import { localCaller, type Caller } from '../../apps/server/src/access/caller.js';
import type { Clearance } from '#domain/marking.js';

/** A caller with all rights everywhere, whose clearance is limited to this. */
const cleared = (name: string, clearance: Clearance | undefined): Caller => ({ ...localCaller(name), clearance });

const CALLERS: Readonly<Record<string, Caller>> = {
  chief: cleared('chief', undefined),
  ana: cleared('ana', { level: 'secret', compartments: ['trade'] }),
  ben: cleared('ben', { level: 'restreint', compartments: [] }),
  // She may read, and nothing else.
  rhea: { ...cleared('rhea', { level: 'restreint', compartments: [] }), roles: ['reader'] },
};

// The package has no types, and none are needed here.
const REQUEST: string = 'fastify/lib/request.js';
const { default: Request } = (await import(REQUEST)) as { default: { prototype: object } };

/** Logs in the caller that the header `x-caller` names; the chief by default. */
export const letInByName = () =>
  Object.defineProperty(Request.prototype, 'caller', {
    configurable: true,
    get(this: FastifyRequest) {
      return CALLERS[String(this.raw.headers['x-caller'] ?? 'chief')];
    },
    set() {},
  });
