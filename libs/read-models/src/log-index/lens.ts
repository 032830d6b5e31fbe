import type Database from 'better-sqlite3';
import { LRUCache } from 'lru-cache';
import type { Clearance, Ladder } from '#domain/marking.js';
import { inSnapshot } from '#storage/in-snapshot.js';
import { MOST_ARMS } from '../models/trail/block-search.js';
import { shownLabels } from '../models/trail/shown-labels.js';
import { type Label, opens } from './label.js';

/** How many arms a view has at first. */
const FEWEST = 4;
/** Clearances whose labels are remembered. */
const MOST_CLEARANCES = 500;

/** What a clearance opens of the labels up to the id `last`. Labels are only added. */
type Opened = Readonly<{ last: number; labels: readonly number[] }>;
/** What the slots are filled with, and the arms of the view; `isOne`: of one arm for all labels. */
type Shown = Readonly<{ labels: readonly number[]; arms: number; isOne: boolean }>;

/**
 * A connection to the index in which `trail` has what one clearance sees, as if nothing else existed: a view with one
 * arm for each label that it dominates. SQLite merges the arms by their indexes, so the time of a query does not depend
 * on hidden rows.
 */
export class Lens {
  private readonly sql;
  private readonly opened = new LRUCache<string, Opened>({ max: MOST_CLEARANCES });
  private shown: Shown = { labels: [], arms: FEWEST, isOne: false };

  constructor(
    readonly db: Database.Database,
    private readonly ladder: Ladder,
  ) {
    db.exec('CREATE TEMP TABLE lens (slot INTEGER PRIMARY KEY, label INTEGER NOT NULL) STRICT');
    db.exec(viewOf(this.shown));
    this.sql = {
      last: db.prepare<[], number | null>('SELECT max(id) FROM main.labels').pluck(),
      labels: db.prepare<[number], Label & { id: number }>(
        'SELECT id, negotiation, thing FROM main.labels WHERE id > ? ORDER BY id',
      ),
      clear: db.prepare('DELETE FROM temp.lens'),
      put: db.prepare<[number, number]>('INSERT INTO temp.lens VALUES (?, ?)'),
    };
    shownLabels.set(db, this.shown.labels);
  }

  /** Works in one snapshot, in which `trail` is what a clearance sees. If that is rolled back, it is again what it was before. */
  inSnapshot<T>(clearance: Clearance, work: () => T): T {
    const before = this.shown;
    try {
      return inSnapshot(this.db, () => {
        this.show(clearance);
        return work();
      });
    } catch (error) {
      this.note(before);
      throw error;
    }
  }

  private show(clearance: Clearance): void {
    const { labels } = this.openedBy(clearance);
    if (labels === this.shown.labels) return;
    let { arms } = this.shown;
    while (arms < Math.min(labels.length, MOST_ARMS)) arms *= 2;
    const isOne = labels.length > MOST_ARMS;
    if (arms !== this.shown.arms || isOne !== this.shown.isOne)
      this.db.exec(`DROP VIEW temp.trail; ${viewOf({ arms, isOne })}`);
    this.sql.clear.run();
    for (const [slot, label] of labels.entries()) this.sql.put.run(slot, label);
    this.note({ labels, arms, isOne });
  }

  private note(shown: Shown): void {
    this.shown = shown;
    shownLabels.set(this.db, shown.labels);
  }

  private openedBy(clearance: Clearance): Opened {
    const name = JSON.stringify(clearance);
    const known = this.opened.get(name) ?? { last: -1, labels: [] };
    const last = this.sql.last.get() ?? -1;
    if (known.last === last) return known;
    const more = this.sql.labels.all(known.last).filter((label) => opens(this.ladder, clearance, label));
    const labels = more.length === 0 ? known.labels : [...known.labels, ...more.map(({ id }) => id)];
    const opened = { last, labels };
    this.opened.set(name, opened);
    return opened;
  }
}

const viewOf = ({ arms, isOne }: Omit<Shown, 'labels'>): string => {
  const arm = (label: string) => `SELECT * FROM main.trail WHERE label ${label}`;
  const all = isOne
    ? arm('IN (SELECT label FROM temp.lens)')
    : Array.from({ length: arms }, (_, slot) => arm(`= (SELECT label FROM temp.lens WHERE slot = ${slot})`)).join(
        ' UNION ALL ',
      );
  return `CREATE TEMP VIEW trail AS ${all}`;
};
