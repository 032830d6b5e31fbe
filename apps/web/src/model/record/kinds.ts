import type { Attribution, PositionKind, StatementKind } from '../../types/types.gen.js';

/** In the order in which they are offered. */
export const STATEMENT_KINDS = [
  'press-statement',
  'spokesperson-remark',
  'joint-communique',
  'readout',
  'note-verbale',
  'aide-memoire',
  'demarche',
  'non-paper',
  'position-paper',
  'interview',
  'social-post',
  'floor-statement',
  'private-remark',
] as const satisfies readonly StatementKind[];
export const ATTRIBUTIONS = [
  'on-the-record',
  'background',
  'chatham-house',
  'unattributed',
] as const satisfies readonly Attribution[];
export const POSITION_KINDS = [
  'demand',
  'red-line',
  'reservation',
  'offer',
  'acceptance',
] as const satisfies readonly PositionKind[];
