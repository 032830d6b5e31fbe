import type { Moment } from './reading.js';

/** Of a month, also its ten days: 1 to 10, 11 to 20, and the rest. Its start and its end are early and late, or moments. */
export type Part = 'early' | 'mid' | 'late' | 'firstTen' | 'secondTen' | 'lastTen' | Moment;
export type Unit = 'day' | 'week' | 'weekend' | 'month' | 'quarter' | 'year';
/** By the month in which it begins in the north. */
export type Season = 3 | 6 | 9 | 12;
export type Words<T> = Readonly<Record<string, T>>;

/** The words of a language by what they mean. Where a language has none of a kind, no form of it names that kind. */
export type Vocabulary = Readonly<{
  month: Words<number>;
  /** 0 for Sunday. */
  weekday: Words<number>;
  part: Words<Part>;
  season: Words<Season>;
  unit: Words<Unit>;
  /** Last, this, next. */
  which: Words<-1 | 0 | 1>;
  number: Words<number>;
  quarter: Words<number>;
  half: Words<1 | 2>;
  /** Days from the day of the source: yesterday, tomorrow. */
  offset: Words<number>;
  /** A number and its unit in one word. */
  span?: Words<readonly [number, Unit]>;
}>;

/** What differs from language to language besides its words. */
export type Usage = Readonly<{
  /** Whether 10/11 is 10 November or 11 October, if only one may be said first. */
  numbers: 'dayFirst' | 'monthFirst';
  /** The days with which a week may begin, the usual one first. */
  weekBegins: readonly [number, ...number[]];
}>;

/** What the slots of a form hold. A second slot of a kind has a 2 behind its name. */
export type Slots = Readonly<{
  [Name in Exclude<keyof Vocabulary, 'number' | 'span'>]?: Vocabulary[Name] extends Words<infer T> ? T : never;
}> &
  Readonly<{
    n?: number;
    span?: readonly [number, Unit];
    day?: number;
    day2?: number;
    weekday2?: number;
    month2?: number;
    year?: number;
    /** The last two digits of a year. */
    yy?: number;
    a?: number;
    b?: number;
    date?: string;
    date2?: string;
  }>;
