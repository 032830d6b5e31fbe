import type { ForceStatus } from '#domain/in-force.js';
import { daysBetween, type ForceChange, type Turn } from './headline.js';

type Period = Readonly<{
  status: ForceStatus;
  from?: string;
  followsFromDateAlone?: true;
  perhaps?: readonly ForceStatus[];
  eventIds: readonly string[];
}>;
/** Provisions that share a history. */
type Provisions = Readonly<{
  actorId: string;
  provisions: Readonly<{ items: readonly Readonly<{ title: string; reference?: string }>[]; more: number }>;
  periods: Readonly<{ items: readonly Period[]; more: number }>;
}>;
type OfGroup = Omit<ForceChange, 'actor' | 'measures'> & Readonly<{ actorId: string; names: readonly string[] }>;

/**
 * What a headline can say of provisions on a day: each change whose days are known, the same ones of one day together. Where it has not been
 * settled since a change how they stand, that is said in place of the change: it would be told as if it still held.
 */
export const forceChanges = (
  groups: readonly Provisions[],
  nameOf: (partyId: string) => string | undefined,
  on: string,
): readonly ForceChange[] => {
  const all = groups.flatMap((group) => changesIn(group, on));
  const same = Map.groupBy(all, ({ actorId, turn, days, followsFromDateAlone }) =>
    JSON.stringify([actorId, turn, days, followsFromDateAlone]),
  );
  return [...same.values()].flatMap((changes) => {
    const [{ actorId, turn, days, from, followsFromDateAlone }] = changes as [OfGroup];
    const actor = nameOf(actorId);
    if (actor === undefined) return [];
    const names = [...new Set(changes.flatMap(({ names }) => names))].toSorted(byName);
    const shown = names.slice(0, names.length > MOST_NAMES ? MOST_NAMES - 1 : MOST_NAMES);
    return [
      {
        actor,
        turn,
        days,
        from,
        count: changes.reduce((sum, { count }) => sum + count, 0),
        measures: { items: shown, more: names.length - shown.length },
        eventIds: [...new Set(changes.flatMap(({ eventIds }) => eventIds))].slice(0, MOST_EVENTS),
        followsFromDateAlone,
      },
    ];
  });
};
const byName = new Intl.Collator('en', { numeric: true }).compare;
const MOST_NAMES = 4;
const MOST_EVENTS = 24;

const changesIn = ({ actorId, provisions, periods: { items, more } }: Provisions, on: string): readonly OfGroup[] => {
  const current = items.findLastIndex(({ from }) => from === undefined || from <= on);
  const isUnsettled = items[current]?.status === 'unknown';
  return items.flatMap((period, n) => {
    const { from, eventIds, followsFromDateAlone } = period;
    const isNowUnknown = isUnsettled && n === current;
    const isNoMoreSettled = isUnsettled && n === current - 1;
    const days = isNowUnknown ? from : beginningIn(items, n);
    const turn = isNowUnknown ? turnAt(items, n - 1) && 'unknown' : turnAt(items, n);
    const isFirstShown = n === 0 && more > 0;
    if (isFirstShown || isNoMoreSettled || turn === undefined || from === undefined || days === undefined) return [];
    return [
      {
        actorId,
        turn,
        days,
        from,
        count: provisions.items.length + provisions.more,
        names: provisions.items.map(({ title, reference = title }) => reference),
        eventIds,
        followsFromDateAlone,
      },
    ];
  });
};

/**
 * The days on which a period may have begun, as messages have days: those before it on which it may have stood as it does then. Undefined if they
 * have no known first one.
 */
export const beginningIn = (
  periods: readonly Pick<Period, 'status' | 'from' | 'perhaps'>[],
  n: number,
): string | undefined => {
  const { status, from } = periods[n]!;
  const before = periods[n - 1];
  const since = before?.perhaps?.includes(status) ? before.from : from;
  return from === undefined || since === undefined ? undefined : daysBetween(since, from);
};

/** What a period is after those before it; undefined for what is no change in force. */
const turnAt = (periods: readonly Pick<Period, 'status'>[], n: number): Turn | undefined => {
  const period = periods[n];
  const earlier = periods.slice(0, Math.max(0, n)).map(({ status }) => status);
  return (
    period &&
    turnOf(
      period.status,
      earlier.filter((status) => status !== 'unknown'),
    )
  );
};

/** What a status is after others; undefined for what is no change in force. */
const turnOf = (status: ForceStatus, earlier: readonly ForceStatus[]): Turn | undefined => {
  if (status === 'suspended' || status === 'expired' || status === 'removed') return status;
  if (status !== 'in-force') return undefined;
  if (earlier.at(-1) === 'suspended') return 'inForceAfterSuspension';
  return earlier.includes('in-force') ? 'inForceAgain' : 'inForce';
};
