import { useMessages } from '../../messages/use-messages.js';
import { dayNumber, dayText } from '../../model/dates.js';
import { placeOf, type Scale } from '../../model/scale.js';
import type { MomentControl } from './use-moment.js';
import { percent } from './percent.js';
import { useMomentText } from './use-moment-text.js';
import { useHand } from './use-hand.js';

type Props = Readonly<{
  scale: Scale;
  control: MomentControl;
  day: string;
  today: string;
  first: string;
  label?: string;
}>;

/** The moment on the axis: a line through the picture with its date, dragged or moved by keys. */
export const Hand = ({ scale, control, day, today, first, label }: Props) => {
  const { say, language } = useMessages();
  const { onKeyDown, onPointerDown } = useHand(scale, control, { day, today, first });
  const place = placeOf(scale, day);
  const isNow = control.moment === undefined;
  const { moment } = control;
  const spoken = useMomentText({ day, ...(moment?.at !== undefined && moment.day === day && { at: moment.at }) });
  return (
    <div
      class={place > 0.85 ? 'handle end' : place < 0.1 ? 'handle begin' : 'handle'}
      style={{ '--x': percent(place) }}
      role="slider"
      tabIndex={0}
      aria-label={label ?? say('moment.label')}
      aria-valuemin={scale.start}
      aria-valuemax={scale.end}
      aria-valuenow={dayNumber(day)}
      aria-valuetext={isNow ? say('hand.today', { day: spoken }) : `${spoken}, ${say(`axis.${control.axis}`)}`}
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
    >
      <span class="flag">
        {isNow ? say('hand.today', { day: dayText(day, language, 'medium') }) : dayText(day, language, 'medium')}
      </span>
    </div>
  );
};
