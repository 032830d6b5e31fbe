import { isDeepStrictEqual } from 'node:util';
import { check, property, shuffledSubarray } from 'fast-check';
import type { Kind } from '#domain/ids.js';
import type { ReadModel } from '../projection/read-model.js';
import { rowsOf, type Telling } from './told-log.js';

const OF_THE_LOG = new Set(['eventId', 'recordedAt', 'learnedAt']);
/** Rows without fields that depend on the log: ids of events, and when they were recorded and learned. */
const timeless = (rows: unknown): unknown =>
  JSON.parse(JSON.stringify(rows), (field, value: unknown) => {
    if (OF_THE_LOG.has(field)) return undefined;
    return field === 'details' && typeof value === 'string' ? timeless(JSON.parse(value)) : value;
  });

/**
 * Records facts of distinct days in any order after `opening`. All orders must give the same rows.
 * @returns an order with other rows, if there is one
 */
export const orderThatMatters = (
  model: ReadModel,
  kind: Kind,
  opening: readonly Telling[],
  facts: readonly Telling[],
): readonly Telling[] | undefined => {
  const rowsWhen = (order: readonly Telling[]) => timeless(rowsOf(model, kind, [...opening, ...order]));
  const expected = rowsWhen(facts);
  const anyOrder = shuffledSubarray([...facts], { minLength: facts.length });
  const same = property(anyOrder, (order) => isDeepStrictEqual(rowsWhen(order), expected));
  return check(same, { numRuns: 50 }).counterexample?.[0];
};
