import type { Coming } from '../types/types.gen.js';
import type { GlyphName } from './glyph.js';

/** How it is drawn whether somebody comes. */
export const COMING_SIGNS: Readonly<Record<Coming, readonly [tone: string, glyph: GlyphName]>> = {
  coming: ['ease', 'yes'],
  'not-coming': ['hard', 'no'],
  unclear: ['wait', 'unclear'],
  unanswered: ['rest', 'open'],
};
