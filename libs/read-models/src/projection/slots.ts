import type Database from 'better-sqlite3';
import { inSnapshot } from '#storage/in-snapshot.js';

/** `columns`: of a slot, the first of them by which an arm finds its rows. `toSlots`: the values of each slot. */
type Filling<Shown> = Readonly<{
  columns: Readonly<Record<string, string>>;
  nothing: Shown;
  toSlots: (shown: Shown) => readonly (readonly (string | number | null)[])[];
  isSame: (one: Shown, other: Shown) => boolean;
}>;

const slotsOf = new WeakMap<Database.Database, Slots<unknown>>();

/**
 * What a connection shows: the rows of one reader, as if no others existed. The views of a lens read it from the slots of `temp.lens`, so
 * that they stay the same whoever reads.
 */
export class Slots<Shown> {
  private readonly sql;
  private now: Shown;

  constructor(
    private readonly db: Database.Database,
    private readonly filling: Filling<Shown>,
  ) {
    const columns = Object.entries(filling.columns);
    db.exec(
      `CREATE TEMP TABLE lens (slot INTEGER PRIMARY KEY, ${columns.map(([name, type]) => `${name} ${type}`).join()}) STRICT`,
    );
    this.sql = {
      clear: db.prepare('DELETE FROM temp.lens'),
      put: db.prepare(`INSERT INTO temp.lens VALUES (?, ${columns.map(() => '?').join()})`),
    };
    this.now = filling.nothing;
    slotsOf.set(db, this as Slots<unknown>);
  }

  get shown(): Shown {
    return this.now;
  }

  show(shown: Shown): void {
    if (this.filling.isSame(shown, this.now)) return;
    this.sql.clear.run();
    for (const [slot, values] of this.filling.toSlots(shown).entries()) this.sql.put.run(slot, ...values);
    this.now = shown;
  }

  /** Works in one snapshot. If that is rolled back, so is what was shown in it: the slots are those of an earlier reader again. */
  inSnapshot<T>(work: () => T): T {
    const before = this.now;
    try {
      return inSnapshot(this.db, work);
    } catch (error) {
      this.now = before;
      throw error;
    }
  }
}

/** What a connection shows; undefined if it has no lens, and shows all. */
export const shownIn = <Shown>(db: Database.Database): Shown | undefined => slotsOf.get(db)?.shown as Shown | undefined;

/** The fewest arms, of the numbers that a view may have, for so many slots; undefined if none is enough. */
export const fewestArms = <Arms extends number>(choices: readonly Arms[], slots: number): Arms | undefined =>
  choices.find((arms) => arms >= slots);

/**
 * The rows of all slots: one arm for each, which SQLite merges by their indexes, so that a query reads no hidden rows. `arms` is undefined
 * for more slots than a view can have arms: then one arm has them all, and the rows of a page are sorted.
 */
export const unionOfArms = (arms: number | undefined, column: string, arm: (which: string) => string): string =>
  arms === undefined
    ? arm(`IN (SELECT ${column} FROM temp.lens)`)
    : Array.from({ length: arms }, (_, slot) => arm(`= (SELECT ${column} FROM temp.lens WHERE slot = ${slot})`)).join(
        ' UNION ALL ',
      );

/** An answer, or how many arms it takes. */
export type Asked<T, Arms> = Readonly<{ answer: T } | { needed: Arms }>;

/**
 * Asks with as many arms as it takes. How many that is is known only in a snapshot: a wrong guess costs another one, of another
 * connection.
 */
export const withEnoughArms = <T, Arms>(guess: Arms, ask: (arms: Arms) => Asked<T, Arms>): T => {
  for (let arms = guess; ;) {
    const asked = ask(arms);
    if ('answer' in asked) return asked.answer;
    arms = asked.needed;
  }
};
