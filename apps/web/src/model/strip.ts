import type { EventLine } from '../types/types.gen.js';

/** The part of a list that is drawn: from one place up to another, that one excluded. */
export type Stretch = Readonly<{ from: number; to: number }>;

/** So many of `count`, with the hand in their middle as far as the ends allow. */
export const stretchAround = (hand: number, count: number, most: number): Stretch => {
  const from = Math.max(0, Math.min(hand - Math.floor(most / 2), count - most));
  return { from, to: Math.min(count, from + most) };
};

/** Where an event stands on the strip, from 0 to 1: the first and the last of a stretch stand on its ends. */
export const placeOn = ({ from, to }: Stretch, n: number): number => (to - from < 2 ? 0 : (n - from) / (to - from - 1));

/** The event that is nearest to a place on the strip. */
export const nearestTo = (stretch: Stretch, place: number): number => {
  const last = stretch.to - stretch.from - 1;
  return stretch.from + Math.round(Math.min(1, Math.max(0, place)) * Math.max(0, last));
};

type Typed = Pick<EventLine, 'type'>;
export const isPutRight = ({ type }: Typed): boolean => type === 'RecordCorrected' || type === 'RecordVoided';

/** What a key does to the hand. */
export type Stride = Readonly<{ events: number } | { corrections: 1 | -1 } | { to: 'first' | 'last' }>;
type Pressed = Readonly<{ key: string; shiftKey: boolean }>;

/** Left and right follow the direction of reading; up is always later. */
export const strideOf = ({ key, shiftKey }: Pressed, isRightToLeft: boolean): Stride | undefined => {
  if (key === 'Home') return { to: 'first' };
  if (key === 'End') return { to: 'last' };
  if (key === 'PageUp') return { events: PAGE };
  if (key === 'PageDown') return { events: -PAGE };
  const onward = isRightToLeft ? -1 : 1;
  const arrows: Readonly<Record<string, 1 | -1>> = {
    ArrowRight: onward,
    ArrowLeft: onward === 1 ? -1 : 1,
    ArrowUp: 1,
    ArrowDown: -1,
  };
  const by = arrows[key];
  if (by === undefined) return undefined;
  return shiftKey ? { corrections: by } : { events: by };
};
const PAGE = 10;

/** Where the hand is after a stride. It stays where there is nothing beyond. */
export const strideFrom = (hand: number, stride: Stride, events: readonly Typed[]): number => {
  const last = events.length - 1;
  if ('to' in stride) return stride.to === 'first' ? 0 : last;
  if ('events' in stride) return Math.max(0, Math.min(last, hand + stride.events));
  for (let n = hand + stride.corrections; n >= 0 && n <= last; n += stride.corrections)
    if (isPutRight(events[n]!)) return n;
  return hand;
};

/**
 * From when on the record is shown with an event: events that were recorded side by side may stand behind one of a later time, and count by the
 * time of their place, which is the latest one up to it.
 */
export const timeAt = (events: readonly Pick<EventLine, 'recordedAt'>[], at: number): string =>
  events.slice(0, at + 1).reduce((latest, { recordedAt }) => (recordedAt > latest ? recordedAt : latest), '');
