import { setTimeout as sleep } from 'node:timers/promises';

/**
 * What comes of some work within so many milliseconds; undefined where nothing does. The work goes on.
 * @throws what the work throws meanwhile
 */
export const patiently = async <T>(work: Promise<T>, ms: number): Promise<Readonly<{ value: T }> | undefined> => {
  const late = new AbortController();
  const patience = sleep(Math.max(0, ms), undefined, { signal: late.signal }).catch(() => undefined);
  return Promise.race([work.then((value) => ({ value })), patience]).finally(() => late.abort());
};
