import type Database from 'better-sqlite3';
import { LRUCache } from 'lru-cache';
import type { Clearance, Ladder } from '#domain/marking.js';
import { models } from '#read-models/models/models.js';
import { armsFor, Lens, LENS_SHAPES, type LensShape } from '#read-models/projection/lens.js';
import { canReadMarking } from '#read-models/projection/marking-of-rows.js';
import { type Asked, withEnoughArms } from '#read-models/projection/slots.js';
import { type MaySee, visibleTo } from '#read-models/projection/visible-markings.js';
import type { Subject } from '#read-models/routes/scope.js';
import { viewsFile } from '#read-models/projector/views-file.js';
import { openDatabase } from '#storage/open-database.js';
import { keepStatements } from '#storage/keep-statements.js';
import { corrupted, isCorrupt, isStatementError } from '#storage/sqlite-error.js';
import { emptyViews } from './empty-views.js';

/** `names`: the read models that must have come equally far. `clearance`: undefined sees everything. */
type Use = Readonly<{ names: readonly string[]; clearance: Clearance | undefined; about: Subject }>;
/** `ordinal`: that of the last event in the snapshot. */
type Found<T> = Readonly<{ body: T; ordinal: number }>;
type Question<T> = (db: Database.Database, lastChange: number | undefined) => T;
/** `lens` makes some 40 views, and most readers need one or two of the shapes. */
type Connection = Readonly<{ db: Database.Database; lens: () => Lens }>;

/**
 * `isProven`: whether the file was made, or compared with the log, since the start. `writtenOf`: the last event that is in these read models for
 * certain. `assertHeld`: throws if the name of the file leads to another one than is written to. `reportDamage`: to be called when it is damaged:
 * nobody may read it any more, and another is made.
 */
type Watch = Readonly<{
  isProven: () => boolean;
  writtenOf: (names: readonly string[]) => number;
  assertHeld: () => void;
  reportDamage: (why: string) => void;
}>;

/** Markings that are remembered, each with a clearance. */
const MOST_OPENED = 20_000;
/** Subjects whose number of arms is remembered, each for a clearance. */
const MOST_SUBJECTS = 5_000;
/** Most subjects have one marking or none. */
const FEWEST = { arms: armsFor(0) };

/**
 * views.db for queries: read-only, one snapshot per query. Only the projector thread writes to it. All reading of it goes through here,
 * so that no damage is met without being told.
 */
export class Views {
  /** By the shape of their lens, which follows from the markings of what a reader may see. */
  private readonly connections = new Map<string, Connection>();
  private readonly file: string;
  private readonly opened = new LRUCache<string, boolean>({ max: MOST_OPENED });
  private readonly neededLast = new LRUCache<string, Pick<LensShape, 'arms'>>({ max: MOST_SUBJECTS });

  constructor(
    readonly folder: string,
    private readonly ladder: Ladder,
    private readonly watch: Watch,
  ) {
    this.file = viewsFile(folder);
  }

  /**
   * Queries one snapshot, in which the tables have what a clearance sees of a subject, so that the result and its ordinal are
   * consistent. `lastChange` is the ordinal of the last event that changed what it sees of the negotiation; undefined if the
   * subject is in no single one, or not visible.
   * @throws ModelsApart, ViewsDamaged
   */
  read<T>(use: Use, question: Question<T>): Found<T> {
    return this.watched(() => this.ask(use, question), question);
  }

  private ask<T>({ names, clearance, about }: Use, question: Question<T>): Found<T> {
    const maySee = this.maySeeWith(clearance);
    const within = !('among' in about) ? 'negotiation' : clearance === undefined ? 'everything' : 'shown negotiations';
    const written = this.watch.writtenOf(names);
    const asked = JSON.stringify([clearance, 'among' in about ? within : about]);
    const { arms: guess } = this.neededLast.get(asked) ?? FEWEST;
    return withEnoughArms(guess, (arms) => {
      const { db, lens: made } = this.connect({ arms, within });
      // Not in the transaction: one that is rolled back would take the views with it.
      const lens = made();
      return lens.inSnapshot((): Asked<Found<T>, number | undefined> => {
        const { first, last } = reached(db, names);
        // What is told to be there was awaited in memory, and is read from a file.
        if (first < written) throw corrupted(`it ends with event ${first}, and event ${written} was written to it`);
        if (first !== last) throw new ModelsApart(last);
        const seen = visibleTo(db, about, maySee);
        const needed = armsFor(seen.markings.length);
        if (needed !== arms) {
          this.neededLast.set(asked, { arms: needed });
          return { needed };
        }
        lens.show(seen);
        return { answer: { body: question(db, seen.lastChange), ordinal: last } };
      });
    });
  }

