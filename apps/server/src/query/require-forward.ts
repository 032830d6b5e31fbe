import { Problem } from '../http/problem.js';
import type { Past } from './replays.js';

/**
 * What moved is told from an earlier moment to a later one. Moments of the log are compared by the times that were asked for, and not by
 * the events between them, of which the reader may not see all. @throws Problem 400
 */
export const requireForward = ({ coordinates, from }: Pick<Past, 'coordinates' | 'from'>): void => {
  if (from === undefined) return;
  const { at, knownAt, happenedBy } = coordinates;
  const isLater =
    from.at > at ||
    (knownAt !== undefined && from.knownAt !== undefined && from.knownAt > knownAt) ||
    (happenedBy !== undefined && from.happenedBy !== undefined && from.happenedBy > happenedBy);
  if (!isLater) return;
  const detail =
    'since is later than the moment that asOf, knownAt and happenedBy set. Choose an earlier since, or leave them out to ask until now.';
  throw new Problem(400, 'since-after-until', detail, {
    errors: [{ pointer: '/since', code: 'since-after-until', detail }],
  });
};
