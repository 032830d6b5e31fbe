import type Database from 'better-sqlite3';
import { talliesOf } from '../projection/layout.js';
import { markingsShownIn } from '../projection/lens.js';
import { UNMARKED } from '../projection/marking-of-rows.js';
import type { Tally } from '../projection/read-model.js';

/** The tallies of a table in a negotiation: for each marking, name and day, however much is recorded. */
export const talliesIn = (db: Database.Database, table: string, negotiationId: string): readonly Tally[] =>
  db
    .prepare<[string, string], Tally>(
      `SELECT name, day, count FROM main."${talliesOf(table)}"
       WHERE negotiationId = ? AND marking IN (SELECT value FROM json_each(?))`,
    )
    .all(negotiationId, JSON.stringify(markingsShownIn(db) ?? [UNMARKED]));
