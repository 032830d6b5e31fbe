import type { PositionMove } from '../types/types.gen.js';
import { useMessages } from '../messages/use-messages.js';
import type { MessageId } from '../messages/language-en.js';
import { DIRECTION_SIGNS } from '../model/signs.js';
import { FactDate } from './fact-date.js';
import { Glyph } from './glyph.js';

type Props = Readonly<{ move: Pick<PositionMove, 'type' | 'direction' | 'occurredOn' | 'occurredText'> }>;

const WORDS: Readonly<Record<PositionMove['type'], MessageId>> = {
  PositionTaken: 'move.taken',
  PositionShifted: 'move.shifted',
  PositionMaintained: 'move.maintained',
  PositionWithdrawn: 'move.withdrawn',
};

/** How a position moved, and when. */
export const Move = ({ move: { type, direction, occurredOn, occurredText } }: Props) => {
  const { say } = useMessages();
  const glyph = direction ? DIRECTION_SIGNS[direction] : type === 'PositionMaintained' ? 'same' : undefined;
  return (
    <span class="by">
      {glyph && <Glyph name={glyph} />}
      {say(direction ? `direction.${direction}` : WORDS[type])}
      {occurredOn !== undefined && (
        <>
          {' '}
          <FactDate edtf={occurredOn} text={occurredText} />
        </>
      )}
    </span>
  );
};
