/** `DRAWS=10` draws ten times as much as a run of all tests does, which draws anew each time. */
const TIMES = Number(process.env['DRAWS'] ?? 1);

/** For a property: so many draws, and at most so many seconds. */
export const draws = (numRuns: number, seconds = 30) => ({
  numRuns: numRuns * TIMES,
  interruptAfterTimeLimit: seconds * 1_000 * TIMES,
});
