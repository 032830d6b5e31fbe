import type { Direction, PositionKind } from '../types/types.gen.js';

/** The sign of a position's kind: a shape, and a tone that repeats what the shape says. */
export const KIND_SIGNS = {
  demand: ['hard', 'demand'],
  'red-line': ['hard', 'redline'],
  reservation: ['wait', 'reservation'],
  offer: ['ease', 'offer'],
  acceptance: ['ease', 'yes'],
} as const satisfies Record<PositionKind, readonly [string, string]>;

export const DIRECTION_SIGNS = {
  hardened: 'harder',
  softened: 'softer',
  reframed: 'same',
} as const satisfies Record<Direction, string>;
