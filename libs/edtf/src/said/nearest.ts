import type { Day } from '#domain/world-date.js';
import { daysFrom, yearOf } from './calendar.js';
import type { Slots, Usage } from './vocabulary.js';
import type { Draft, Known, Moment, Reading, Why } from './reading.js';

/** What words depend on that stand within other words. */
export type Around = Readonly<{
  /** The day to which a year or a month is near that was not said. */
  near: Day;
  /** The part of what is read that counts, if it is only its first or last moment. */
  at?: Moment | undefined;
  /** Whether the other words make sense with such days. */
  isLikely?: ((named: Known) => boolean) | undefined;
}>;
/** What a meaning depends on besides its slots. `read` reads words within words; `parse` gives no bounds for what is no date. */
export type Context = Around &
  Readonly<{
    /** The day of the source. */
    from: Day;
    grammar: Usage;
    read: (said: string, around?: Partial<Around>) => readonly Known[];
    parse: (edtf: string) => Omit<Reading, 'why'> | undefined;
  }>;
export type Means = (slots: Slots, context: Context) => readonly Draft[];

type Places = Readonly<{ nearest: Why; other: Why }>;
const OF_YEAR: Places = { nearest: 'nearestYear', other: 'otherYear' };
export const OF_MONTH: Places = { nearest: 'nearestMonth', other: 'otherMonth' };
export const OF_DAY: Places = { nearest: 'nearestDay', other: 'otherDay' };

/** Of what may be meant, the two that are likely and nearest; of two that are as near, the past one. */
export const nearestOf = (
  texts: readonly string[],
  { near, at, isLikely = () => true, parse }: Context,
  { nearest, other }: Places,
): readonly Draft[] =>
  texts
    .flatMap((edtf) => parse(edtf) ?? [])
    .map(({ edtf, earliest, latest }) => ({
      edtf,
      unlikely: isLikely({ edtf, earliest, latest, at, why: nearest }) ? 0 : 1,
      distance: distance(near, earliest ?? latest!, latest ?? earliest!),
    }))
    .toSorted((one, another) => one.unlikely - another.unlikely || one.distance - another.distance)
    .slice(0, 2)
    .map(({ edtf }, n) => [edtf, n === 0 ? nearest : other]);
const distance = (from: Day, earliest: Day, latest: Day): number => {
  if (latest < from) return daysFrom(latest, from);
  return earliest > from ? daysFrom(from, earliest) : 0;
};

const AROUND = [-1, 0, 1];
/** 29 February is at most eight years away. */
const FAR_AROUND = Array.from({ length: 17 }, (_, n) => n - 8);
export const inYear = (
  year: number | undefined,
  context: Context,
  textIn: (year: number) => string,
  why: Why = 'whole',
): readonly Draft[] => {
  if (year !== undefined) return [[textIn(year), why]];
  const near = (years: readonly number[]) =>
    nearestOf(
      years.map((years) => textIn(yearOf(context.near) + years)),
      context,
      OF_YEAR,
    );
  const drafts = near(AROUND);
  return drafts.length > 1 ? drafts : near(FAR_AROUND);
};
