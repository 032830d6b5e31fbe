import { type ForceCourse, FORCE_STATUSES, type ForceStatus } from './in-force.js';
import type { EventId, PartyId } from './ids.js';
import { type Day, nextDay, previousDay } from './world-date.js';

/** Days on which a provision has one status. `from` and `to` are included; without them, it has no known beginning or end. */
export type ForcePeriod = Readonly<{
  status: ForceStatus;
  from?: Day;
  to?: Day;
  /** It began on a day that was announced, and no fact tells that it did. */
  followsFromDateAlone?: true;
  /**
   * Where the dates do not settle it, every status that they allow on one of these days: first that of before, last that of after. It is never
   * empty.
   */
  perhaps?: readonly ForceStatus[];
  eventIds: readonly EventId[];
}>;

/** How a provision stands over time, in chronological order, from the day on which it was announced. */
export const forcePeriods = (course: ForceCourse, partyId?: PartyId): readonly ForcePeriod[] => {
  const stretches = stretchesOf(course, partyId);
  return stretches.map((stretch, n) => {
    const { status, from, eventIds } = stretch;
    const next = stretches[n + 1];
    const before = stretches.slice(0, n).findLast(isSettled);
    const after = stretches.slice(n + 1).find(isSettled);
    const perhaps = isSettled(stretch)
      ? []
      : inOrder(possibleBetween(course, partyId, from, next?.from), before?.status, after?.status);
    return {
      status,
      ...(from !== undefined && { from }),
      ...(next?.from !== undefined && { to: previousDay(next.from) }),
      ...(isSettled(stretch) &&
        before &&
        !isTold(course, stretch, openSince(stretches, n)) && { followsFromDateAlone: true }),
      ...(perhaps.length > 0 && { perhaps }),
      eventIds,
    };
  });
};

type Stretch = Readonly<{ status: ForceStatus; from?: Day; eventIds: readonly EventId[] }>;

const stretchesOf = (
  { on, turns, isWithoutBeginning }: ForceCourse,
  partyId: PartyId | undefined,
): readonly Stretch[] => {
  const all: Stretch[] = [];
  // Before it was announced there is nothing to tell, unless a date without a beginning leaves open when that was.
  const earlier = on(previousDay(turns[0]!), partyId);
  if (isWithoutBeginning && earlier.status === 'unknown') all.push({ status: 'unknown', eventIds: earlier.eventIds });
  for (const from of turns) {
    const { status, eventIds } = on(from, partyId);
    if (all.at(-1)?.status !== status) all.push({ status, from, eventIds });
  }
  return all;
};

const possibleBetween = (
  { possible, turns }: ForceCourse,
  partyId: PartyId | undefined,
  from: Day | undefined,
  end: Day | undefined,
): ReadonlySet<ForceStatus> => {
  const since = from ?? previousDay(turns[0]!);
  const within = [since, ...turns].filter((day) => day >= since && (end === undefined || day < end));
  // Three vague dates that begin on one day are in each order only from the third day on.
  const days = within.flatMap((day) => [day, nextDay(day), nextDay(nextDay(day))]);
  const asked = new Set(days.filter((day) => end === undefined || day < end));
  return new Set([...asked].flatMap((day) => [...possible(day, partyId)]));
};

const inOrder = (
  possible: ReadonlySet<ForceStatus>,
  before: ForceStatus | undefined,
  after: ForceStatus | undefined,
): readonly ForceStatus[] => {
  const rank = (status: ForceStatus) => (status === before ? -1 : status === after ? 1 : 0);
  return LIFE.filter((status) => possible.has(status)).toSorted((a, b) => rank(a) - rank(b));
};
/** The order in which a provision usually has them. */
const LIFE: readonly ForceStatus[] = ['not-yet', ...FORCE_STATUSES.filter((status) => status !== 'not-yet')];

const isSettled = ({ status }: Stretch): boolean => status !== 'unknown';

/** The first day on which it may have begun. */
const openSince = (stretches: readonly Stretch[], n: number): Day | undefined =>
  stretches.slice(stretches.slice(0, n).findLastIndex(isSettled) + 1)[0]?.from;

/** Whether a fact tells of a change between two days: it happened then, or later, and is what the status is based on. */
const isTold = ({ tellings }: ForceCourse, { from, eventIds }: Stretch, since: Day | undefined): boolean =>
  tellings.some(({ eventId, earliest, latest }) => {
    const isOver = since !== undefined && latest !== null && latest < since;
    const isYetToCome = from !== undefined && earliest !== null && earliest > from;
    return !isOver && (!isYetToCome || eventIds.includes(eventId));
  });
