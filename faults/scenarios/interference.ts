import 'reflect-metadata';
import { checkPairs, Interference } from '../interference/check-pairs.js';
import type { ScenarioOptions, Result, Scenario, Violation } from '../scenario.js';

/** After so many pairs, there is one more that hides many things beside few that all see. */
const PAIRS_FOR_A_LARGE_ONE = 300;
const MANY = 5_000;

const comparePairs = async ({ count, seed, hidden, onStep, onViolation }: ScenarioOptions): Promise<Result> => {
  const worlds = new Interference();
  const violations: Violation[] = [];
  const details: string[] = [];
  const { figures } = worlds;
  const check = async (run: Readonly<{ count: number; seed: number; hidden?: number | undefined }>, from: number) => {
    const { failed, errorInstance, counterexample } = await checkPairs(
      worlds,
      { ...run, from, shrinks: run.hidden === undefined },
      () => onStep(Math.min(figures.pairs, from + run.count), `${figures.answers} answers compared`),
    );
    if (!failed) return;
    const violation = { description: String(errorInstance), ...run };
    violations.push(violation);
    onViolation?.(violation);
    details.push(`The smallest pair that differs: ${JSON.stringify(counterexample?.[0])}`);
  };
  try {
    await check({ count, seed, hidden }, 0);
    const large = hidden === undefined ? Math.floor(count / PAIRS_FOR_A_LARGE_ONE) : 0;
    if (large > 0) await check({ count: large, seed, hidden: MANY }, count);
  } finally {
    await worlds.close();
  }
  const summary = `${figures.answers} answers compared, ${figures.hidden} hidden things`;
  return { summary, violations, details, done: figures.pairs };
};

export const interference: Scenario = {
  name: 'interference',
  unit: 'pairs of worlds',
  count: 1_000,
  hidesThings: true,
  guarantee: 'two records that differ only in what a reader may not see give that reader the same bytes on every route',
  run: comparePairs,
};
