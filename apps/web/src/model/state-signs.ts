import type { PositionKind } from '../types/types.gen.js';
import { KIND_SIGNS } from './signs.js';
import { swatchOf } from './swatch.js';

/** How the way a thing stands is drawn: a stretch of a bar, a diamond, or a glyph in a tone. The words beside it say the same. */
export type StateSign =
  | Readonly<{ swatch: string }>
  | Readonly<{ diamond: 'held' | 'planned' }>
  | Readonly<{ glyph: (typeof KIND_SIGNS)[PositionKind][1] | 'open' | 'neq' | 'warn'; tone: string }>;

const OTHERS: Readonly<Record<string, StateSign>> = {
  'commitment.open': { glyph: 'open', tone: 'wait' },
  'commitment.overdue': { glyph: 'warn', tone: 'hard' },
  'commitment.fulfilled': { glyph: 'yes', tone: 'ease' },
  'commitment.disputed': { glyph: 'neq', tone: 'wait' },
  'dispute.open': { glyph: 'neq', tone: 'wait' },
  'dispute.settled': { glyph: 'yes', tone: 'rest' },
};

/** `id`: of the message of a state, such as `state.measure.in-force`. Undefined if its words say enough. */
export const signOfState = (id: string, isEasing: boolean): StateSign | undefined => {
  const [, kind, state = ''] = id.split('.');
  switch (kind) {
    case 'measure':
      return { swatch: swatchOf(state, isEasing, true) };
    case 'meeting':
      return { diamond: state === 'held' ? 'held' : 'planned' };
    case 'position': {
      const sign = state in KIND_SIGNS ? KIND_SIGNS[state as PositionKind] : undefined;
      return sign && { tone: sign[0], glyph: sign[1] };
    }
    default:
      return OTHERS[`${kind}.${state}`];
  }
};
