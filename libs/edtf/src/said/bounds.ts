import type { Day } from '#domain/world-date.js';
import { plusDays } from './calendar.js';
import type { Context, Means } from './nearest.js';
import { between } from './periods.js';
import type { Draft, Known } from './reading.js';

/** What bounds a date. "The end of October" is a moment there: what is before it can be on 31 October. */
type Bound = Readonly<{
  /** The day at the bound, null if what is named has none. */
  day: (named: Known) => Day | null;
  text: (named: Known, day: Day) => string;
  /** Of the years, months and weeks that may be meant, those are likelier whose bound is on this side of the day of the source. */
  side?: 'past' | 'future';
}>;

/** What an interval begins or ends with that begins or ends with what is named. */
const startOf = ({ edtf, earliest, latest, at }: Known): string | null => {
  if (at !== undefined) return at === 'end' ? latest : earliest;
  return edtf.includes('/') ? earliest : edtf;
};
const endOf = ({ edtf, earliest, latest, at }: Known): string | null => {
  if (at !== undefined) return at === 'start' ? earliest : latest;
  return edtf.includes('/') ? latest : edtf;
};
const dayBefore = (day: Day | null) => (day === null ? null : plusDays(day, -1));
const dayAfter = (day: Day | null) => (day === null ? null : plusDays(day, 1));

const bounded =
  ({ day, text, side }: Bound): Means =>
  ({ date }, { read, from }) => {
    const isLikely = (named: Known) => {
      const last = day(named);
      return last !== null && (side === 'past' ? last <= from : last >= from);
    };
    return read(date!, { isLikely: side === undefined ? undefined : isLikely }).flatMap((named): readonly Draft[] => {
      const last = day(named);
      return last === null ? [] : [[text(named, last), named.why]];
    });
  };

const beginning: Bound = {
  day: ({ earliest, latest, at }) => (at === 'end' ? latest : earliest),
  text: (named) => `${startOf(named)}/..`,
};
export const BOUNDS = {
  before: bounded({
    day: ({ earliest, latest, at }) => (at === 'end' ? latest : dayBefore(earliest)),
    text: (_, day) => `../${day}`,
    side: 'future',
  }),
  until: bounded({
    day: ({ earliest, latest, at }) => (at === 'start' ? earliest : latest),
    text: (named) => `../${endOf(named)}`,
    side: 'future',
  }),
  after: bounded({
    day: ({ earliest, latest, at }) => (at === 'start' ? earliest : dayAfter(latest)),
    text: (_, day) => `${day}/..`,
  }),
  /** It has begun. What is "from January" may be to come. */
  since: bounded({ ...beginning, side: 'past' }),
  from: bounded(beginning),
} as const;

/**
 * From one date to another. A year or month that was said with one of them is that of the other, too: read near it. What is counted, such
 * as "today", is counted from the day of the source.
 */
export const range: Means = ({ date, date2 }, context) => {
  const { read } = context;
  const [firsts, lasts] = [read(date!), read(date2!)];
  const readNear = (said: string, near: Day | null) => (near === null ? [] : read(said, { near }));
  if (isWhole(date!, firsts, context)) {
    if (isWhole(date2!, lasts, context)) return joined(firsts, lasts);
    return firsts.flatMap((first) => joined([first], readNear(date2!, first.latest)));
  }
  return lasts.flatMap((last) => joined(readNear(date!, last.earliest), [last]).slice(0, 1));
};
/** Whether words mean the same days near any other day. */
const isWhole = (said: string, readings: readonly Known[], { read, near }: Context): boolean => {
  const elsewhere = read(said, { near: plusDays(near, 1_000) });
  return readings.every(({ edtf }, n) => elsewhere[n]?.edtf === edtf);
};
const joined = (firsts: readonly Known[], lasts: readonly Known[]): readonly Draft[] =>
  lasts.flatMap((last) =>
    firsts.flatMap((first): readonly Draft[] => {
      const [start, end] = [startOf(first), endOf(last)];
      if (start === null || end === null || first.earliest! > last.latest!) return [];
      return [[between(start, end), last.why]];
    }),
  );
