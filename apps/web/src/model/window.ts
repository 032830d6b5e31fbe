import { dayAt, dayNumber, type DateStyle, isDay } from './dates.js';
import { type DayCount, ticksOf } from './scale.js';

/** The days that the lanes show, both included. */
export type Window = Readonly<{ from: string; to: string }>;

export const windowIn = (from: string | null, to: string | null): Window | undefined =>
  from !== null && to !== null && isDay(from) && isDay(to) && from <= to ? { from, to } : undefined;

export const lengthOf = ({ from, to }: Window): number => dayNumber(to) - dayNumber(from) + 1;

/** Where a day begins, from 0 to 1. A day outside is at the nearer end. */
export const placeIn = (window: Window, day: string): number =>
  Math.min(1, Math.max(0, (dayNumber(day) - dayNumber(window.from)) / lengthOf(window)));
/** Where the middle of a day is. */
export const middleIn = (window: Window, day: string): number => placeIn(window, day) + 0.5 / lengthOf(window);
/** Where a day ends. */
export const endIn = (window: Window, day: string): number => placeIn(window, dayAt(dayNumber(day) + 1));

const MOST_OF_ALL = 0.8;
const MARGIN = 0.15;
const LEAST_MARGIN = 3;

/**
 * The shortest stretch with four fifths of the facts, and a margin on both sides: most records have a long quiet time, and a few full
 * weeks. All of it, if that is not much shorter.
 */
export const fullestOf = (days: readonly DayCount[], all: Window): Window => {
  const wanted = MOST_OF_ALL * days.reduce((sum, { events }) => sum + events, 0);
  let best: Window | undefined;
  let [first, held] = [0, 0];
  for (const { day, events } of days) {
    held += events;
    while (held - days[first]!.events >= wanted) held -= days[first++]!.events;
    const found = { from: days[first]!.day, to: day };
    if (held >= wanted && (best === undefined || lengthOf(found) < lengthOf(best))) best = found;
  }
  if (best === undefined) return all;
  const margin = Math.max(LEAST_MARGIN, Math.round(MARGIN * lengthOf(best)));
  const padded = within(all, dayNumber(best.from) - margin, dayNumber(best.to) + margin);
  return lengthOf(padded) * 2 > lengthOf(all) ? all : padded;
};

/** The last stretch with at most so many facts, and at least a day. */
export const latestOf = (days: readonly DayCount[], all: Window, most: number): Window => {
  let sum = 0;
  const first = days.findLastIndex(({ events }) => (sum += events) > most);
  return { ...all, from: (days[first + 1] ?? days.at(-1))?.day ?? all.from };
};

/** What is shown at first: the fullest stretch, or of a record with more facts than can be shown at once, the latest. */
export const usualOf = (days: readonly DayCount[], all: Window, most: number): Usual => {
  const fullest = fullestOf(days, all);
  const held = days.reduce((sum, { day, events }) => sum + (day < fullest.from || day > fullest.to ? 0 : events), 0);
  return held > most ? { is: 'latest', window: latestOf(days, all, most) } : { is: 'fullest', window: fullest };
};
export type Usual = Readonly<{ is: 'fullest' | 'latest'; window: Window }>;

const within = (all: Window, from: number, to: number): Window => ({
  from: dayAt(Math.max(dayNumber(all.from), from)),
  to: dayAt(Math.min(dayNumber(all.to), to)),
});

/** The stretch before or after, as long as this one if there is room. */
export const shifted = (window: Window, all: Window, by: 1 | -1): Window => {
  const length = lengthOf(window);
  const [first, last] = [dayNumber(all.from), dayNumber(all.to)];
  const from = Math.max(first, Math.min(last - length + 1, dayNumber(window.from) + by * length));
  return within(all, from, from + length - 1);
};

/** The window with one of its ends on another day. It keeps at least a day. */
export const withEnd = (window: Window, end: 'from' | 'to', day: string, all: Window): Window => {
  if (end === 'from') return { ...window, from: day < all.from ? all.from : day > window.to ? window.to : day };
  return { ...window, to: day > all.to ? all.to : day < window.from ? window.from : day };
};

export type WindowTick = Readonly<{ day: string; style: DateStyle }>;
const MOST_DAYS = 14;
const MOST_WEEKS = 26;
const MOST_TICKS = 9;
const A_MONDAY = dayNumber('1970-01-05');

/** The days, Mondays or months to name. */
export const ticksIn = (window: Window): readonly WindowTick[] => {
  const length = lengthOf(window);
  const [first, last] = [dayNumber(window.from), dayNumber(window.to)];
  if (length > 7 * MOST_WEEKS) return ticksOf({ start: first, end: last });
  const step = length <= MOST_DAYS ? Math.ceil(length / MOST_TICKS) : 7 * Math.ceil(length / 7 / MOST_TICKS);
  const begin = step % 7 === 0 ? first + ((((A_MONDAY - first) % 7) + 7) % 7) : first;
  return Array.from({ length: Math.floor((last - begin) / step) + 1 }, (_, n) => ({
    day: dayAt(begin + n * step),
    style: 'short',
  }));
};
