import { dayAtPlace, type Scale } from '../../model/scale.js';

type Heard = Readonly<{ move: (day: string) => void; end: (day: string) => void }>;

/** Tells the days over which something on an axis is dragged, and the day on which it is released. */
export const drag = (event: PointerEvent, scale: Scale, { move, end }: Heard) => {
  const held = event.currentTarget as HTMLElement;
  held.setPointerCapture(event.pointerId);
  const box = held.closest('.axis')!.getBoundingClientRect();
  const isRightToLeft = document.documentElement.dir === 'rtl';
  const dayAt = ({ clientX }: PointerEvent) =>
    dayAtPlace(scale, (isRightToLeft ? box.right - clientX : clientX - box.left) / box.width);
  const onMove = (moved: PointerEvent) => move(dayAt(moved));
  const onEnd = (ended: PointerEvent) => {
    held.removeEventListener('pointermove', onMove);
    held.removeEventListener('pointerup', onEnd);
    held.removeEventListener('pointercancel', onEnd);
    end(dayAt(ended));
  };
  held.addEventListener('pointermove', onMove);
  held.addEventListener('pointerup', onEnd);
  held.addEventListener('pointercancel', onEnd);
};
