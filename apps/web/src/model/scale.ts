import { dayAt, dayNumber, type DateStyle } from './dates.js';
import { AXES, type Axis } from './moment.js';

/** The axis of days that the time bar and the measures share. Both ends are numbers of days. */
export type Scale = Readonly<{ start: number; end: number }>;

/** From the beginning of the month in which something is first known to have happened, to the last day that can be shown. */
export const scaleOf = (first: string | undefined, last: string): Scale => {
  const end = dayNumber(last);
  const start = dayNumber(`${(first ?? last).slice(0, 7)}-01`);
  return { start: Math.min(start, end - 7), end };
};

/** The first day of any axis: when something happened, was learned or was recorded. */
export const firstDayIn = (moments: Readonly<Record<Axis, Readonly<{ first?: string }>>> | undefined) =>
  AXES.flatMap((axis) => moments?.[axis].first ?? []).toSorted()[0];

/** Where a day is, from 0 to 1. A day outside is at the nearer end. */
export const placeOf = ({ start, end }: Scale, day: string): number =>
  Math.min(1, Math.max(0, (dayNumber(day) - start) / (end - start)));
export const dayAtPlace = ({ start, end }: Scale, place: number): string =>
  dayAt(Math.round(start + Math.min(1, Math.max(0, place)) * (end - start)));

export type Tick = Readonly<{ day: string; style: DateStyle }>;
const STEPS_IN_MONTHS = [1, 2, 3, 6, 12, 24, 60, 120, 240];
const MOST_TICKS = 8;

/** The months or years to name on the axis. A year is named where it begins, and at the first tick. */
export const ticksOf = ({ start, end }: Scale): readonly Tick[] => {
  const first = monthNumber(dayAt(start));
  const last = monthNumber(dayAt(end));
  const step = STEPS_IN_MONTHS.find((months) => (last - first) / months < MOST_TICKS) ?? STEPS_IN_MONTHS.at(-1)!;
  const begin = Math.ceil(first / step) * step;
  const months = Array.from({ length: Math.floor((last - begin) / step) + 1 }, (_, n) => begin + n * step);
  return months
    .map((month, n): Tick => ({
      day: `${String(Math.floor(month / 12)).padStart(4, '0')}-${String((month % 12) + 1).padStart(2, '0')}-01`,
      style: step >= 12 ? 'year' : n === 0 || month % 12 === 0 ? 'monthOfYear' : 'month',
    }))
    .filter(({ day }) => dayNumber(day) >= start);
};
const monthNumber = (day: string) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;

export type DayCount = Readonly<{ day: string; events: number }>;
export type Bucket = 'day' | 'week' | 'month' | 'year';
/** Facts of one bucket: where it begins, how wide it is, and its height against the highest, all from 0 to 1. */
export type Bar = Readonly<{ from: string; to: string; events: number; place: number; width: number; height: number }>;

/** As wide as leaves a bar visible: at most about a hundred of them. */
export const bucketOf = ({ start, end }: Scale): Bucket => {
  const days = end - start;
  return days <= 100 ? 'day' : days <= 800 ? 'week' : days <= 3_650 ? 'month' : 'year';
};

/** The ticks whose names have room beside that of a day, which stands on the same line: a name begins at its tick. */
export const ticksBeside = (scale: Scale, day: string): readonly Tick[] =>
  ticksOf(scale).filter((tick) => Math.abs(placeOf(scale, tick.day) - placeOf(scale, day) + HALF_A_NAME) > ROOM);
const HALF_A_NAME = 0.035;
const ROOM = 0.115;

/** The numbers of facts by day, week, month or year. A week begins on Monday. */
export const barsOf = (scale: Scale, days: readonly DayCount[], bucket = bucketOf(scale)): readonly Bar[] => {
  const sums = Map.groupBy(days, ({ day }) => beginOf(day, bucket));
  const bars = [...sums].map(([from, counted]) => ({
    from,
    to: dayAt(dayNumber(nextOf(from, bucket)) - 1),
    events: counted.reduce((sum, { events }) => sum + events, 0),
  }));
  const most = Math.max(1, ...bars.map(({ events }) => events));
  return bars.map((bar) => {
    const place = placeOf(scale, bar.from);
    const width = placeOf(scale, nextOf(bar.from, bucket)) - place;
    return { ...bar, place, width, height: bar.events / most };
  });
};

const beginOf = (day: string, bucket: Bucket): string => {
  if (bucket === 'day') return day;
  if (bucket === 'month') return `${day.slice(0, 7)}-01`;
  if (bucket === 'year') return `${day.slice(0, 4)}-01-01`;
  const number = dayNumber(day);
  return dayAt(number - ((((number - A_MONDAY) % 7) + 7) % 7));
};
const A_MONDAY = dayNumber('1970-01-05');

const nextOf = (begin: string, bucket: Bucket): string => {
  if (bucket === 'day' || bucket === 'week') return dayAt(dayNumber(begin) + (bucket === 'day' ? 1 : 7));
  const months = monthNumber(begin) + (bucket === 'month' ? 1 : 12);
  return `${String(Math.floor(months / 12)).padStart(4, '0')}-${String((months % 12) + 1).padStart(2, '0')}-01`;
};

/** The nearest day with a fact before or after a day. */
export const neighbourOf = (
  days: readonly DayCount[],
  day: string,
  direction: 'before' | 'after',
): string | undefined =>
  direction === 'before' ? days.findLast((one) => one.day < day)?.day : days.find((one) => one.day > day)?.day;
