import { segmentsOf } from '../../model/segments.js';
import { dayNumber } from '../../model/dates.js';
import { swatchOf } from '../../model/swatch.js';
import type { Window } from '../../model/window.js';
import { percent } from '../../parts/time/percent.js';
import type { Board } from '../../types/types.gen.js';

type Props = Readonly<{ measureId: string; board: Board; window: Window; until: string }>;

/**
 * When a measure is in force, behind its facts; of one with several histories, that of most of its provisions. The first screen says
 * the same in words, so a screen reader passes over it.
 */
export const InForce = ({ measureId, board, window, until }: Props) => {
  const own = board.measures.items
    .map((group) => ({ group, count: group.provisions.items.filter((one) => one.measureId === measureId).length }))
    .filter(({ count }) => count > 0)
    .toSorted((a, b) => b.count - a.count)[0]?.group;
  if (own === undefined || until < window.from) return null;
  const scale = { start: dayNumber(window.from), end: dayNumber(window.to) + 1 };
  const last = until < window.to ? until : window.to;
  return (
    <>
      {segmentsOf(scale, last, own.periods.items, []).map(({ status, place, width, isTold }) => (
        <i
          key={`${place} ${status}`}
          class={`seg ${swatchOf(status, own.instrument === 'easing', isTold)}`}
          style={{ '--x': percent(place), '--w': percent(width) }}
          aria-hidden="true"
        />
      ))}
    </>
  );
};
