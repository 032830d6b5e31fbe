/** The numbers of the cases from `from` to before `end`. */
export const casesFrom = (from: number, end: number): readonly number[] =>
  Array.from({ length: Math.max(0, end - from) }, (_, n) => from + n);

/** Does the work of each case in their order, `most` at a time. Cases wait for processes and clocks for most of their time. */
export const atOnce = async (
  most: number,
  cases: readonly number[],
  work: (n: number) => Promise<void>,
): Promise<void> => {
  const left = cases[Symbol.iterator]();
  const workOn = async () => {
    for (const n of left) await work(n);
  };
  await Promise.all(Array.from({ length: most }, workOn));
};
