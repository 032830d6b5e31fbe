import * as fc from 'fast-check';
import { type DrawnLife, drawnLives, live } from '#ledger/storage/testing/lives.js';
import { type Result, type Scenario, type ScenarioOptions, Tally, type Violation } from '../scenario.js';

/** The same seed draws the same life. */
const lifeOf = (seed: number): DrawnLife => fc.sample(drawnLives, { seed, numRuns: 1 })[0]!;

const run = async ({ count, seed, from = 0, onStep, onViolation }: ScenarioOptions): Promise<Result> => {
  const tally = new Tally();
  const violations: Violation[] = [];
  for (let n = from; n < count; n += 1) {
    const drawn = lifeOf(seed + n);
    if (drawn.earlier !== undefined) tally.add('upgrade');
    for (const { do: what } of drawn.steps) tally.add(what);
    try {
      await live(drawn);
    } catch (error) {
      const description = `${(error as Error).message}\n  ${JSON.stringify(drawn)}`;
      const violation = { description, seed, from: n, count: n + 1 };
      violations.push(violation);
      onViolation?.(violation);
    }
    onStep(n + 1);
  }
  return { summary: tally.toString(), violations };
};

export const lives: Scenario = {
  name: 'lives',
  unit: 'lives',
  count: 1_000,
  isResumable: true,
  guarantee:
    'an honest record is never locked out: every start succeeds, or names the first event that is lost and the command that accepts it',
  run,
};
