import { useMessages } from '../../../messages/use-messages.js';
import { dayText } from '../../../model/dates.js';
import type { MeasureRow } from '../../../model/measure-rows.js';
import { swatchOf } from '../../../model/swatch.js';
import { percent } from '../../../parts/time/percent.js';

/** A stretch shorter than this has no room for its words. */
const ROOM = 0.25;

/** The bar of a measure. The table beside it says the same in words, so a screen reader passes over it. */
export const Bars = ({ row }: Readonly<{ row: MeasureRow }>) => {
  const { say, language } = useMessages();
  return (
    <div class="lane" aria-hidden="true">
      {row.segments.map(({ status, place, width, isLater, isTold, to }) => (
        <i
          key={`${place} ${status}`}
          class={`seg ${swatchOf(status, row.isEasing, isTold)}${isLater ? ' after' : ''}`}
          style={{ '--x': percent(place), '--w': percent(width) }}
        >
          {status === 'suspended' && !isLater && width > ROOM && to !== undefined && (
            <span>{say('measures.suspendedUntil', { day: dayText(to, language, 'long') })}</span>
          )}
        </i>
      ))}
    </div>
  );
};
