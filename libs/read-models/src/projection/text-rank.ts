import { MIDDAY } from '#domain/world-order.js';
import type { DaysAndHour } from './read-model.js';
import { dayNumber } from './terms.js';

/**
 * The rowid of a text is its rank above the ordinal of its row. So SQLite finds matches in the order of days and hours, and a page reads
 * only the matches that it shows, however many there are.
 */
const ORDINAL_BITS = 30;
export const LAST_ORDINAL = 2 ** ORDINAL_BITS - 1;

/** In SQL, since a rowid has more digits than a number of JavaScript, which SQLite gets as a floating point number. */
export const rowidOf = (rank: string, ordinal: string): string =>
  `(${rank} << ${ORDINAL_BITS}) + CAST(${ordinal} AS INTEGER)`;
export const rankIn = (rowid: string): string => `${rowid} >> ${ORDINAL_BITS}`;
export const ordinalIn = (rowid: string): string => `${rowid} & ${LAST_ORDINAL}`;

/** Ranks of one day. */
const RANKS_OF_DAY = 2 ** 13;
/** Of these, those of things of one day, by the minute: on the clocks of all zones, in UTC. */
const [FIRST_MINUTE, MINUTES] = [-14 * 60, 50 * 60];
/** Then those of things of several days, by how many follow the first, before, at and after midday. Longer ones share ranks, by a logarithm. */
const SPANS = 1_700;
const RANKS_OF_DOUBLE = 7;
/** Things without an end come last, again before, at and after midday. */
const [ENDLESS, RANK_OF_ENDLESS] = [dayNumber('9999-12-31'), RANKS_OF_DAY - 3];

/** Days are counted from 2000 on: the rowids of our time are short. What begins after the year 4870 shares the last rank. */
const YEAR_2000 = 10_957;
const [LOWEST_DAY, HIGHEST_DAY] = [-(2 ** 20), 2 ** 20 - 1];
const LAST_RANK = HIGHEST_DAY * RANKS_OF_DAY;

/** Where a thing stands in the order of days and hours: a number, which is the smaller the earlier it is. */
export const rankOf = ({ earliest, latest, minute }: DaysAndHour): number => {
  const first = firstRankOf(dayNumber(earliest));
  if (first === LAST_RANK) return first;
  const days = dayNumber(latest) - dayNumber(earliest);
  if (days <= 0) return first + between(0, minute - FIRST_MINUTE, MINUTES - 1);
  const half = Math.sign(minute - MIDDAY) + 1;
  if (dayNumber(latest) === ENDLESS) return first + RANK_OF_ENDLESS + half;
  return first + MINUTES + (days <= SPANS ? 3 * (days - 1) + half : 3 * SPANS + rankOfLong(days));
};
const rankOfLong = (days: number): number => Math.floor(RANKS_OF_DOUBLE * Math.log2(days / SPANS));

/** Whether things of one rank may differ in their days or hours: then their rows are compared. */
export const isShared = (rank: number): boolean => {
  const ofDay = rank - Math.floor(rank / RANKS_OF_DAY) * RANKS_OF_DAY;
  if (ofDay < MINUTES) return ofDay === 0 || ofDay === MINUTES - 1;
  const ofSpans = ofDay - MINUTES;
  return ofDay < RANK_OF_ENDLESS ? ofSpans >= 3 * SPANS || ofSpans % 3 !== 1 : ofDay !== RANK_OF_ENDLESS + 1;
};

/** The ranks of the things that begin on these days, numbered by `dayNumber`, or on days that share their rank. */
export const ranksBetween = (from: number, to: number): readonly [first: number, last: number] => [
  firstRankOf(from),
  firstRankOf(to) + RANKS_OF_DAY - 1,
];
/** The first day of the things of a rank. What shares the last rank may begin later, and what shares the first one earlier. */
export const dayOf = (rank: number): number => {
  const day = Math.floor(rank / RANKS_OF_DAY);
  return day === LOWEST_DAY ? -Infinity : day + YEAR_2000;
};
/** The ranks of everything. */
export const EVERY_RANK = [LOWEST_DAY * RANKS_OF_DAY, LAST_RANK + RANKS_OF_DAY - 1] as const;

const firstRankOf = (day: number): number => between(LOWEST_DAY, day - YEAR_2000, HIGHEST_DAY) * RANKS_OF_DAY;
const between = (least: number, value: number, most: number): number => Math.min(Math.max(least, value), most);
