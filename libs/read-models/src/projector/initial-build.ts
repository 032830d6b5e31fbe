import type { EventStore } from '#event-store/event-store.js';
import { build } from './build.js';
import { gather } from './catch-up.js';
import { ProgressReporter } from './progress-reporter.js';
import type { Progress, ThreadData } from './worker-messages.js';
import type { ReadModel } from '../projection/read-model.js';
import { Rebuild, SHORT_LOG } from './rebuild.js';
import { createForBuilding, promote, rebuildFile } from './views-file.js';

type BuildProgress = Readonly<{ signal: AbortSignal; onProgress: (progress: Progress) => void }>;

/**
 * Builds views.db from nothing, out of the way: nobody sees it before it is whole. A long log is read in threads of their
 * own, since what memory that took is given back only when they end.
 */
export const initialBuild = async (
  data: ThreadData,
  models: readonly ReadModel[],
  store: EventStore,
  { signal, onProgress }: BuildProgress,
): Promise<void> => {
  const file = rebuildFile(data.viewsDir, ['all']);
  if (await isShort(store)) await fillHere(file, models, store, { signal, onProgress });
  else {
    onProgress({ done: 0, eventsPerSecond: 0 });
    const names = models.map(({ name }) => name);
    await new Rebuild({ ...data, file, names }).run(signal, onProgress);
  }
  promote(file, data.viewsDir);
};

const isShort = async (store: EventStore): Promise<boolean> => {
  for await (const { caughtUp } of gather(store.readAll(), SHORT_LOG)) return caughtUp;
  return true;
};

const fillHere = async (
  file: string,
  models: readonly ReadModel[],
  store: EventStore,
  { signal, onProgress }: BuildProgress,
) => {
  const pace = new ProgressReporter();
  const db = createForBuilding(file);
  try {
    await build(store, db, models, { signal, onProgress: (done) => pace.tell(done, onProgress) });
  } finally {
    db.close();
  }
};
