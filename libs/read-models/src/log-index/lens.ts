import type Database from 'better-sqlite3';
import { LRUCache } from 'lru-cache';
import type { Clearance, Ladder } from '#domain/marking.js';
import { inSnapshot } from '#storage/in-snapshot.js';
import { MOST_ARMS } from '../models/trail/block-search.js';
import { shownLabels } from '../models/trail/shown-labels.js';
import { type Label, opens } from './label.js';

/** The numbers of arms that a view may have; undefined: one arm for all labels, which then are sorted. */
const ARMS = [4, 32, MOST_ARMS, undefined] as const;
type Arms = (typeof ARMS)[number];
/** They follow from the labels that a clearance opens, and from no others. */
export const armsFor = (labels: number): Arms => ARMS.find((arms) => arms !== undefined && arms >= labels);

/**
 * A connection to the index in which `trail` has the events with certain labels, as if nothing else existed: a view with one
 * arm for each of them. SQLite merges the arms by their indexes, so a query reads no hidden rows.
 */
export class Lens {
  private readonly sql;
  private labels: readonly number[] = [];

  constructor(
    readonly db: Database.Database,
    arms: Arms,
  ) {
    db.exec('CREATE TEMP TABLE lens (slot INTEGER PRIMARY KEY, label INTEGER NOT NULL) STRICT');
    db.exec(viewWith(arms));
    this.sql = {
      clear: db.prepare('DELETE FROM temp.lens'),
      put: db.prepare<[number, number]>('INSERT INTO temp.lens VALUES (?, ?)'),
    };
    this.note(this.labels);
  }

  /** Works in one snapshot. If that is rolled back, the slots are those of an earlier reader again. */
  inSnapshot<T>(work: () => T): T {
    const before = this.labels;
    try {
      return inSnapshot(this.db, work);
    } catch (error) {
      this.note(before);
      throw error;
    }
  }

  /** From now on `trail` has the events with these labels. */
  show(labels: readonly number[]): void {
    if (labels === this.labels) return;
    this.sql.clear.run();
    for (const [slot, label] of labels.entries()) this.sql.put.run(slot, label);
    this.note(labels);
  }

  private note(labels: readonly number[]): void {
    this.labels = labels;
    shownLabels.set(this.db, labels);
  }
}

const viewWith = (arms: Arms): string => {
  const arm = (label: string) => `SELECT * FROM main.trail WHERE label ${label}`;
  const all =
    arms === undefined
      ? arm('IN (SELECT label FROM temp.lens)')
      : Array.from({ length: arms }, (_, slot) => arm(`= (SELECT label FROM temp.lens WHERE slot = ${slot})`)).join(
          ' UNION ALL ',
        );
  return `CREATE TEMP VIEW trail AS ${all}`;
};

/** The labels that are in the index. They are only added, each with a higher id. */
type Known = Label & Readonly<{ id: number }>;
/** What a clearance opens of the first labels, so many as were `looked` at. */
type Opened = Readonly<{ looked: number; labels: readonly number[] }>;

/** Clearances whose labels are remembered. */
const MOST_CLEARANCES = 500;

/** A lens for each number of arms. */
export class Lenses {
  private readonly lenses: ReadonlyMap<Arms, Lens>;
  private readonly known: Known[] = [];
  private readonly opened = new LRUCache<string, Opened>({ max: MOST_CLEARANCES });

  constructor(
    connect: () => Database.Database,
    private readonly ladder: Ladder,
  ) {
    this.lenses = new Map(ARMS.map((arms) => [arms, new Lens(connect(), arms)]));
  }

  /** Asks one snapshot, in which `trail` is what a clearance sees. */
  ask<T>(clearance: Clearance, question: (db: Database.Database) => T): T {
    const name = JSON.stringify(clearance);
    // How many labels there are is known only in a snapshot. A wrong guess costs another one, of another connection.
    for (let arms = armsFor(this.opened.get(name)?.labels.length ?? 0); ;) {
      const lens = this.lenses.get(arms)!;
      const found = lens.inSnapshot((): Readonly<{ body: T }> | Readonly<{ needed: Arms }> => {
        const { labels } = this.openedBy(clearance, name, lens.db);
        const needed = armsFor(labels.length);
        if (needed !== arms) return { needed };
        lens.show(labels);
        return { body: question(lens.db) };
      });
      if ('body' in found) return found.body;
      arms = found.needed;
    }
  }

  /** It reads new labels in any case, so that a question costs as many statements whatever was marked. */
  private openedBy(clearance: Clearance, name: string, db: Database.Database): Opened {
    this.known.push(...labelsAfter(db, this.known.at(-1)?.id ?? -1));
    const { looked, labels } = this.opened.get(name) ?? { looked: 0, labels: [] };
    const more = this.known.slice(looked).filter((label) => opens(this.ladder, clearance, label));
    const all = more.length === 0 ? labels : [...labels, ...more.map(({ id }) => id)];
    const opened = { looked: this.known.length, labels: all };
    this.opened.set(name, opened);
    return opened;
  }
}

const labelsAfter = (db: Database.Database, id: number): readonly Known[] =>
  db.prepare<[number], Known>('SELECT id, negotiation, thing FROM main.labels WHERE id > ? ORDER BY id').all(id);
