import type { Day } from '#domain/world-date.js';
import { daysFrom, yearOf } from './calendar.js';
import type { Usage } from './vocabulary.js';
import type { Draft, Reading, Why } from './reading.js';

/** What a meaning depends on besides its slots. `read` reads words within words; `parse` gives no bounds for what is no date. */
export type Context = Readonly<{
  from: Day;
  grammar: Usage;
  read: (said: string, from?: Day) => readonly Reading[];
  parse: (edtf: string) => Omit<Reading, 'why'> | undefined;
}>;

type Places = Readonly<{ nearest: Why; other: Why }>;
const OF_YEAR: Places = { nearest: 'nearestYear', other: 'otherYear' };
export const OF_MONTH: Places = { nearest: 'nearestMonth', other: 'otherMonth' };
export const OF_DAY: Places = { nearest: 'nearestDay', other: 'otherDay' };

/** Of what may be meant, the two that are nearest to the day of the source; of two that are as near, the past one. */
export const nearestOf = (
  texts: readonly string[],
  { from, parse }: Context,
  { nearest, other }: Places,
): readonly Draft[] =>
  texts
    .flatMap((edtf) => parse(edtf) ?? [])
    .map(({ edtf, earliest, latest }) => ({ edtf, distance: distance(from, earliest ?? latest!, latest ?? earliest!) }))
    .toSorted((one, another) => one.distance - another.distance)
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
      years.map((years) => textIn(yearOf(context.from) + years)),
      context,
      OF_YEAR,
    );
  const drafts = near(AROUND);
  return drafts.length > 1 ? drafts : near(FAR_AROUND);
};
