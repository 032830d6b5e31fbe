import type { FastifyRequest } from 'fastify';
import { localCaller, type Caller } from '../../apps/server/src/access/caller.js';
import type { Clearance } from '#domain/marking.js';

/** Somebody who may do everything everywhere, and sees no more than this. */
const cleared = (name: string, clearance: Clearance | undefined): Caller => ({ ...localCaller(name), clearance });

const CALLERS: Readonly<Record<string, Caller>> = {
  chief: cleared('chief', undefined),
  ana: cleared('ana', { level: 'secret', compartments: ['trade'] }),
  ben: cleared('ben', { level: 'restreint', compartments: [] }),
};

// It has no types, and none are needed here.
const REQUEST: string = 'fastify/lib/request.js';
const { default: Request } = (await import(REQUEST)) as { default: { prototype: object } };

/** Lets whoever the header `x-caller` names in; the chief, where it names nobody. */
export const letInByName = () =>
  Object.defineProperty(Request.prototype, 'caller', {
    configurable: true,
    get(this: FastifyRequest) {
      return CALLERS[String(this.raw.headers['x-caller'] ?? 'chief')];
    },
    set() {},
  });
