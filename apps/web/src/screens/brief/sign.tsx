import { DIRECTION_SIGNS } from '../../model/signs.js';
import { signOfState, type StateSign } from '../../model/state-signs.js';
import { COMING_SIGNS } from '../../parts/coming-signs.js';
import { Glyph, type GlyphName } from '../../parts/glyph.js';
import type { Coming, Direction } from '../../types/types.gen.js';

/** The sign of a sentence, by the id of its message. Its words say the same, so black ink and a screen reader lose nothing. */
export const Sign = ({ id }: Readonly<{ id: string }>) => {
  const sign = signOf(id);
  if (sign === undefined) return null;
  if ('swatch' in sign) return <i class={`sw seg ${sign.swatch}`} />;
  if (!('glyph' in sign)) return null;
  return (
    <span class={sign.tone}>
      <Glyph name={sign.glyph} />
    </span>
  );
};

type Drawn = StateSign | Readonly<{ glyph: GlyphName; tone: string }> | undefined;
const CONTRADICTED = { glyph: 'neq', tone: 'wait' } as const;

const signOf = (id: string): Drawn => {
  const [group, what = '', more = ''] = id.split('.');
  switch (`${group}.${what}`) {
    case 'brief.position':
      return signOfState(`state.position.${more}`, false);
    case 'brief.force':
      return signOfState(`state.measure.${more}`, false);
    case 'brief.pledge':
      return signOfState(`state.commitment.${more}`, false);
    case 'fact.PositionShifted':
      return more in DIRECTION_SIGNS ? { glyph: DIRECTION_SIGNS[more as Direction], tone: '' } : undefined;
    case 'brief.disputed':
    case 'fact.AccountDisputed':
      return CONTRADICTED;
    default: {
      if (group !== 'coming' || !(what in COMING_SIGNS)) return undefined;
      const [tone, glyph] = COMING_SIGNS[what as Coming];
      return { glyph, tone };
    }
  }
};
