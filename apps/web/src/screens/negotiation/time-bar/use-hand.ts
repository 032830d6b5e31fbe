import { useRef } from 'preact/hooks';
import { dayAt, dayNumber } from '../../../model/dates.js';
import { type Moment, type Step, stepOf } from '../../../model/moment.js';
import { dayAtPlace, type Scale } from '../../../model/scale.js';
import type { MomentControl } from '../use-moment.js';

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

  const onPointerDown = (event: PointerEvent) => {
    const hand = event.currentTarget as HTMLElement;
    hand.setPointerCapture(event.pointerId);
    const box = hand.parentElement!.getBoundingClientRect();
    const isRightToLeft = document.documentElement.dir === 'rtl';
    const momentAt = ({ clientX }: PointerEvent) =>
      momentOf(dayAtPlace(scale, (isRightToLeft ? box.right - clientX : clientX - box.left) / box.width));
    const onMove = (moved: PointerEvent) => show(momentAt(moved));
    const onEnd = (ended: PointerEvent) => {
      hand.removeEventListener('pointermove', onMove);
      hand.removeEventListener('pointerup', onEnd);
      hand.removeEventListener('pointercancel', onEnd);
      settle(momentAt(ended));
    };
    hand.addEventListener('pointermove', onMove);
    hand.addEventListener('pointerup', onEnd);
    hand.addEventListener('pointercancel', onEnd);
  };
  return { onKeyDown, onPointerDown };
};

const dayAfter = (step: Step, day: string, first: string, today: string): string => {
  if ('to' in step) return step.to === 'first' ? first : today;
  const number = dayNumber(day) + step.days;
  return dayAt(Math.min(dayNumber(today), Math.max(dayNumber(first), number)));
};
