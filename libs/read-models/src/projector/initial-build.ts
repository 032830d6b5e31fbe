import type { EventStore } from '#event-store/event-store.js';
import { build } from './build.js';
import { gather } from './catch-up.js';
import { ProgressReporter } from './progress-reporter.js';
import type { Progress, ThreadData } from './worker-messages.js';
import type { ReadModel } from '../projection/read-model.js';
import { Rebuild } from './rebuild.js';
import { createForBuilding, promote, rebuildFile } from './views-file.js';

type Told = Readonly<{ signal: AbortSignal; hear: (progress: Progress) => void }>;

/** Up to here a thread would take longer to start than the work takes. */
const SHORT = 2_000;

/**
 * Builds views.db from nothing, out of the way: nobody sees it before it is whole. A long log is read in a thread of its
 * own, since what memory that took is given back only when the thread ends.
 */
export const initialBuild = async (
  data: ThreadData,
  models: readonly ReadModel[],
  store: EventStore,
  { signal, hear }: Told,
): Promise<void> => {
  const file = rebuildFile(data.viewsDir, ['all']);
  if (await isShort(store)) await fillHere(file, models, store, { signal, hear });
  else {
    hear({ done: 0, eventsPerSecond: 0 });
    await new Rebuild({ ...data, file, names: models.map(({ name }) => name) }).run(signal, hear);
  }
  promote(file, data.viewsDir);
};

const isShort = async (store: EventStore): Promise<boolean> => {
  for await (const { caughtUp } of gather(store.readAll(), SHORT)) return caughtUp;
  return true;
};

const fillHere = async (file: string, models: readonly ReadModel[], store: EventStore, { signal, hear }: Told) => {
  const pace = new ProgressReporter();
  const db = createForBuilding(file);
  try {
    await build(store, db, models, { signal, hear: (done) => pace.tell(done, hear) });
  } finally {
    db.close();
  }
};
