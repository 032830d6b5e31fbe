import { atMost } from '#event-store/deadline.js';

/**
 * Waits for a promise for a limited time, and not beyond the deadline of the caller. Returns undefined after a timeout; the work continues.
 * @throws what the work throws before the timeout
 */
export const withTimeout = async <T>(work: Promise<T>, ms: number): Promise<Readonly<{ value: T }> | undefined> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), Math.max(0, atMost(ms)));
  });
  return Promise.race([work.then((value) => ({ value })), late]).finally(() => clearTimeout(timer));
};
