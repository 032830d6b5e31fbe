import type Database from 'better-sqlite3';
import { LRUCache } from 'lru-cache';
import type { Clearance, Ladder } from '#domain/marking.js';
import { MOST_ARMS } from '../models/trail/block-search.js';
import { type Asked, fewestArms, Slots, unionOfArms, withEnoughArms } from '../projection/slots.js';
import { type Label, canReadLabel } from './label.js';

/** The numbers of arms that a view may have. */
const ARMS = [4, 32, MOST_ARMS] as const;
type Arms = (typeof ARMS)[number] | undefined;
/** They follow from the labels that a clearance opens, and from no others. */
export const armsForLabels = (labels: number): Arms => fewestArms(ARMS, labels);

/** A connection to the index in which `trail` has the events with certain labels, as if nothing else existed. */
export class TrailLens {
  private readonly slots: Slots<readonly number[]>;

  constructor(
    readonly db: Database.Database,
    arms: Arms,
  ) {
    this.slots = new Slots<readonly number[]>(db, {
      columns: { label: 'INTEGER NOT NULL' },
      nothing: [],
      toSlots: (labels) => labels.map((label) => [label]),
      isSame: (one, other) => one === other,
    });
    const events = unionOfArms(arms, 'label', (which) => `SELECT * FROM main.trail WHERE label ${which}`);
    db.exec(`CREATE TEMP VIEW trail AS ${events}`);
  }

  inSnapshot<T>(work: () => T): T {
    return this.slots.inSnapshot(work);
  }

  /** From now on `trail` has the events with these labels. */
  show(labels: readonly number[]): void {
    this.slots.show(labels);
  }
}

/** The labels that are in the index. They are only added, each with a higher id. */
type Known = Label & Readonly<{ id: number }>;
/** What a clearance opens of the first labels, so many as were `looked` at. */
type Opened = Readonly<{ looked: number; labels: readonly number[] }>;

/** Clearances whose labels are remembered. */
const MOST_CLEARANCES = 500;

/** A lens for each number of arms. */
export class TrailLenses {
  private readonly lenses: ReadonlyMap<Arms, TrailLens>;
  private readonly known: Known[] = [];
  private readonly opened = new LRUCache<string, Opened>({ max: MOST_CLEARANCES });

  constructor(
    connect: () => Database.Database,
    private readonly ladder: Ladder,
  ) {
    this.lenses = new Map([...ARMS, undefined].map((arms) => [arms, new TrailLens(connect(), arms)]));
  }

  /** Asks one snapshot, in which `trail` is what a clearance sees. */
  ask<T>(clearance: Clearance, question: (db: Database.Database) => T): T {
    const name = JSON.stringify(clearance);
    return withEnoughArms(armsForLabels(this.opened.get(name)?.labels.length ?? 0), (arms) => {
      const lens = this.lenses.get(arms)!;
      return lens.inSnapshot((): Asked<T, Arms> => {
        const { labels } = this.openedBy(clearance, name, lens.db);
        const needed = armsForLabels(labels.length);
        if (needed !== arms) return { needed };
        lens.show(labels);
        return { answer: question(lens.db) };
      });
    });
  }

  /** It reads new labels in any case, so that a question costs as many statements whatever was marked. */
  private openedBy(clearance: Clearance, name: string, db: Database.Database): Opened {
    for (const label of labelsAfter(db, this.known.at(-1)?.id ?? -1)) this.known.push(label);
    const { looked, labels } = this.opened.get(name) ?? { looked: 0, labels: [] };
    const more = this.known.slice(looked).filter((label) => canReadLabel(this.ladder, clearance, label));
    const all = more.length === 0 ? labels : [...labels, ...more.map(({ id }) => id)];
    const opened = { looked: this.known.length, labels: all };
    this.opened.set(name, opened);
    return opened;
  }
}

const labelsAfter = (db: Database.Database, id: number): readonly Known[] =>
  db.prepare<[number], Known>('SELECT id, negotiation, thing FROM main.labels WHERE id > ? ORDER BY id').all(id);
