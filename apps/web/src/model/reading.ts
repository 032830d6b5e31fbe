import type { ReadToHere } from '../types/types.gen.js';
import type { ChangesView } from './changes-view.js';
import { latestSince } from './changes-view.js';

/** Since when: a day that was chosen, the place up to which the reader has read, or the last days of the record. `value`: as the service takes it. */
export type Since = Readonly<{ by: 'day' | 'place' | 'latest'; value: string }>;

/** On the record and until now, nothing is missed: there one can go on from where one has read, and say that one has read to here. */
export const isOnTheRecord = ({ axis, until }: Pick<ChangesView, 'axis' | 'until'>): boolean =>
  axis === 'asOf' && until === undefined;

/**
 * Whether a reader may say that they have read to here: `offered`; `hidden` where that cannot be known; or what would be passed over, which is
 * what moved from where they have read (never, if `from` is absent) until a day.
 */
export type Reading = 'offered' | 'hidden' | Readonly<{ from?: string; until: string }>;

/** `place`: up to where they have read; undefined if that is not known. `last`: the last day of the record. */
export const readingOf = (
  view: Pick<ChangesView, 'axis' | 'until'>,
  since: Since,
  place: Pick<ReadToHere, 'token' | 'at'> | undefined,
  last: string,
): Reading => {
  if (!isOnTheRecord(view) || place === undefined) return 'hidden';
  if (since.by !== 'day') return 'offered';
  if (place.token === undefined || place.at === undefined)
    return since.value <= latestSince(last) ? 'offered' : { until: since.value };
  // A day is told from its end, in UTC.
  return since.value < place.at.slice(0, 10) ? 'offered' : { from: place.at, until: since.value };
};
