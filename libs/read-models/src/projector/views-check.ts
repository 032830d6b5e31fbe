import { startThread } from '#storage/thread.js';
import type { ViewsDifference } from './compare-views.js';
import type { CheckData } from './worker-messages.js';

/** How the models in views.db differ from those that were made from the log, and up to which event. */
export type CheckedViews = Readonly<{ ordinal: number; differences: readonly ViewsDifference[] }>;

/**
 * Makes every model from the log in `file`, up to the event that views.db has, and compares them, in a thread of its own
 * at low priority. views.db may go on meanwhile; it is only read. `file` holds the sound models afterwards.
 * @throws what went wrong there, or that it was aborted
 */
export const checkViews = (data: CheckData, signal: AbortSignal): Promise<CheckedViews> => {
  signal.throwIfAborted();
  const { worker, end } = startThread(new URL('./check-views.worker.js', import.meta.url), data);
  const abort = () => void end();
  signal.addEventListener('abort', abort);
  return new Promise<CheckedViews>((resolve, reject) => {
    let checked: CheckedViews | undefined;
    worker.on('message', (message: CheckedViews) => (checked = message));
    worker.on('error', reject);
    // The files are closed by then.
    worker.on('exit', () => (checked ? resolve(checked) : reject(new Error('the checking thread has ended early'))));
  }).finally(() => signal.removeEventListener('abort', abort));
};

/** As text: `statement 0197…`. */
export const namesOf = ({ things, count }: ViewsDifference): string => {
  const named = things.map(({ kind, id }) => `${kind} ${id}`).join(', ');
  const more = count - things.length;
  return things.length === 0
    ? `${count} ${count === 1 ? 'row' : 'rows'}`
    : `${named}${more === 0 ? '' : `, and ${more} more`}`;
};
