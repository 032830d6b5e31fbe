/**
 * What comes of some work within so many milliseconds; undefined where nothing does. The work goes on.
 * @throws what the work throws meanwhile
 */
export const patiently = async <T>(work: Promise<T>, ms: number): Promise<Readonly<{ value: T }> | undefined> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), Math.max(0, ms));
  });
  return Promise.race([work.then((value) => ({ value })), late]).finally(() => clearTimeout(timer));
};
