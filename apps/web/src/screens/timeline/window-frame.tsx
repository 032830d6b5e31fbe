import { useMessages } from '../../messages/use-messages.js';
import { useTimelineTexts } from '../../messages/timeline-texts.js';
import { dayAt, dayNumber, dayText } from '../../model/dates.js';
import { stepOf } from '../../model/moment.js';
import { placeOf } from '../../model/scale.js';
import { withEnd } from '../../model/window.js';
import { drag } from '../../parts/time/drag.js';
import { percent } from '../../parts/time/percent.js';
import type { WindowControl } from './use-window.js';

const ENDS = ['from', 'to'] as const;
type End = (typeof ENDS)[number];

/** The days that the lanes show, as a frame on the whole axis. Its ends are dragged, or moved by keys. */
export const WindowFrame = ({ windows }: Readonly<{ windows: WindowControl }>) => {
  const { language } = useMessages();
  const tell = useTimelineTexts();
  const { window, all, scale, show, settle } = windows;
  const place = placeOf(scale, window.from);
  const onKeyDown = (event: KeyboardEvent, end: End) => {
    const step = stepOf(event.key, document.documentElement.dir === 'rtl');
    if (step === undefined) return;
    event.preventDefault();
    const to = 'to' in step ? (step.to === 'first' ? all.from : all.to) : dayAt(dayNumber(window[end]) + step.days);
    settle(withEnd(window, end, to, all));
  };
  return (
    <div class="frame" style={{ '--x': percent(place), '--w': percent(placeOf(scale, window.to) - place) }}>
      {ENDS.map((end) => (
        <div
          key={end}
          class={`grip ${end}`}
          role="slider"
          tabIndex={0}
          aria-label={tell(`period.${end}`)}
          aria-valuemin={scale.start}
          aria-valuemax={scale.end}
          aria-valuenow={dayNumber(window[end])}
          aria-valuetext={dayText(window[end], language, 'full')}
          onKeyDown={(event) => onKeyDown(event, end)}
          onPointerDown={(event) =>
            drag(event, scale, {
              move: (day) => show(withEnd(window, end, day, all)),
              end: (day) => settle(withEnd(window, end, day, all)),
            })
          }
        />
      ))}
    </div>
  );
};