  /**
   * Opens all connections at once, so that they read one file, whatever takes its place in the folder later.
   * @throws ViewsDamaged
   */
  open(): void {
    this.watched(() => this.openAll());
  }

  private openAll(): void {
    try {
      for (const shape of LENS_SHAPES) {
        const db = keepStatements(openDatabase(this.file, { readonly: true, fileMustExist: true }, readFirst));
        let lens: Lens | undefined;
        // All of it or nothing: what is left of one that failed would be in the way of the next.
        const make = db.transaction(() => new Lens(db, models, shape));
        this.connections.set(nameOf(shape), { db, lens: () => (lens ??= make()) });
      }
      this.watch.assertHeld();
    } catch (error) {
      this.close();
      throw error;
    }
  }

  private watched<T>(work: () => T, question?: Question<unknown>): T {
    try {
      return work();
    } catch (error) {
      if (!this.isDamage(error, question)) throw error;
      const { message } = error as Error;
      this.watch.reportDamage(message);
      throw new ViewsDamaged(message);
    }
  }

  /** A statement may be wrong itself: then it fails on an empty record, too. */
  private isDamage(error: unknown, question?: Question<unknown>): boolean {
    if (isCorrupt(error)) return true;
    if (!isStatementError(error) || this.watch.isProven()) return false;
    return question === undefined || !failsOnNothing(question);
  }

  close() {
    for (const { db } of this.connections.values()) db.close();
    this.connections.clear();
  }

  /** Markings are few and are asked about in every read, so each is compared with a clearance once. */
  private maySeeWith(clearance: Clearance | undefined): MaySee {
    if (clearance === undefined) return () => true;
    const name = JSON.stringify(clearance);
    return (marking) => {
      const key = `${name} ${marking}`;
      const known = this.opened.get(key) ?? canReadMarking(this.ladder, clearance, marking);
      this.opened.set(key, known);
      return known;
    };
  }

  private connect(shape: LensShape): Connection {
    if (this.connections.size === 0) this.openAll();
    return this.connections.get(nameOf(shape))!;
  }
}

/** SQLite opens the WAL with the first read. */
const readFirst = (db: Database.Database): void => {
  db.pragma('temp_store = MEMORY');
  db.prepare('SELECT 1 FROM models LIMIT 1').get();
};

const nameOf = ({ arms, within }: LensShape): string => `${within} ${arms}`;

/** One of the models was just replaced and is behind the others. */
export class ModelsApart extends Error {
  constructor(readonly ordinal: number) {
    super(`not all models have event ${ordinal}`);
    this.name = ModelsApart.name;
  }
}

/** What is in views.db cannot be read: the file is damaged. It is being made again. */
export class ViewsDamaged extends Error {
  constructor(why: string) {
    super(`views.db is damaged: ${why}`);
    this.name = ViewsDamaged.name;
  }
}

const failsOnNothing = (question: Question<unknown>): boolean => {
  const nothing = emptyViews();
  try {
    question(nothing, undefined);
    return false;
  } catch (error) {
    // That there is nothing of the kind is an answer.
    return isStatementError(error);
  } finally {
    nothing.close();
  }
};

const reached = (db: Database.Database, names: readonly string[]) =>
  db
    .prepare<string[], { first: number; last: number }>(
      `SELECT min(ordinal) AS first, max(ordinal) AS last FROM models WHERE name IN (${names.map(() => '?').join()})`,
    )
    .get(...names)!;
