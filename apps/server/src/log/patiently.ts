/**
 * Waits for a promise for a limited time. Returns undefined after a timeout; the work continues.
 * @throws what the work throws before the timeout
 */
export const patiently = async <T>(work: Promise<T>, ms: number): Promise<Readonly<{ value: T }> | undefined> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), Math.max(0, ms));
  });
  return Promise.race([work.then((value) => ({ value })), late]).finally(() => clearTimeout(timer));
};
