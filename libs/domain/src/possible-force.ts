import { begun, type Change, type Interruption, isAnnouncedLater, NO, over, YES } from './force-order.js';
import { type Day, nextDay, previousDay, type WorldDate } from './world-date.js';

/** What is on record of one provision, for one party. */
export type Course = Readonly<{
  entry: WorldDate;
  interruptions: readonly Interruption[];
  reinstatements: readonly Change[];
}>;
export const POSSIBLE = ['not-yet', 'in-force', 'suspended', 'expired', 'removed'] as const;
export type Possible = (typeof POSSIBLE)[number];

/**
 * Every status that the provision has on a day, if each date on record stands for some day that it can mean. These days are chosen freely: no
 * rule of the record says which of two dates comes first.
 *
 * Of all reinstatements, only the last day on which one takes effect matters, and which of them do on that day: what began before
 * is reversed, and what begins later is not. So it is enough to try these days. Between the ends of the dates that are on record, one day does
 * for all others.
 */
export const possibleOn = (course: Course, day: Day): ReadonlySet<Possible> => {
  const found = new Set<Possible>();
  const sought = POSSIBLE.filter((status) => isConceivable(course, status, day));
  for (const reversal of reversalsIn(course, day)) {
    for (const status of sought) if (!found.has(status) && isPossible(course, status, reversal, day)) found.add(status);
    if (found.size === sought.length) break;
  }
  return found;
};

const isConceivable = ({ entry, interruptions }: Course, status: Possible, day: Day): boolean => {
  if (status === 'not-yet') return begun(entry, day) !== YES;
  if (status === 'in-force') return begun(entry, day) !== NO;
  return interruptions.some((one) => one.status === status && begun(one.start, day) !== NO);
};

/** The days on which something may begin, as texts that can be compared; open ends are before and after every day. */
const firstDay = ({ start }: Change): string => start.earliest ?? '';
const lastDay = ({ start: { earliest, begunBy } }: Change): string =>
  begunBy === null ? '~' : earliest !== null && earliest > begunBy ? earliest : begunBy;
const canBegin = (change: Change, on: string): boolean => firstDay(change) <= on && on <= lastDay(change);

/**
 * The last day up to the one that is asked for on which a reinstatement takes effect, those that can on that day, and those that must then.
 * Undefined: none has taken effect.
 */
type Reversal = Readonly<{ on: Day; can: readonly Change[]; must: readonly Change[] }> | undefined;

const reversalsIn = (course: Course, day: Day): readonly Reversal[] => {
  const { reinstatements } = course;
  const certain = reinstatements.filter((one) => lastDay(one) <= day);
  // It cannot be before one that has certainly taken effect.
  const first = certain.map(firstDay).toSorted().at(-1) ?? '';
  const days = reinstatements.length === 0 ? [] : daysToTry(course, day).filter((on) => on >= first);
  const reversals = days.flatMap((on): readonly Reversal[] => {
    const can = reinstatements.filter((one) => canBegin(one, on));
    const isLast = reinstatements.every((one) => firstDay(one) <= on || lastDay(one) > day);
    if (can.length === 0 || !isLast) return [];
    return [{ on, can, must: can.filter((one) => firstDay(one) === on && lastDay(one) <= day) }];
  });
  return certain.length === 0 ? [undefined, ...reversals] : reversals;
};

/** Each end of a date up to the day, and the days beside it. */
const daysToTry = ({ interruptions, reinstatements }: Course, day: Day): readonly Day[] => {
  const changes = [...interruptions, ...reinstatements];
  const ends = changes
    .flatMap(({ start, announced }) => [start, announced])
    .flatMap((date) => [date.earliest, date.begunBy]);
  const tried = [...ends, day].flatMap((end) =>
    end === null ? [] : [...(end > FIRST_DAY ? [previousDay(end)] : []), end, nextDay(end)],
  );
  return [...new Set(tried)].filter((one) => one <= day).toSorted();
};
const FIRST_DAY = '0000-01-01';

const isPossible = (course: Course, status: Possible, reversal: Reversal, day: Day): boolean => {
  const { interruptions } = course;
  if (status === 'not-yet' || status === 'in-force')
    return interruptions.every((one) => canBeInactive(one, reversal, day));
  // One reason is enough, and the stronger ones must not apply.
  const stronger = interruptions.filter((one) => POSSIBLE.indexOf(one.status) > POSSIBLE.indexOf(status));
  return interruptions.some((one) => {
    if (one.status !== status) return false;
    const left = reversalBeside(one, reversal, day);
    return left !== 'none' && stronger.every((other) => canBeInactive(other, left, day));
  });
};

/** With what reversal an interruption can apply on a day: the one given, without those by which it would be reversed; `none` if it cannot. */
const reversalBeside = (interruption: Interruption, reversal: Reversal, day: Day): Reversal | 'none' => {
  const { last, start } = interruption;
  if (begun(start, day) === NO || (last !== undefined && over(last, day) === YES)) return 'none';
  const latest = lastDay(interruption) < day ? lastDay(interruption) : day;
  if (reversal === undefined || latest > reversal.on) return reversal;
  if (!canBegin(interruption, reversal.on)) return 'none';
  const isEarlier = (one: Change) => announcedLater(one, interruption, reversal.on) !== YES;
  const can = reversal.can.filter(isEarlier);
  return can.length > 0 && reversal.must.every(isEarlier) ? { ...reversal, can } : 'none';
};

/** Whether it may be that an interruption has not begun, has ended, or was reversed. */
const canBeInactive = (interruption: Interruption, reversal: Reversal, day: Day): boolean => {
  const { last } = interruption;
  if (lastDay(interruption) > day || (last !== undefined && over(last, day) !== NO)) return true;
  if (reversal === undefined) return false;
  const { on, can } = reversal;
  if (firstDay(interruption) < on) return true;
  return canBegin(interruption, on) && can.some((one) => announcedLater(one, interruption, on) !== NO);
};

/** What begins on the day on which it is announced was announced on the day that is tried. */
const announcedLater = (one: Change, other: Change, on: Day) => isAnnouncedLater(begunOn(one, on), begunOn(other, on));
const begunOn = (change: Change, on: Day): Change =>
  change.isImmediate ? { ...change, announced: { edtf: on, earliest: on, latest: on, begunBy: on } } : change;
