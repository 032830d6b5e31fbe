import { DAY } from '#formats/formats.js';
import { Problem } from '../http/problem.js';
import type { Past } from './replays.js';

/**
 * What moved is told from an earlier moment to a later one. Moments of the log are compared by the times that were asked for, and not by
 * the events between them, of which the reader may not see all. `since`: the first moment of the log, as it was asked for. A day that has
 * begun by the second moment means that day so far. @throws Problem 400
 */
export const forward = <T extends Pick<Past, 'coordinates'> & Readonly<{ from: NonNullable<Past['from']> }>>(
  past: T,
  since: string | undefined,
): T => {
  const { at, now, knownAt, happenedBy } = past.coordinates;
  const isSoFar = since !== undefined && DAY.is(since) && Date.parse(since) <= at;
  const from = isSoFar
    ? { ...past.from, at: Math.min(past.from.at, at), now: Math.min(past.from.now, now) }
    : past.from;
  const isLater =
    from.at > at ||
    (knownAt !== undefined && from.knownAt !== undefined && from.knownAt > knownAt) ||
    (happenedBy !== undefined && from.happenedBy !== undefined && from.happenedBy > happenedBy);
  if (!isLater) return { ...past, from };
  const detail =
    'since is later than the moment that asOf, knownAt and happenedBy set. Choose an earlier since, or leave them out to ask until now.';
  throw new Problem('since-after-until', detail, {
    errors: [{ pointer: '/since', code: 'since-after-until', detail }],
  });
};
