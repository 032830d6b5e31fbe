/** `DRAWS=10` draws ten times as much as a run of all tests does, which draws anew each time. */
const TIMES = Number(process.env['DRAWS'] ?? 1);

/** For a property: so many draws, and at most so many seconds. */
export const draws = (numRuns: number, seconds = 30) => ({
  numRuns: numRuns * TIMES,
  interruptAfterTimeLimit: seconds * 1_000 * TIMES,
});

/**
 * For a count of what a property has met: the same draws in every run. With others, or fewer on a busy machine, it could be lower by
 * chance.
 */
export const sameDraws = (numRuns: number) => ({ numRuns, seed: 1 });
