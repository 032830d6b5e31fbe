import { startThread } from '#storage/thread.js';
import type { FromRebuild, Progress, RebuildData } from './worker-messages.js';
import { removeDatabase } from './views-file.js';

/** Builds models into a file of their own, in a thread of its own. */
export class Rebuild {
  constructor(private readonly data: RebuildData) {}

  /** @returns how many rows each table has. @throws what went wrong there, or that it was aborted */
  run(signal: AbortSignal, hear: (progress: Progress) => void): Promise<Readonly<Record<string, number>>> {
    signal.throwIfAborted();
    removeDatabase(this.data.file);
    const { worker, end } = startThread(new URL('./rebuild.worker.js', import.meta.url), this.data);
    const abort = () => void end();
    signal.addEventListener('abort', abort);
    return new Promise<Readonly<Record<string, number>>>((resolve, reject) => {
      let built: Readonly<Record<string, number>> | undefined;
      worker.on('message', (message: FromRebuild) => {
        if (message.type === 'progress') hear(message.progress);
        else built = message.rows;
      });
      worker.on('error', reject);
      // The file is closed by then, and whole.
      worker.on('exit', () => (built ? resolve(built) : reject(new Error('the rebuilding thread has ended early'))));
    }).finally(() => signal.removeEventListener('abort', abort));
  }
}
