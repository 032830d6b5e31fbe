import { isDeepStrictEqual } from 'node:util';
import type Database from 'better-sqlite3';
import { check, property, shuffledSubarray } from 'fast-check';
import type { Kind } from '#domain/ids.js';
import type { ReadModel } from '../projection/read-model.js';
import { about, type Telling, viewsOf } from './told-log.js';

/** The read models of a kind of thing, and the page of a thing from them. */
type Pages = Readonly<{
  kind: Kind;
  models: readonly ReadModel[];
  page: (db: Database.Database, id: string) => object | undefined;
}>;

const OF_THE_LOG = new Set(['eventId', 'recordedAt', 'learnedAt']);
/** A page without fields that depend on the log: ids of events, and when they were recorded and learned. */
const timeless = (page: object | undefined): unknown =>
  JSON.parse(JSON.stringify({ page }), (field, value: unknown) => (OF_THE_LOG.has(field) ? undefined : value));

/**
 * Records facts of distinct days in any order after `opening`. All orders must give the same page.
 * @returns an order with another page, if there is one
 */
export const orderThatMatters = (
  { kind, models, page }: Pages,
  opening: readonly Telling[],
  facts: readonly Telling[],
): readonly Telling[] | undefined => {
  const pageWhen = (order: readonly Telling[]) => {
    const db = viewsOf(models, about(kind, '1', ...opening, ...order));
    const shown = timeless(page(db, '1'));
    db.close();
    return shown;
  };
  const expected = pageWhen(facts);
  const anyOrder = shuffledSubarray([...facts], { minLength: facts.length });
  const same = property(anyOrder, (order) => isDeepStrictEqual(pageWhen(order), expected));
  return check(same, { numRuns: 50 }).counterexample?.[0];
};
