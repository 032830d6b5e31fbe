import type { Day } from '#domain/world-date.js';
import { dayText, monthOf, monthText, plusDays, weekdayOf, weekOf, yearOf, yearText } from './calendar.js';
import { BOUNDS, range } from './bounds.js';
import { type Context, inYear, type Means, nearestOf, OF_DAY, OF_MONTH } from './nearest.js';
import {
  between,
  edgeOf,
  momentOf,
  partOfQuarter,
  partOfMonth,
  months,
  partOfYear,
  quarterOf,
  halfOf,
  weeksAt,
  periodAt,
  countedOff,
  seasons,
  weekendFrom,
  stretch,
} from './periods.js';
import type { Draft, Moment, Why } from './reading.js';
import type { Part } from './vocabulary.js';

// Days of the week

const weekdayAfter = (day: Day, weekday: number): Day => plusDays(day, ((weekday - weekdayOf(day) + 6) % 7) + 1);
/** That weekday in the week of the source or in the one before or after it. Weeks begin with Monday. */
const inWeek = (weekday: number, away: number, from: Day): Day =>
  plusDays(weekOf(from, 1), away * 7 + ((weekday + 6) % 7));

const WEEKS = { [-1]: 'inLastWeek', 0: 'inThisWeek', 1: 'inNextWeek' } as const;
/** Of the weeks around the source; it is near to that day even if another date is said with it. */
const nearInWeeks = (context: Context, textIn: (away: number) => string): readonly Draft[] =>
  nearestOf([-1, 0, 1].map(textIn), { ...context, near: context.from }, OF_DAY);

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

/** The seven days from a day, or up to it. */
const sevenDays =
  (first: number): Means =>
  ({ date }, { read }) =>
    read(date!)
      .filter(({ earliest, latest }) => earliest !== null && earliest === latest)
      .map(({ earliest, why }): Draft => [between(plusDays(earliest!, first), plusDays(earliest!, first + 6)), why]);

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
const OF_WEEK: Partial<Record<Part, readonly [number, number]>> = {
  early: [0, 1],
  start: [0, 1],
  mid: [2, 3],
  late: [3, 4],
  end: [3, 4],
};

const edge =
  (at: Moment): Means =>
  ({ date }, { read }) =>
    read(date!, { at }).flatMap(({ edtf, why }): readonly Draft[] => {
      const text = edgeOf(edtf, at);
      return text === undefined ? [] : [[text, why, at]];
    });

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
    if (unit === 'quarter') return partOfQuarter(part!, which, context.from);
    if (unit === 'month') {
      const [inYear, inMonth] = monthText(year, month + which)
        .split('-')
        .map(Number) as [number, number];
      return [[partOfMonth(part!, inYear, inMonth), 'thirdOfMonth', momentOf(part!)]];
    }
    const days = unit === 'week' ? OF_WEEK[part!] : undefined;
    if (days === undefined) return [];
    const monday = plusDays(weekOf(context.from, 1), which * 7);
    return [[between(plusDays(monday, days[0]), plusDays(monday, days[1])), 'weekFromMonday', momentOf(part!)]];
  },
  weekday: ({ weekday }, context) => nearInWeeks(context, (away) => inWeek(weekday!, away, context.from)),
  /** Monday to Friday, of one week. */
  weekdays: ({ weekday, weekday2, which }, context) => {
    const days = (away: number) => {
      const [first, last] = [inWeek(weekday!, away, context.from), inWeek(weekday2!, away, context.from)];
      return between(first, last <= first ? plusDays(last, 7) : last);
    };
    return which === undefined ? nearInWeeks(context, days) : [[days(which), WEEKS[which]]];
  },
  weekend: (_, context) => nearInWeeks(context, (away) => weekendFrom(inWeek(6, away, context.from))),
  comingWeekday: ({ weekday }, { from }) => [[weekdayAfter(from, weekday!), 'firstToCome']],
  comingWeekend: (_, { from }) => [[weekendFrom(weekdayAfter(from, 6)), 'firstToCome']],
  nextWeekend: (_, { from }) => [
    [weekendFrom(inWeek(6, 1, from)), 'inNextWeek'],
    [weekendFrom(weekdayAfter(from, 6)), 'firstToCome'],
  ],
  whichWeekday: ({ which, weekday }, context) => relativeWeekday(weekday!, which!, context),
  weekdayInWeek: ({ which, weekday }, { from }) => [[inWeek(weekday!, which!, from), WEEKS[which!]]],
  day: ({ day, month, year, weekday }, context) => {
    const drafts = inYear(year, context, (inThat) => dayText(inThat, month!, day!));
    return weekday === undefined ? drafts : onWeekday(drafts, weekday, year);
  },
  /** 10 November next: the first one to come. */
  whichDay: ({ day, month, which }, { from }) => {
    const days = [-1, 0, 1].map((away) => dayText(yearOf(from) + away, month!, day!));
    if (which === 0) return [[days[1]!, 'counted']];
    const found = which === 1 ? days.find((one) => one > from) : days.findLast((one) => one < from);
    return found === undefined ? [] : [[found, which === 1 ? 'firstToCome' : 'lastPast']];
  },
  /** Last year's 10 November. */
  dayInYear: ({ day, month, which }, { from }) => [[dayText(yearOf(from) + which!, month!, day!), 'counted']],
  dayOfMonth: ({ day, which, weekday }, context) => {
    const { from, near } = context;
    if (which !== undefined) return [[dayText(yearOf(from), monthOf(from) + which, day!), 'counted']];
    const days = [-2, -1, 0, 1, 2].map((months) => dayText(yearOf(near), monthOf(near) + months, day!));
    const drafts = nearestOf(days, context, OF_MONTH);
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
      { ...context, at: momentOf(part!) },
      (inThat) => partOfMonth(part!, inThat, month!),
      'thirdOfMonth',
    ).map(([edtf, why]): Draft => [edtf, why, momentOf(part!)]),
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
  weekFrom: sevenDays(0),
  weekTo: sevenDays(-6),
  start: edge('start'),
  end: edge('end'),
  same: ({ date }, { read }) => read(date!).map(({ edtf, why, at }) => [edtf, why, at]),
  around: roughly('~'),
  perhaps: roughly('?'),
  ...BOUNDS,
  range,
  soon: (_, { from }) => [[`${plusDays(from, 1)}/..`, 'withoutEnd']],
  lately: (_, { from }) => [[`../${from}`, 'withoutBeginning']],
} as const satisfies Readonly<Record<string, Means>>;
export type Meaning = keyof typeof MEANINGS;
