import { Problem } from '../http/problem.js';
import { beingPrepared } from './being-prepared.js';
import { notYetProjected, PATIENCE, type WaitingFor } from './not-yet-projected.js';
import type { Sight } from './sights.js';

/**
 * Waits until these models have the event with this ordinal, so that a read sees the writes before it. `head` is the ordinal
 * of the last event of the log.
 * @throws Problem 503 after two seconds, and at once if a model is stopped or being rebuilt
 */
export const waitUntilProjected = async (
  sight: Sight,
  models: readonly string[],
  ordinal: number,
  head: number,
  why: WaitingFor,
): Promise<void> => {
  requireLive(sight, models, head);
  if (!(await sight.projector.until(ordinal, PATIENCE, models))) throw notYetProjected(why);
};

/** @throws Problem 503 if one of these models is stopped or being rebuilt */
export const requireLive = ({ clearance, projector }: Sight, models: readonly string[], head: number): void => {
  for (const { name, status, stop, done, total } of projector.states()) {
    if (!models.includes(name)) continue;
    // The figures are about the whole log, and only for readers who may see it.
    if (status !== 'live' && clearance !== undefined) throw beingPrepared();
    if (status === 'stopped')
      throw new Problem(
        503,
        'read-model-stopped',
        `The view "${name}" stopped at event ${stop?.ordinal} of the log and needs a newer version of the service. Recording continues; nothing is lost.`,
        {
          headers: { 'retry-after': '3600' },
        },
      );
    if (status === 'rebuilding')
      throw new Problem(
        503,
        'read-model-rebuilding',
        `The view "${name}" is being rebuilt: ${done ?? 0} of ${total ?? head + 1} events. Retry shortly.`,
        { headers: { 'retry-after': '2' } },
      );
  }
};
