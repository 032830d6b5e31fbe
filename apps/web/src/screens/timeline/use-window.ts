import { useMemo, useState } from 'preact/hooks';
import type { Moments } from '../../types/types.gen.js';
import { dayAt } from '../../model/dates.js';
import { firstDayIn, type Scale, scaleOf } from '../../model/scale.js';
import type { View } from '../../model/timeline-view.js';
import { shifted, type Usual, usualOf, type Window } from '../../model/window.js';
import { MOST } from './use-facts.js';
import type { Change } from './use-view.js';

/** The days that are shown, and how they are changed. */
export type WindowControl = Readonly<{
  window: Window;
  /** The same, but while its ends are moved. */
  settled: Window;
  /** All days of the record. */
  all: Window;
  /** What is shown at first. */
  usual: Usual;
  scale: Scale;
  /** Shows a window while its ends are moved. */
  show: (window: Window) => void;
  settle: (window: Window) => void;
  shift: (by: 1 | -1) => void;
}>;

export const useWindow = (
  { window: addressed }: View,
  change: Change,
  moments: Moments | undefined,
  today: string,
): WindowControl => {
  const [moving, setMoving] = useState<Window>();
  const first = firstDayIn(moments);
  const scale = useMemo(() => scaleOf(first, today), [first, today]);
  const all = useMemo(() => ({ from: dayAt(scale.start), to: today }), [scale, today]);
  const usual = useMemo(() => usualOf(moments?.happenedBy.days ?? [], all, MOST), [moments, all]);
  const settled = clamped(addressed, all) ?? usual.window;
  const window = moving ?? settled;
  const settle = (next: Window) => {
    setMoving(undefined);
    const { from, to } = usual.window;
    change({ window: next.from === from && next.to === to ? undefined : next });
  };
  return {
    window,
    settled,
    all,
    usual,
    scale,
    show: setMoving,
    settle,
    shift: (by) => settle(shifted(window, all, by)),
  };
};

/** A link may name days that this record does not have. */
const clamped = (window: Window | undefined, all: Window): Window | undefined => {
  if (window === undefined) return undefined;
  const from = window.from < all.from ? all.from : window.from;
  const to = window.to > all.to ? all.to : window.to;
  return from <= to ? { from, to } : undefined;
};
