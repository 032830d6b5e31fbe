import type Database from 'better-sqlite3';
import { storedAs } from './layout.js';
import type { RowMarking } from './marking-of-rows.js';
import type { ReadModel } from './read-model.js';
import { fewestArms, shownIn, Slots, unionOfArms } from './slots.js';

/**
 * The numbers of arms that a view may have. Every arm costs an index seek, so a reader who sees few markings gets few; with
 * more than the last, SQLite takes longer to prepare a query, and more memory to keep it, than sorting the rows of a page costs.
 */
const ARMS = [1, 4, 16] as const;

/** How many arms the views need for so many markings; undefined if more than a view can have. */
export const armsFor = (markings: number): number | undefined => fewestArms(ARMS, markings);

/**
 * Which rows a lens can show, apart from their markings: those of one negotiation; those of every negotiation whose own marking is
 * shown as well; or all of them.
 */
const WITHIN = ['negotiation', 'shown negotiations', 'everything'] as const;
type Within = (typeof WITHIN)[number];

/** `arms` is undefined for more markings than the last of `ARMS`: then the rows of a page are sorted. */
export type LensShape = Readonly<{ arms: number | undefined; within: Within }>;
export const LENS_SHAPES: readonly LensShape[] = WITHIN.flatMap((within) =>
  [...ARMS, undefined].map((arms) => ({ arms, within })),
);

/** The rows that a lens shows. `negotiationId` is left out where it is not within one negotiation. */
export type Visible = Readonly<{ markings: readonly RowMarking[]; negotiationId?: string | undefined }>;

/**
 * A connection to marked tables, in which each table has the rows with certain markings, as if no others existed: a view of its
 * name with one arm for each marking. The views stay the same whatever is marked; only the markings in their slots change, and the
 * negotiation.
 */
export class Lens {
  private readonly slots: Slots<Visible>;

  constructor(
    db: Database.Database,
    models: readonly Pick<ReadModel, 'tables'>[],
    private readonly shape: LensShape,
  ) {
    this.slots = new Slots<Visible>(db, {
      columns: { marking: 'TEXT NOT NULL', negotiationId: 'TEXT' },
      nothing: { markings: [] },
      toSlots: ({ markings, negotiationId }) => markings.map((marking) => [marking, negotiationId ?? null]),
      isSame,
    });
    // Of all tables that the code knows: a query must not find one without its view, even if it is made only later.
    for (const { tables } of models)
      for (const [name, { columns }] of Object.entries(tables)) {
        db.exec(viewSql(name, name, Object.keys(columns), shape));
        db.exec(viewSql(byOrdinal(name), name, Object.keys(columns), { ...shape, arms: undefined }));
      }
  }

  inSnapshot<T>(work: () => T): T {
    return this.slots.inSnapshot(work);
  }

  /** From now on the tables have the rows with these markings, of this negotiation; without any, they are empty. */
  show(visible: Visible): void {
    const { arms } = this.shape;
    const { markings } = visible;
    if (arms !== undefined && markings.length > arms)
      throw new Error(`views of ${arms} arms cannot show ${markings.length} markings`);
    this.slots.show(visible);
  }
}

const isSame = (one: Visible, other: Visible): boolean =>
  one.negotiationId === other.negotiationId &&
  one.markings.length === other.markings.length &&
  one.markings.every((marking, slot) => marking === other.markings[slot]);

/** The markings whose rows a connection shows; undefined if its tables are plain. */
export const markingsShownIn = (db: Database.Database): readonly RowMarking[] | undefined =>
  shownIn<Visible>(db)?.markings;

/**
 * The name under which a query looks up rows of a table by their ordinals, in any order. No arms are merged for it: one seek finds a
 * row, whatever its marking.
 */
export const tableByOrdinal = (db: Database.Database, table: string): string =>
  shownIn(db) === undefined ? table : byOrdinal(table);
const byOrdinal = (table: string): string => `${table} by ordinal`;

const viewSql = (name: string, table: string, columns: readonly string[], { arms, within }: LensShape): string => {
  const arm = (which: string) =>
    `SELECT ${columns.map((column) => `"${column}"`).join()} FROM main."${storedAs(table, 'marked')}" AS it
     WHERE marking ${which} AND ${CONDITIONS[within]}`;
  return `CREATE TEMP VIEW "${name}" AS ${unionOfArms(arms, 'marking', arm)}`;
};

/** They choose no index: a query knows better by what to find its rows. */
const CONDITIONS: Readonly<Record<Within, string>> = {
  negotiation: '+it.negotiationId = (SELECT negotiationId FROM temp.lens WHERE slot = 0)',
  // A negotiation, or the ledger, which belongs to none. Not EXISTS, which SQLite may make a join of and put first.
  'shown negotiations': `(
    SELECT 1 FROM main.marked_things AS root
    WHERE root.marking IN (SELECT marking FROM temp.lens) AND root.id = it.negotiationId
      AND root.kind IN ('negotiation', 'ledger') LIMIT 1) = 1`,
  everything: 'TRUE',
};
