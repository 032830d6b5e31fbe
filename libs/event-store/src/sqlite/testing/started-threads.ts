import { createRequire, syncBuiltinESMExports } from 'node:module';
import type { Worker } from 'node:worker_threads';

const threads = createRequire(import.meta.url)('node:worker_threads') as { Worker: typeof Worker };

/** Every thread that this process starts from now on. Import it before what starts them. */
export const started: Worker[] = [];
threads.Worker = class extends threads.Worker {
  constructor(...options: ConstructorParameters<typeof Worker>) {
    super(...options);
    started.push(this);
  }
};
syncBuiltinESMExports();
