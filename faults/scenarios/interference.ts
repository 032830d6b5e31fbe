import 'reflect-metadata';
import { checkPairs, Interference } from '../interference/check-pairs.js';
import type { ScenarioOptions, Result, Scenario } from '../scenario.js';

const comparePairs = async ({ count, seed, onStep }: ScenarioOptions): Promise<Result> => {
  let compared = { pairs: 0, answers: 0, hidden: 0 };
  const worlds = new Interference();
  const details = await checkPairs(worlds, { count, seed }, (figures) => {
    compared = { ...figures };
    onStep(Math.min(figures.pairs, count), `${figures.answers} answers compared`);
  }).finally(() => worlds.close());
  return {
    summary: `${compared.answers} answers compared, ${compared.hidden} hidden things`,
    violations: details.failed ? [{ description: String(details.errorInstance), seed, count }] : [],
    details: details.failed ? [`The smallest pair that differs: ${JSON.stringify(details.counterexample?.[0])}`] : [],
  };
};

export const interference: Scenario = {
  name: 'interference',
  unit: 'pairs of worlds',
  count: 1_000,
  guarantee: 'two records that differ only in what a reader may not see give that reader the same bytes on every route',
  run: comparePairs,
};
