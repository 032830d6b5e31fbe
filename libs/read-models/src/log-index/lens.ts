import type Database from 'better-sqlite3';
import type { Clearance, Ladder } from '#domain/marking.js';
import { MOST_ARMS } from '../models/trail/block-search.js';
import { type Label, opens } from './label.js';

/** How many arms a view has at first. */
const FEWEST = 4;

/**
 * A connection to the index in which `trail` has what one clearance sees, as if nothing else existed: a view with one
 * arm for each label that it dominates. SQLite merges the arms by their indexes, so the time of a query does not depend
 * on hidden rows.
 */
export class Lens {
  constructor(
    readonly db: Database.Database,
    private readonly ladder: Ladder,
  ) {
    db.exec(`CREATE TEMP TABLE IF NOT EXISTS lens (slot INTEGER PRIMARY KEY, label INTEGER NOT NULL) STRICT;
      CREATE TEMP TABLE IF NOT EXISTS lens_view (arms INTEGER NOT NULL) STRICT`);
    this.makeView(FEWEST);
  }

  /** From now on `trail` is what this clearance sees. */
  set(clearance: Clearance): void {
    const labels = this.db
      .prepare<[], Label & { id: number }>('SELECT id, negotiation, thing FROM main.labels')
      .all()
      .filter((label) => opens(this.ladder, clearance, label));
    const made = this.db.prepare<[], number>('SELECT arms FROM temp.lens_view').pluck().get()!;
    let arms = made;
    while (arms < Math.min(labels.length, MOST_ARMS)) arms *= 2;
    if (arms !== made || labels.length > MOST_ARMS) this.makeView(arms, labels.length > MOST_ARMS);
    this.db.exec('DELETE FROM temp.lens');
    const put = this.db.prepare<[number, number]>('INSERT INTO temp.lens VALUES (?, ?)');
    for (const [slot, { id }] of labels.entries()) put.run(slot, id);
  }

  private makeView(arms: number, isOne = false): void {
    const arm = (label: string) => `SELECT * FROM main.trail WHERE label ${label}`;
    const all = isOne
      ? arm('IN (SELECT label FROM temp.lens)')
      : Array.from({ length: arms }, (_, slot) => arm(`= (SELECT label FROM temp.lens WHERE slot = ${slot})`)).join(
          ' UNION ALL ',
        );
    // Its arms are noted in the same transaction: a question that throws takes both back.
    this.db.exec(`DROP VIEW IF EXISTS temp.trail; CREATE TEMP VIEW trail AS ${all};
      DELETE FROM temp.lens_view; INSERT INTO temp.lens_view VALUES (${isOne ? FEWEST : arms})`);
  }
}
