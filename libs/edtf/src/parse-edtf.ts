import edtf from 'edtf';
import { LRUCache } from 'lru-cache';
import type { Day, WorldDate } from '#domain/world-date.js';

/** Why a text is not an accepted date, and what to write instead. */
export class NotEdtf extends Error {
  constructor(text: string, advice: string) {
    super(`"${text}" ${advice}`);
    this.name = NotEdtf.name;
  }
}

const parsed = new LRUCache<string, WorldDate>({ max: 4096, memoMethod: (text) => parse(text) });

/**
 * Parses an EDTF text (ISO 8601-2: level 1, and unspecified digits of level 2) into the days that it can mean.
 * Refuses sets, seasons, clock times, significant digits, years without exactly four digits, and days that do not exist.
 * @throws NotEdtf
 */
export const parseEdtf = (text: string): WorldDate => parsed.memo(text);

const parse = (text: string): WorldDate => {
  if (text.length > 64) throw new NotEdtf(`${text.slice(0, 20)}…`, 'is too long for a date.');
  if (/^\d{4}-?W\d/.test(text))
    throw new NotEdtf(text, 'is an ISO week. Write its first and last day: 2025-10-20/2025-10-26.');
  const parts = text.split('/');
  if (parts.some((part) => /^[[{]/.test(part)))
    throw new NotEdtf(text, 'is a set. Write an interval, 2025-10-01/2025-10-09, or unspecified digits, 2025-10-0X.');
  if (/T\d/.test(text))
    throw new NotEdtf(text, 'has a clock time. Write the day only; clock times have their own fields.');
  if (parts.some(isSeason))
    throw new NotEdtf(
      text,
      'is a season, which means different months in different places. Write the months: 2025-03/2025-05.',
    );
  if (parts.length > 2)
    throw new NotEdtf(text, 'has more than a start and an end. Write a day as year, month and day: 2025-10-27.');
  if (parts.some((part) => /^(?:[-Y]|\d{2,3}$)/.test(unqualified(part))))
    throw new NotEdtf(
      text,
      'is not a year of four digits. Write 0000 to 9999, or X for each unknown digit: 19XX, 198X.',
    );
  // The library would treat all four digits as certain.
  if (/S\d/.test(text))
    throw new NotEdtf(
      text,
      'has significant digits. Write X for each uncertain digit: 19XX for 1950S2, 195X for 1950S3.',
    );

  if (/^\d{8}$/.test(text)) throw new NotEdtf(text, 'has no hyphens. Write year, month and day: 2025-10-27.');
  const [start, end] = parts.map((part) => (part === '' || part === '..' ? null : readDate(part, text)));
  if (start === undefined || (start === null && !end))
    throw new NotEdtf(text, 'names no day. Leave the date out, and describe in words what is known.');
  if (end === undefined) return { edtf: text, earliest: start!.first, latest: start!.last, begunBy: start!.last };
  if (start && end && end.last < start.first) throw new NotEdtf(text, 'ends before it starts.');
  return {
    edtf: text,
    earliest: start?.first ?? null,
    latest: end?.last ?? null,
    begunBy: end?.last ?? start?.last ?? null,
  };
};

// The library's bounds of an interval turn an unknown end into 1970, so each end is parsed separately.
const readDate = (part: string, whole: string): { first: Day; last: Day } => {
  const day = calendarDays(part, whole);
  const parsed = isShapedLikeADate(part) ? attempt(part) : undefined;
  if (
    parsed === undefined ||
    typeof parsed.min !== 'number' ||
    typeof parsed.max !== 'number' ||
    !Number.isFinite(parsed.min + parsed.max)
  )
    throw new NotEdtf(
      whole,
      'is not an EDTF date. Write 2025-10-27, 2025-10, 2025-10-0X (early October), 2025-10-20/2025-10-26 or 2025-04/.. (since April).',
    );
  return day ?? { first: dayOf(parsed.min), last: dayOf(parsed.max) };
};

/**
 * The first and the last day that a day can mean; undefined if the text is not a day. The library moves a day that its month
 * does not have into the next month (2025-02-29, and 2025-0X-31 in September), or rejects it (2025-06-31).
 */
const calendarDays = (part: string, whole: string): { first: Day; last: Day } | undefined => {
  const [, year, month, day] = /^([\dX]{4})-([\dX]{2})-([\dX]{2})$/.exec(unqualified(part)) ?? [];
  if (day === undefined) return undefined;
  const months = numbersOf(month!).filter((number) => number >= '01' && number <= '12');
  const days = numbersOf(day).filter((number) => number >= '01' && number <= '31');
  const first = firstDay(yearsOf(year!, ascending), months, days);
  const last = firstDay(yearsOf(year!, descending), months.toReversed(), days.toReversed());
  if (first === undefined || last === undefined) throw new NotEdtf(whole, 'names a day that does not exist.');
  return { first, last };
};

/** The library takes longer the longer a text is, so it gets only what can be a date: at most 16 characters. */
const isShapedLikeADate = (part: string) => /^[?~%]?[\dX]{4}[?~%]?(?:-[?~%]?[\dX]{2}[?~%]?){0,2}$/.test(part);

/** Whether the number in place of the month is a season code. */
const isSeason = (part: string) => /^[\dX]{4}-(?:2[1-9]|3\d|4[01])$/.test(unqualified(part));

const unqualified = (part: string) => part.replaceAll(/[?~%]/g, '');

/** All numbers that the digits can mean, lowest first. */
const numbersOf = (digits: string): readonly string[] =>
  digits.includes('X') ? DIGITS.flatMap((digit) => numbersOf(digits.replace('X', digit))) : [digits];
const DIGITS = Array.from({ length: 10 }, (_, digit) => String(digit));

type Order = (numbers: readonly string[]) => readonly string[];
const ascending: Order = (numbers) => numbers;
const descending: Order = (numbers) => numbers.toReversed();

/**
 * Of all years that the digits can mean, the first one in this order and the first leap year. A day that the first one lacks is
 * 29 February, so no other year can decide which day is first.
 */
const yearsOf = (digits: string, order: Order): readonly string[] => {
  const centuries = order(numbersOf(digits.slice(0, 2)));
  const years = order(numbersOf(digits.slice(2)));
  const first = `${centuries[0]}${years[0]}`;
  const leapYears = years.filter((year) => Number(year) % 4 === 0);
  for (const century of centuries)
    for (const year of leapYears) if (year !== '00' || Number(century) % 4 === 0) return [first, `${century}${year}`];
  return [first];
};

/** The first existing day of these years, months and days, in the given order. */
const firstDay = (years: readonly string[], months: readonly string[], days: readonly string[]): Day | undefined => {
  for (const year of years)
    for (const month of months)
      for (const day of days) {
        const date = `${year}-${month}-${day}` as Day;
        const time = Date.parse(date);
        if (!Number.isNaN(time) && dayOf(time) === date) return date;
      }
  return undefined;
};

const attempt = (part: string) => {
  try {
    return edtf(part, { level: 2 });
  } catch {
    return undefined; // the library throws for invalid texts; its message is of no help to users
  }
};

const dayOf = (milliseconds: number) => new Date(milliseconds).toISOString().slice(0, 10) as Day;
