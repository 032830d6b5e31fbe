import type { FastifyRequest } from 'fastify';
import { localCaller, type Caller } from '../../apps/server/src/access/caller.js';
import type { Clearance } from '#domain/marking.js';

/** A caller with all rights everywhere, whose clearance is limited to this. */
const cleared = (name: string, clearance: Clearance | undefined): Caller => ({ ...localCaller(name), clearance });

const granted = (name: string, compartments: readonly string[]): Caller => ({
  ...cleared(name, { level: 'confidentiel', compartments }),
  everywhere: false,
});
export const compartments = (count: number): readonly string[] => Array.from({ length: count }, (_, n) => `c${n}`);

const CALLERS: Readonly<Record<string, Caller>> = {
  chief: cleared('chief', undefined),
  ana: cleared('ana', { level: 'secret', compartments: ['trade'] }),
  ben: cleared('ben', { level: 'restreint', compartments: [] }),
  // They read what they have a grant for, with few, more and many compartments.
  gita: granted('gita', []),
  greta: granted('greta', compartments(8)),
  gustav: granted('gustav', compartments(20)),
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
