import { useMessages } from '../../messages/use-messages.js';
import { useTimelineTexts } from '../../messages/timeline-texts.js';
import { dayText } from '../../model/dates.js';
import { firstDayIn, placeOf, ticksOf } from '../../model/scale.js';
import { Hand } from '../../parts/time/hand.js';
import { percent } from '../../parts/time/percent.js';
import { Sparkline } from '../../parts/time/sparkline.js';
import { TimeTools } from '../../parts/time/time-tools.js';
import type { MomentControl } from '../../parts/time/use-moment.js';
import type { Moments } from '../../types/types.gen.js';
import type { WindowControl } from './use-window.js';
import { WindowFrame } from './window-frame.js';

type Props = Readonly<{ moments: Moments | undefined; control: MomentControl; windows: WindowControl; today: string }>;

/** The whole axis: how many facts fall where, the moment that is shown, and the days that the lanes show. */
export const Overview = ({ moments, control, windows, today }: Props) => {
  const { language } = useMessages();
  const tell = useTimelineTexts();
  const { scale } = windows;
  const day = control.moment?.day ?? today;
  return (
    <section class="score" aria-label={tell('overview.label')}>
      <TimeTools control={control} moments={moments} day={day} />
      <div class="picture">
        <div class="axis" aria-hidden="true">
          {ticksOf(scale).map((tick) => (
            <i key={tick.day} class="tick" style={{ '--x': percent(placeOf(scale, tick.day)) }} />
          ))}
        </div>
        <Sparkline scale={scale} axis={control.axis} moments={moments} day={day} isNow={control.moment === undefined} />
        <div class="ticks" aria-hidden="true">
          {ticksOf(scale).map((tick) => (
            <span key={tick.day} style={{ '--x': percent(placeOf(scale, tick.day)) }}>
              {dayText(tick.day, language, tick.style)}
            </span>
          ))}
        </div>
        <div class="axis framed">
          <WindowFrame windows={windows} />
        </div>
        <div class="axis">
          <Hand scale={scale} control={control} day={day} today={today} first={firstDayIn(moments) ?? today} />
        </div>
      </div>
    </section>
  );
};
