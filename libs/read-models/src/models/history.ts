import { withDefault } from '../routes/parameters.js';
import type { FoundSoFar, Keyed } from '../routes/pages.js';
import { described, object, oneOf, type Schema } from '../routes/schema.js';

/** The parameter of lists whose items have their history. */
export const history = withDefault(
  described(
    'none: items have no `history`. The page of a thing has its history, and the timeline that of all things',
    oneOf('ShownHistory', ['all', 'none']),
  ),
  'all',
);

/** The history of an item of a list, which has it unless it is asked for without. */
export const listedHistory = <T>(facts: Schema<T>): Schema<Readonly<{ history: T }>> =>
  object({
    'history?': described('Its facts in chronological order; absent in a list with `history=none`', facts),
  }) as Schema<Readonly<{ history: T }>>;

type Item = Keyed<Readonly<{ history: unknown }>>;

/** The items of a list as they were asked for. */
export const showing = <R extends readonly Item[] | FoundSoFar<Item>>(asked: 'all' | 'none', rows: R): R => {
  if (asked === 'all') return rows;
  const without = (items: readonly Item[]) => items.map(({ history: _, ...item }) => item);
  return ('found' in rows ? { ...rows, found: without(rows.found) } : without(rows)) as unknown as R;
};
