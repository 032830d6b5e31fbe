import type { Day } from '#domain/world-date.js';
import { dayText, monthOf, monthText, plusDays, weekdayOf, weekOf, yearOf, yearText } from './calendar.js';
import type { Part, Slots } from './vocabulary.js';
import { type Context, inYear, nearestOf, OF_DAY, OF_MONTH } from './nearest.js';
import {
  between,
  partOfMonth,
  months,
  partOfYear,
  quarterOf,
  halfOf,
  weeksAt,
  periodAt,
  countedOff,
  seasons,
  stretch,
} from './periods.js';
import type { Draft, Reading, Why } from './reading.js';

type Means = (slots: Slots, context: Context) => readonly Draft[];

// Days of the week

const weekdayAfter = (day: Day, weekday: number): Day => plusDays(day, ((weekday - weekdayOf(day) + 6) % 7) + 1);
/** That weekday in the week of the source or in the one before or after it. Weeks begin with Monday. */
const inWeek = (weekday: number, away: number, from: Day): Day =>
  plusDays(weekOf(from, 1), away * 7 + ((weekday + 6) % 7));

const relativeWeekday = (weekday: number, which: -1 | 0 | 1, { from }: Context): readonly Draft[] => {
  const [before, after] = [plusDays(weekdayAfter(plusDays(from, -1), weekday), -7), weekdayAfter(from, weekday)];
  if (which === 0) return [[inWeek(weekday, 0, from), 'inThisWeek']];
  if (which === 1)
    return [
      [inWeek(weekday, 1, from), 'inNextWeek'],
      [after, 'firstToCome'],
    ];
  return [
    [before, 'lastPast'],
    [inWeek(weekday, -1, from), 'inLastWeek'],
  ];
};

/** A date with its day of the week. Without a year, that decides which one is meant. */
const onWeekday = (drafts: readonly Draft[], weekday: number, year: number | undefined): readonly Draft[] => {
  const fits = ([edtf]: Draft) => weekdayOf(edtf as Day) === weekday;
  const fitting = drafts.filter(fits).map(([edtf, why]): Draft => [edtf, year === undefined ? 'weekdayFits' : why]);
  return fitting.length > 0 ? fitting : drafts.map(([edtf]) => [edtf, 'weekdayDiffers']);
};

// Dates in other words

const SIMPLE = /^\d{4}(?:-\d\d){0,2}$/;
const roughly =
  (mark: '~' | '?'): Means =>
  ({ date }, { read, parse }) =>
    read(date!).flatMap(({ edtf, earliest, latest, why }): readonly Draft[] => {
      if (SIMPLE.test(edtf)) return [[`${edtf}${mark}`, why]];
      if (earliest === null || latest === null) return [];
      const ends = edtf.split('/').map((end) => `${end}${mark}`);
      return [[parse(ends.join('/')) === undefined ? `${earliest}${mark}/${latest}${mark}` : ends.join('/'), why]];
    });

const bounded =
  (text: (reading: Reading) => string | undefined): Means =>
  ({ date }, { read }) =>
    read(date!).flatMap((reading): readonly Draft[] => {
      const edtf = text(reading);
      return edtf === undefined ? [] : [[edtf, reading.why]];
    });
const startOf = ({ edtf, earliest }: Reading): string | null => (edtf.includes('/') ? earliest : edtf);
const endOf = ({ edtf, latest }: Reading): string | null => (edtf.includes('/') ? latest : edtf);

/** From one date to another. A year that was said once, or not at all, is that of the other date. */
const range: Means = ({ date, date2 }, { read }) =>
  read(date2!).flatMap((last) =>
    last.latest === null
      ? []
      : read(date!, last.earliest ?? last.latest)
          .filter(({ earliest }) => earliest !== null && earliest <= last.latest!)
          .slice(0, 1)
          .map((first): Draft => [between(startOf(first)!, endOf(last)!), last.why]),
  );

