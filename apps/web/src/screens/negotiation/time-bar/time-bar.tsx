import { useMemo, useState } from 'preact/hooks';
import type { Board, Moments } from '../../../types/types.gen.js';
import { useMessages } from '../../../messages/use-messages.js';
import { dayText } from '../../../model/dates.js';
import { firstRows, measureRowsOf, shownParties } from '../../../model/measure-rows.js';
import { firstDayIn, placeOf, scaleOf, ticksBeside, ticksOf } from '../../../model/scale.js';
import type { Opened } from '../../../parts/drawer/opened.js';
import type { MomentControl } from '../../../parts/time/use-moment.js';
import { percent } from '../../../parts/time/percent.js';
import { Hand } from '../../../parts/time/hand.js';
import { Sparkline } from '../../../parts/time/sparkline.js';
import { TimeTools } from '../../../parts/time/time-tools.js';
import { Force } from './force.js';

type Props = Readonly<{
  board: Board;
  now: Board | undefined;
  moments: Moments | undefined;
  control: MomentControl;
  open: (opened: Opened) => void;
}>;

/** Time bar and measures are one picture on one axis: moving the hand shows what it does. */
export const TimeBar = ({ board, now, moments, control, open }: Props) => {
  const { say, language } = useMessages();
  const [areAllShown, showAll] = useState(false);
  const today = now?.on ?? board.on;
  const first = firstDayIn(moments);
  const scale = useMemo(() => scaleOf(first, today), [first, today]);
  const day = control.moment?.day ?? today;
  const rows = useMemo(() => measureRowsOf(board, now, scale), [board, now, scale]);
  const shown = areAllShown ? rows : firstRows(rows);
  const hidden = rows.length - shown.length;
  const parties = shownParties(board);
  return (
    <section class="score" aria-label={say('time.label')} style={{ '--states': Math.max(1, parties.length) }}>
      <TimeTools control={control} moments={moments} day={day} />
      <div class="picture">
        <div class="axis" aria-hidden="true">
          {ticksOf(scale).map((tick) => (
            <i key={tick.day} class="tick" style={{ '--x': percent(placeOf(scale, tick.day)) }} />
          ))}
        </div>
        <h2 class="dayhead">
          {control.moment === undefined
            ? say('measures.today')
            : say('measures.then', { day: dayText(day, language, 'medium') })}
        </h2>
        <Sparkline scale={scale} axis={control.axis} moments={moments} day={day} isNow={control.moment === undefined} />
        <Force rows={shown} parties={parties} board={board} scale={scale} day={day} open={open} />
        <div class="ticks" aria-hidden="true">
          {ticksBeside(scale, day).map((tick) => (
            <span key={tick.day} style={{ '--x': percent(placeOf(scale, tick.day)) }}>
              {dayText(tick.day, language, tick.style)}
            </span>
          ))}
        </div>
        <div class="axis">
          <Hand scale={scale} control={control} day={day} today={today} first={first ?? today} />
        </div>
      </div>
      {hidden > 0 && (
        <button type="button" class="plain small more" onClick={() => showAll(true)}>
          {say('measures.more', { count: hidden + board.measures.more })}
        </button>
      )}
    </section>
  );
};
