import type { Track } from '../projection/projection.js';
import type { ModelState, Progress } from './worker-messages.js';
import type { ReadModel } from '../projection/read-model.js';
import { START } from '../projection/checkpoint.js';

/** How far each model is. One that has no track has no rows, and is being built; `progressOf` knows of all that are. */
export const statesOf = (
  models: readonly ReadModel[],
  tracks: readonly Track[],
  progressOf: (name: string) => Progress | undefined,
): readonly ModelState[] =>
  models.map(({ name, version }) => {
    const track = tracks.find(({ model }) => model.name === name);
    const progress = progressOf(name);
    const stop = track?.stop;
    const status = progress || !track ? 'rebuilding' : stop ? 'stopped' : 'live';
    const { ordinal } = track?.checkpoint ?? START;
    return { name, version, status, ordinal, ...(stop && { stop }), ...progress };
  });
