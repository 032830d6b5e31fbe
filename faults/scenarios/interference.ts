import 'reflect-metadata';
import { checkPairs, Interference } from '../interference/check-pairs.js';
import type { Asked, Found, Run } from '../run.js';

const comparePairs = async ({ count, seed, onStep }: Asked): Promise<Found> => {
  let compared = { pairs: 0, answers: 0, hidden: 0 };
  const worlds = new Interference();
  const details = await checkPairs(worlds, { count, seed }, (figures) => {
    compared = { ...figures };
    onStep(Math.min(figures.pairs, count), `${figures.answers} answers compared`);
  }).finally(() => worlds.close());
  return {
    found: `${compared.answers} answers compared, ${compared.hidden} hidden things`,
    broken: details.failed ? [{ what: String(details.errorInstance), seed, count }] : [],
    details: details.failed ? [`The smallest pair that differs: ${JSON.stringify(details.counterexample?.[0])}`] : [],
  };
};

export const interference: Run = {
  name: 'interference',
  unit: 'pairs of worlds',
  count: 1_000,
  promise:
    'two records that differ only in what a reader may not see tell that reader the same, to the byte, on every route',
  run: comparePairs,
};
