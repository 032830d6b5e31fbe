import type Database from 'better-sqlite3';
import type { Table, Value } from '../../projection/read-model.js';
import type { Slice } from '../../routes/pages.js';

/**
 * A table with terms, in the order of its list. `hasDaysOfTexts`: it begins with the days on which the texts of its things stand; what has
 * no day there comes last.
 */
export type List = Readonly<{ name: string; table: Table; isDescending?: boolean; hasDaysOfTexts?: true }>;

type Sought = Readonly<{
  negotiationIds: readonly string[];
  streams: readonly string[];
  conditions: readonly string[];
  values: Readonly<Record<string, Value | undefined>>;
}>;

/** Those of the rows of these things that meet the conditions, in the order of their list. */
export const sortedRows = <R>(
  db: Database.Database,
  { name, table, isDescending = false }: List,
  { negotiationIds, streams, conditions, values }: Sought,
  { after, limit }: Slice,
): readonly R[] => {
  const order = table.terms!.by;
  const [beyond, direction] = isDescending ? ['<', ' DESC'] : ['>', ''];
  const isOne = negotiationIds.length === 1;
  const last = Object.fromEntries((after ?? []).map((value, n) => [`last${n}`, value]));
  const where = [
    // With a plus, SQLite does not look for an index for it.
    `+negotiationId ${isOne ? '= @among' : 'IN (SELECT value FROM json_each(@among))'}`,
    ...conditions,
    ...(after === undefined ? [] : [`(${order.join()}) ${beyond} (${order.map((_, n) => `@last${n}`).join()})`]),
  ];
  return db
    .prepare<unknown[], R>(
      `SELECT it.* FROM (SELECT value AS match FROM json_each(@streams)) CROSS JOIN "${name}" AS it ON it.stream = match
       WHERE ${where.join(' AND ')} ORDER BY ${order.map((column) => column + direction).join()} LIMIT @limit`,
    )
    .all({
      ...values,
      ...last,
      among: isOne ? negotiationIds[0]! : JSON.stringify(negotiationIds),
      streams: JSON.stringify(streams),
      limit,
    });
};
