import { availableParallelism } from 'node:os';
import { startThread, type Thread } from '#storage/thread.js';
import type { BuiltPart, FromRebuild, Progress, RebuildData, RebuildThreadData, ToRebuild } from './worker-messages.js';
import { removeDatabase } from './views-file.js';

type Rows = BuiltPart['rows'];
type Part = Omit<BuiltPart, 'rows'>;

/** For so few events, a thread takes longer to start than the work takes. */
export const SHORT_LOG = 2_000;

/** Read models that a second thread makes: they take half of the work, and a fifth of the bytes, which are copied. */
const OF_SECOND_THREAD: ReadonlySet<string> = new Set(['texts', 'moments', 'climate']);

/**
 * Builds models into a file of their own, where there are two processors in two threads. Each makes some of the models; the first thread then
 * puts all into its file.
 */
export class Rebuild {
  private readonly first: Part;
  private readonly second: Part | undefined;

  constructor(
    private readonly data: RebuildData,
    processors = availableParallelism(),
  ) {
    const { file, names, total = Infinity } = data;
    const own = names.filter((name) => !OF_SECOND_THREAD.has(name));
    const apart = names.filter((name) => OF_SECOND_THREAD.has(name));
    const areTwo = processors >= 2 && total > SHORT_LOG && own.length > 0 && apart.length > 0;
    this.first = { file, names: areTwo ? own : names };
    this.second = areTwo ? { file: `${file}-second`, names: apart } : undefined;
  }

  /** @returns how many rows each table has. @throws what went wrong there, or that it was aborted */
  async run(signal: AbortSignal, onProgress: (progress: Progress) => void): Promise<Rows> {
    signal.throwIfAborted();
    const parts = this.second ? [this.first, this.second] : [this.first];
    for (const { file } of parts) removeDatabase(file);
    const reached: (Progress | undefined)[] = parts.map(() => undefined);
    const threads = parts.map((part, n) =>
      this.start(part, (progress) => {
        reached[n] = progress;
        const behind = slowest(reached);
        if (behind !== undefined) onProgress(behind);
      }),
    );
    const [first, second] = threads as [Started, Started?];
    const endAll = () => threads.forEach(({ end }) => void end());
    signal.addEventListener('abort', endAll);
    let useless = parts;
    try {
      const joining = second?.rows.then((rows) => first.join({ ...this.second!, rows }));
      const [rows] = await Promise.all([first.rows, joining]);
      useless = parts.slice(1);
      return rows;
    } catch (error) {
      endAll();
      throw error;
    } finally {
      signal.removeEventListener('abort', endAll);
      await Promise.allSettled(threads.map(({ rows }) => rows));
      for (const { file } of useless) removeDatabase(file);
    }
  }

  private start(part: Part, onProgress: (progress: Progress) => void): Started {
    const data: RebuildThreadData = { ...this.data, ...part, joins: part === this.first && this.second !== undefined };
    const { worker, end } = startThread(new URL('./rebuild.worker.js', import.meta.url), data);
    const rows = new Promise<Rows>((resolve, reject) => {
      let built: Rows | undefined;
      worker.on('message', (message: FromRebuild) => {
        if (message.type === 'progress') onProgress(message.progress);
        else built = message.rows;
      });
      worker.on('error', reject);
      // The file is closed by then, and whole.
      worker.on('exit', () => (built ? resolve(built) : reject(new Error('the rebuilding thread has ended early'))));
    });
    return { rows, end, join: (built) => worker.postMessage({ type: 'join', part: built } satisfies ToRebuild) };
  }
}

type Started = Readonly<{ rows: Promise<Rows>; end: Thread['end']; join: (part: BuiltPart) => void }>;

/** Undefined until all have told. */
const slowest = (reached: readonly (Progress | undefined)[]): Progress | undefined =>
  reached.includes(undefined) ? undefined : reached.toSorted((one, other) => one!.done - other!.done)[0];
