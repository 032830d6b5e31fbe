import type Database from 'better-sqlite3';
import type { Value } from '../../projection/read-model.js';
import type { Slice } from '../../routes/pages.js';
import type { List } from '../listed.js';

/** A few rows that were found are sorted at once. Of many, a page is full soon when the list is read in its order. */
export const FEW = 1_000;

type Sought = Readonly<{
  negotiationIds: readonly string[];
  found: readonly number[];
  conditions: readonly string[];
  values: Readonly<Record<string, Value | undefined>>;
}>;

/** Those of the rows with these ordinals that meet the conditions, in the order of their list. */
export const sortedRows = <R>(
  db: Database.Database,
  { name, table, isDescending = false }: List,
  { negotiationIds, found, conditions, values }: Sought,
  { after, limit }: Slice,
): readonly R[] => {
  const { by } = table.terms!;
  const [beyond, direction] = isDescending ? ['<', ' DESC'] : ['>', ''];
  const isOne = negotiationIds.length === 1;
  const last = Object.fromEntries((after ?? []).map((value, n) => [`last${n}`, value]));
  const where = [
    // With a plus, SQLite does not look for an index for it.
    `+negotiationId ${isOne ? '= @among' : 'IN (SELECT value FROM json_each(@among))'}`,
    ...conditions,
    ...(after === undefined ? [] : [`(${by.join()}) ${beyond} (${by.map((_, n) => `@last${n}`).join()})`]),
  ];
  return db
    .prepare<unknown[], R>(
      `SELECT it.* FROM json_each(@found) AS match CROSS JOIN "${name}" AS it ON it.ordinal = match.value
       WHERE ${where.join(' AND ')} ORDER BY ${by.map((column) => column + direction).join()} LIMIT @limit`,
    )
    .all({
      ...values,
      ...last,
      among: isOne ? negotiationIds[0]! : JSON.stringify(negotiationIds),
      found: JSON.stringify(found),
      limit,
    });
};
