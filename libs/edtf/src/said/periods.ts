import type { Day } from '#domain/world-date.js';
import { dayText, monthLength, monthOf, monthText, plusDays, weekOf, yearOf, yearText } from './calendar.js';
import type { Part, Unit } from './vocabulary.js';
import { type Context, inYear } from './nearest.js';
import type { Draft, Moment, Why } from './reading.js';

export const between = (first: string, last: string): string => `${first}/${last}`;
/** The third of so many months, days or the like, as far as they can be divided. */
const THIRD: Partial<Record<Part, 0 | 1 | 2>> = { early: 0, start: 0, mid: 1, late: 2, end: 2 };
const DIGITS: Partial<Record<Part, string>> = { early: '0X', start: '0X', mid: '1X' };
const DAYS: Partial<Record<Part, readonly [number, number]>> = {
  late: [20, 31],
  end: [20, 31],
  firstTen: [1, 10],
  secondTen: [11, 20],
  lastTen: [21, 31],
};
export const partOfMonth = (part: Part, year: number, month: number): string => {
  if (DIGITS[part] !== undefined) return `${monthText(year, month)}-${DIGITS[part]}`;
  const [first, last] = DAYS[part]!;
  return between(dayText(year, month, first), dayText(year, month, Math.min(last, monthLength(year, month))));
};
export const months = (year: number, first: number, last: number): string =>
  between(monthText(year, first), monthText(year, last));
/** The third of some months that stands for their beginning, middle or end. */
const thirdOf = (part: Part, year: number, first: number, count: number): string | undefined => {
  const third = THIRD[part];
  if (third === undefined) return undefined;
  const from = first + (third * count) / 3;
  return count === 3 ? monthText(year, from) : months(year, from, from + count / 3 - 1);
};
export const partOfYear = (part: Part, year: number): readonly Draft[] => {
  const third = thirdOf(part, year, 1, 12);
  return third === undefined ? [] : [[third, 'thirdOfYear', momentOf(part)]];
};
export const partOfQuarter = (part: Part, away: number, from: Day): readonly Draft[] => {
  const third = thirdOf(part, yearOf(from), quarterBegins(from) + away * 3, 3);
  return third === undefined ? [] : [[third, 'counted', momentOf(part)]];
};
export const momentOf = (part: Part): Moment | undefined => (part === 'start' || part === 'end' ? part : undefined);

const MONTHS = /^(?<year>\d{4})-(?<month>\d\d)\/(?<lastYear>\d{4})-(?<lastMonth>\d\d)$/;
/** The beginning or the end of some months: of a quarter, half or season. */
export const edgeOf = (edtf: string, at: Moment): string | undefined => {
  const groups = MONTHS.exec(edtf)?.groups;
  if (groups === undefined) return undefined;
  const [year, month, lastYear, lastMonth] = Object.values(groups).map(Number) as [number, number, number, number];
  const count = (lastYear - year) * 12 + lastMonth - month + 1;
  return count % 3 === 0 ? thirdOf(at, year, month, count) : undefined;
};
const quarterBegins = (day: Day): number => Math.floor((monthOf(day) - 1) / 3) * 3 + 1;
export const quarterOf = (year: number, quarter: number): string => months(year, quarter * 3 - 2, quarter * 3);
const seasonOf = (year: number, begins: number): string => months(year, begins, begins + 2);
export const halfOf = (half: 1 | 2, year: number, month?: number): string => {
  if (month === undefined) return half === 1 ? months(year, 1, 6) : months(year, 7, 12);
  const [first, last] = half === 1 ? [1, 15] : [16, monthLength(year, month)];
  return between(dayText(year, month, first), dayText(year, month, last));
};

const WEEK_FROM: Readonly<Record<number, Why>> = { 0: 'weekFromSunday', 1: 'weekFromMonday', 6: 'weekFromSaturday' };
export const weeksAt = (day: Day, { weekBegins }: Context['grammar']): readonly Draft[] =>
  weekBegins.map((begins) => {
    const first = weekOf(day, begins);
    return [between(first, plusDays(first, 6)), WEEK_FROM[begins]!];
  });

export const weekendFrom = (saturday: Day): string => between(saturday, plusDays(saturday, 1));

/** A day, week, month or year that is so many of them away from the day of the source. */
export const periodAt = (unit: Unit, away: number, { from, grammar }: Context): readonly Draft[] => {
  const [year, month] = [yearOf(from), monthOf(from)];
  switch (unit) {
    case 'day':
      return [[plusDays(from, away), 'counted']];
    case 'week':
      return weeksAt(plusDays(from, away * 7), grammar);
    case 'weekend':
      return [[weekendFrom(plusDays(weekOf(from, 1), 5 + away * 7)), 'counted']];
    case 'month':
      return [[monthText(year, month + away), 'counted']];
    case 'quarter': {
      const first = quarterBegins(from) + away * 3;
      return [[months(year, first, first + 2), 'counted']];
    }
    case 'year':
      return [[yearText(year + away), 'counted']];
  }
};

/** "In two weeks" is seldom exact to the day; "in two days" is. */
export const countedOff = (count: number, unit: Unit, context: Context): readonly Draft[] => {
  if (unit === 'week') {
    const day = plusDays(context.from, count * 7);
    return [[`${day}~`, 'countedRoughly'], ...weeksAt(day, context.grammar)];
  }
  return periodAt(unit, count, context);
};

/** The seasons that may be meant that begin with a month. A winter is in two years. */
export const seasons = (
  begins: number,
  year: number | undefined,
  which: -1 | 0 | 1 | undefined,
  context: Context,
): readonly string[] => {
  const { from, parse } = context;
  const of = (years: readonly number[]) => years.map((one) => seasonOf(one, begins));
  const now = yearOf(from);
  if (year !== undefined) return of(begins === 12 ? [year, year - 1] : [year]);
  if (which === undefined) return inYear(undefined, context, (any) => seasonOf(any, begins)).map(([edtf]) => edtf);
  if (which === 0) return of(begins === 12 ? [now, now - 1] : [now]);
  const near = of([now - 2, now - 1, now, now + 1, now + 2]);
  // "Last spring", said in October, is that of this year or that of the last one.
  const next =
    which === 1
      ? near.find((edtf) => parse(edtf)!.earliest! > from)
      : near.findLast((edtf) => parse(edtf)!.latest! < from);
  return [...(next === undefined ? [] : [next]), ...of([now + which])];
};

export const stretch = (count: number, unit: Unit, { from }: Context): readonly Draft[] => {
  const days = ({ day: 1, week: 7 } as Readonly<Record<string, number>>)[unit];
  const [year, month] = [yearOf(from), monthOf(from)];
  const length = unit === 'year' ? count * 12 : count;
  const end = days === undefined ? dayIn(year, month + length, Number(from.slice(8))) : plusDays(from, count * days);
  return [[count < 0 ? between(end, from) : between(from, end), 'counted']];
};
/** That day of a month, or its last one if it has fewer. */
const dayIn = (year: number, month: number, day: number): Day => {
  const [inYear, inMonth] = monthText(year, month).split('-').map(Number) as [number, number];
  return dayText(inYear, inMonth, Math.min(day, monthLength(inYear, inMonth)));
};