/** 10/11, with the year or without it: either number may be the month. */
const numbers: Means = ({ a, b, yy, ...slots }, context) => {
  const year = yy === undefined ? slots.year : inCentury(yy, context.from);
  const orders = { dayFirst: [b!, a!], monthFirst: [a!, b!] } as const;
  const read = (order: keyof typeof orders): readonly Draft[] =>
    inYear(year, context, (inThat) => dayText(inThat, ...valid(...orders[order])))
      .slice(0, 1)
      .map(([edtf]) => [edtf, order]);
  const { numbers: first } = context.grammar;
  return a === b ? read(first) : [...read(first), ...read(first === 'dayFirst' ? 'monthFirst' : 'dayFirst')];
};
/** The year that ends so and is nearest to the day of the source. */
const inCentury = (yy: number, from: Day): number => {
  const now = yearOf(from);
  return now + ((((yy - now + 50) % 100) + 100) % 100) - 50;
};
/** A number that is no month would be one of the next year. */
const valid = (month: number, day: number): readonly [number, number] => (month > 12 ? [1, 99] : [month, day]);

/** The days of a week, from Monday. */
const OF_WEEK: Partial<Record<Part, readonly [number, number]>> = { early: [0, 1], mid: [2, 3], late: [3, 4] };

/** What the forms of all languages mean. */
export const MEANINGS = {
  offset: ({ offset }, { from }) => [[plusDays(from, offset!), 'counted']],
  later: ({ n, unit, span }, context) => countedOff(span?.[0] ?? n ?? 1, span?.[1] ?? unit!, context),
  earlier: ({ n, unit, span }, context) => countedOff(-(span?.[0] ?? n ?? 1), span?.[1] ?? unit!, context),
  /** The last two weeks, the next three days: all of them. */
  past: ({ n, unit, span }, context) => stretch(-(span?.[0] ?? n ?? 1), span?.[1] ?? unit!, context),
  coming: ({ n, unit, span }, context) => stretch(span?.[0] ?? n ?? 1, span?.[1] ?? unit!, context),
  period: ({ which = 0, unit }, context) => periodAt(unit!, which, context),
  periodAfterNext: ({ unit }, context) => periodAt(unit!, 2, context),
  periodBeforeLast: ({ unit }, context) => periodAt(unit!, -2, context),
  partOfPeriod: ({ part, which = 0, unit }, context) => {
    const [year, month] = [yearOf(context.from), monthOf(context.from)];
    if (unit === 'year') return partOfYear(part!, year + which);
    if (unit === 'month') {
      const [inYear, inMonth] = monthText(year, month + which)
        .split('-')
        .map(Number) as [number, number];
      return [[partOfMonth(part!, inYear, inMonth), 'thirdOfMonth']];
    }
    const days = unit === 'week' ? OF_WEEK[part!] : undefined;
    if (days === undefined) return [];
    const monday = plusDays(weekOf(context.from, 1), which * 7);
    return [[between(plusDays(monday, days[0]), plusDays(monday, days[1])), 'weekFromMonday']];
  },
  weekday: ({ weekday }, context) => {
    const day = inWeek(weekday!, 0, context.from);
    return nearestOf([plusDays(day, -7), day, plusDays(day, 7)], context, OF_DAY);
  },
  whichWeekday: ({ which, weekday }, context) => relativeWeekday(weekday!, which!, context),
  weekdayInWeek: ({ which, weekday }, { from }) => [
    [inWeek(weekday!, which!, from), ({ [-1]: 'inLastWeek', 0: 'inThisWeek', 1: 'inNextWeek' } as const)[which!]],
  ],
  day: ({ day, month, year, weekday }, context) => {
    const drafts = inYear(year, context, (inThat) => dayText(inThat, month!, day!));
    return weekday === undefined ? drafts : onWeekday(drafts, weekday, year);
  },
  /** Last year's 10 November. */
  dayInYear: ({ day, month, which }, { from }) => [[dayText(yearOf(from) + which!, month!, day!), 'counted']],
  dayOfMonth: ({ day, which, weekday }, context) => {
    const [year, month] = [yearOf(context.from), monthOf(context.from)];
    if (which !== undefined) return [[dayText(year, month + which, day!), 'counted']];
    const near = [-2, -1, 0, 1, 2].map((months) => dayText(year, month + months, day!));
    const drafts = nearestOf(near, context, OF_MONTH);
    return weekday === undefined ? drafts : onWeekday(drafts, weekday, undefined);
  },
  days: ({ day, day2, month, year }, context) =>
    inYear(year, context, (inThat) => between(dayText(inThat, month!, day!), dayText(inThat, month!, day2!))),
  month: ({ month, year }, context) => inYear(year, context, (inThat) => monthText(inThat, month!)),
  months: ({ month, month2, year }, context) =>
    inYear(year, context, (inThat) =>
      months(month2! < month! ? inThat - 1 : inThat, month!, month2! < month! ? month2! + 12 : month2!),
    ),
  /** Last October is that of the year before in October itself. */
  whichMonth: ({ which, month }, { from }) => {
    const [year, now] = [yearOf(from), monthOf(from)];
    if (which === 0) return [[monthText(year, month!), 'counted']];
    const isThisYear = which === 1 ? month! > now : month! < now;
    return [[monthText(isThisYear ? year : year + which!, month!), 'counted']];
  },
  monthInYear: ({ which, month }, { from }) => [[monthText(yearOf(from) + which!, month!), 'counted']],
  partOfMonth: ({ part, month, year, which }, context) =>
    inYear(
      which === undefined ? year : yearOf(context.from) + which,
      context,
      (inThat) => partOfMonth(part!, inThat, month!),
      'thirdOfMonth',
    ),
  partOfYear: ({ part, year }) => partOfYear(part!, year!),
  year: ({ year }) => [[yearText(year!), 'whole']],
  quarter: ({ quarter, year, which }, context) =>
    inYear(which === undefined ? year : yearOf(context.from) + which, context, (inThat) => quarterOf(inThat, quarter!)),
  half: ({ half, year, which }, context) =>
    inYear(which === undefined ? year : yearOf(context.from) + which, context, (inThat) => halfOf(half!, inThat)),
  halfOfMonth: ({ half, month, year }, context) => inYear(year, context, (inThat) => halfOf(half!, inThat, month)),
  season: ({ season, year, which }, context) => {
    const south = ((season! + 5) % 12) + 1;
    const read = (begins: number, why: Why) => seasons(begins, year, which, context).map((edtf): Draft => [edtf, why]);
    return [...read(season!, 'northern'), ...read(south, 'southern')];
  },
  week: ({ date }, { read, grammar }) =>
    read(date!).flatMap(({ earliest }) => (earliest === null ? [] : weeksAt(earliest, grammar))),
  numbers,
  yearMonthDay: ({ year, a, b }) => [[dayText(year!, ...valid(a!, b!)), 'whole']],
  same: ({ date }, { read }) => read(date!).map(({ edtf, why }) => [edtf, why]),
  around: roughly('~'),
  perhaps: roughly('?'),
  before: bounded(({ earliest }) => (earliest === null ? undefined : `../${plusDays(earliest, -1)}`)),
  until: bounded((reading) => (reading.latest === null ? undefined : `../${endOf(reading)}`)),
  after: bounded(({ latest }) => (latest === null ? undefined : `${plusDays(latest, 1)}/..`)),
  since: bounded((reading) => (reading.earliest === null ? undefined : `${startOf(reading)}/..`)),
  range,
  soon: (_, { from }) => [[`${plusDays(from, 1)}/..`, 'withoutEnd']],
  lately: (_, { from }) => [[`../${from}`, 'withoutBeginning']],
} as const satisfies Readonly<Record<string, Means>>;
export type Meaning = keyof typeof MEANINGS;
