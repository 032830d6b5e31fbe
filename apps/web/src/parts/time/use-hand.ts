import { useRef } from 'preact/hooks';
import { dayAt, dayNumber } from '../../model/dates.js';
import { type Moment, type Step, stepOf } from '../../model/moment.js';
import type { Scale } from '../../model/scale.js';
import { drag } from './drag.js';
import type { MomentControl } from './use-moment.js';

type Days = Readonly<{ day: string; today: string; first: string }>;

/** A hand that rests for so long is where the reader wants it, and goes into the address. */
const REST_MS = 500;

/** Dragging and keys. The page follows while the hand moves; the address once it is released. */
export const useHand = (scale: Scale, { axis, show, settle }: MomentControl, { day, today, first }: Days) => {
  const rest = useRef<ReturnType<typeof setTimeout>>();
  const momentOf = (to: string): Moment | undefined => (to >= today ? undefined : { axis, day: to });

  const onKeyDown = (event: KeyboardEvent) => {
    const isRightToLeft = document.documentElement.dir === 'rtl';
    const step = stepOf(event.key, isRightToLeft);
    if (step === undefined) return;
    event.preventDefault();
    const moment = momentOf(dayAfter(step, day, first, today));
    show(moment);
    clearTimeout(rest.current);
    rest.current = setTimeout(() => settle(moment), REST_MS);
  };

  const onPointerDown = (event: PointerEvent) =>
    drag(event, scale, { move: (to) => show(momentOf(to)), end: (to) => settle(momentOf(to)) });
  return { onKeyDown, onPointerDown };
};

const dayAfter = (step: Step, day: string, first: string, today: string): string => {
  if ('to' in step) return step.to === 'first' ? first : today;
  const number = dayNumber(day) + step.days;
  return dayAt(Math.min(dayNumber(today), Math.max(dayNumber(first), number)));
};
