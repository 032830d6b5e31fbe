import type { MovedTag, WorldKind } from '../types/types.gen.js';
import { dayAt, dayNumber, isDay } from './dates.js';
import { AXES, type Axis, momentIn, withMoment } from './moment.js';
import { KINDS } from './timeline-view.js';

export const TAGS = ['happened', 'learned-late', 'corrected', 'newly-visible'] as const satisfies readonly MovedTag[];

/** What the address of the changes says. What it does not say is absent. */
export type ChangesView = Readonly<{
  /** On which axis the two moments lie. The record is the one on which nothing is missed. */
  axis: Axis;
  /** The day since which; without one, the place up to which the reader has read. */
  since: string | undefined;
  /** The day until which; without one, until now. */
  until: string | undefined;
  kind: WorldKind | undefined;
  tag: MovedTag | undefined;
  /** The event that is open. */
  fact: string | undefined;
  /** It names a day that cannot be shown. */
  isWrong: boolean;
}>;

export const changesViewIn = (search: string): ChangesView => {
  const given = new URLSearchParams(search);
  const { moment, isWrong } = momentIn(search);
  const since = given.get('since') ?? undefined;
  const isDayGiven = since === undefined || isDay(since);
  return {
    axis: moment?.axis ?? AXES.find((axis) => axis === given.get('axis')) ?? 'asOf',
    since: isDayGiven ? since : undefined,
    until: moment?.day,
    kind: KINDS.find((kind) => kind === given.get('kind')),
    tag: TAGS.find((tag) => tag === given.get('tag')),
    fact: given.get('fact') || undefined,
    isWrong: isWrong || !isDayGiven,
  };
};

/** The parameters of an address, with another view. What is usual is left out. */
export const withChangesView = (search: string, { axis, since, until, kind, tag, fact }: ChangesView): string => {
  const parameters = new URLSearchParams(withMoment(search, until === undefined ? undefined : { axis, day: until }));
  const told = { axis: until === undefined && axis !== 'asOf' ? axis : undefined, since, kind, tag, fact };
  for (const [name, value] of Object.entries(told))
    if (value === undefined) parameters.delete(name);
    else parameters.set(name, value);
  return String(parameters);
};

/** Since when, of somebody who has not said up to where they have read. */
export const LATEST_DAYS = 14;
export const latestSince = (last: string): string => dayAt(dayNumber(last) - LATEST_DAYS);

/**
 * What the service is asked for. `since`: a day, or the token of a place. `now`: the place of the record that counts as now, so that all
 * pages are parts of one answer.
 */
export const askedForChanges = (
  { axis, until }: Pick<ChangesView, 'axis' | 'until'>,
  since: string,
  now: string,
): string => String(new URLSearchParams({ since, axis, asOf: now, ...(until !== undefined && { [axis]: until }) }));
