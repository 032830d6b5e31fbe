import type { FastifyRequest } from 'fastify';
import type { Change } from '#read-models/replay/changes.js';
import type { MomentTold } from '#read-models/replay/diff.js';
import { callerOf } from '../access/caller.js';

/** Ordinals count all that is in the log: who may not see all of it is told none. */
export const isNumbered = (request: FastifyRequest): boolean => callerOf(request).clearance === undefined;

export const unnumberedChange = <C extends Change>({ by, without, ...change }: C) => ({
  ...change,
  by: by && withoutOrdinal(by),
  ...(without && { without: withoutOrdinal(without) }),
});

export const unnumberedMoments = ({ from, to }: Readonly<{ from: MomentTold; to: MomentTold }>) => ({
  from: withoutOrdinal(from),
  to: withoutOrdinal(to),
});

const withoutOrdinal = <T extends { ordinal: number }>({ ordinal: _, ...rest }: T): Omit<T, 'ordinal'> => rest;
