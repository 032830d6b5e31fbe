import type { Projector } from '#read-models/projector/projector.js';
import { Problem } from '../http/problem.js';
import { notYetProjected, PATIENCE, type WaitingFor } from './not-yet-projected.js';

/** `head`: the ordinal of the last event of the log. `seesAll`: whether the reader may know how many events there are. */
type Asked = Readonly<{ models: readonly string[]; head: number; seesAll: boolean }>;

/**
 * Waits until these models have the event with this ordinal, so that a read sees the writes before it.
 * @throws Problem 503 after two seconds, and at once if a model is stopped or being rebuilt
 */
export const waitUntilProjected = async (
  projector: Projector,
  asked: Asked,
  ordinal: number,
  why: WaitingFor,
): Promise<void> => {
  requireLive(projector, asked);
  if (!(await projector.until(ordinal, PATIENCE, asked.models))) throw notYetProjected(why);
};

/** @throws Problem 503 if one of these models is stopped or being rebuilt */
export const requireLive = (projector: Pick<Projector, 'states'>, { models, head, seesAll }: Asked): void => {
  for (const { name, status, stop, done, total } of projector.states()) {
    if (!models.includes(name)) continue;
    if (status === 'stopped')
      throw new Problem(
        'read-model-stopped',
        `The view "${name}" stopped${seesAll ? ` at event ${stop?.ordinal} of the log` : ''} and needs a newer version of the service. Recording continues; nothing is lost.`,
        { headers: { 'retry-after': '3600' } },
      );
    if (status === 'rebuilding') {
      const progress = { done: done ?? 0, total: total ?? head + 1 };
      throw new Problem(
        'read-model-rebuilding',
        `The view "${name}" is being rebuilt${seesAll ? `: ${progress.done} of ${progress.total} events` : ''}. Retry shortly.`,
        { headers: { 'retry-after': '2' }, ...(seesAll && { members: { progress } }) },
      );
    }
  }
};
