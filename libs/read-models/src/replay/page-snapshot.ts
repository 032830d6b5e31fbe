import type Database from 'better-sqlite3';
import type { Kind } from '#domain/ids.js';
import type { Day } from '#domain/world-date.js';
import { commitment, commitments } from '../models/commitments.js';
import { dispute, disputes } from '../models/disputes.js';
import { measure, measures } from '../models/measures.js';
import { meeting } from '../models/meetings/meeting-routes.js';
import { meetings } from '../models/meetings/meetings.js';
import { minutes, minutesPage } from '../models/minutes.js';
import { overview } from '../models/overview/overview.js';
import { itemOf } from '../models/overview/overview-items.js';
import { position, positions } from '../models/positions.js';
import { proposalByItself, proposals } from '../models/proposals.js';
import { openDatabase } from '#storage/open-database.js';
import { isEnvironmental } from '#storage/sqlite-error.js';
import type { ReadModel, Thing } from '../projection/read-model.js';
import { statement, statements } from '../models/statements/statements.js';
import { things } from '../models/things.js';
import { timeline } from '../models/timeline/timeline.js';
import { createModel, createOwnTables } from '../projection/tables.js';
import { UNMARKED } from '../projection/marking-of-rows.js';
import { type TableWriter, writersFor } from '../projection/table-writer.js';

type Page = (db: Database.Database, id: string, day: Day) => object | undefined;

/** The page of each kind of thing, and its read model. */
const PAGES: Readonly<Record<Kind, readonly [ReadModel, Page]>> = {
  negotiation: [overview, (db, id) => itemOf(db, 'negotiations', id)],
  party: [overview, (db, id) => itemOf(db, 'parties', id)],
  representative: [overview, (db, id) => itemOf(db, 'representatives', id)],
  issue: [overview, (db, id) => itemOf(db, 'issues', id)],
  meeting: [meetings, meeting],
  minutes: [minutes, minutesPage],
  statement: [statements, statement],
  position: [positions, position],
  measure: [
    measures,
    (db, id, day) => {
      const { on: _, ...page } = measure(db, id, { on: day }) ?? { on: day };
      return page;
    },
  ],
  commitment: [commitments, commitment],
  proposal: [proposals, proposalByItself],
  dispute: [disputes, dispute],
  // These have no page: their events are on the trail.
  grant: [overview, () => undefined],
  ledger: [overview, () => undefined],
  checkpoint: [overview, () => undefined],
};
const BY_DAY: ReadonlySet<Kind> = new Set(['measure', 'commitment']);

/** Whether its page can change from one day to the next without an event. */
export const goesByDay = (kind: Kind): boolean => BY_DAY.has(kind);

/** Fields that are left out: the accounts of facts, and facts of other things, which have their own pages. */
const LEFT_OUT: ReadonlySet<string> = new Set(
  [
    // The account of a fact, and what follows from the dates in it
    'eventId eventIds occurredOn occurredTime occurredText learnedAt recordedAt recordedBy onBehalfOf reportOf correctedBy sources provenance',
    'codes comment because earliest latest',
    // Lists of accounts
    'history words announcements answers extended approvals heldAccounts plannedAccounts figures settlement',
    // Other things
    'preparedByIds minutes readouts inReplyTo replies replacedByIds warnings',
  ].flatMap((names) => names.split(' ')),
);

const bare = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(bare).filter((one) => one !== undefined);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value)
    .filter(([name]) => !LEFT_OUT.has(name))
    .map(([name, inner]) => [name, bare(inner)] as const)
    .filter(([, inner]) => inner !== undefined);
  return fields.length === 0 ? undefined : Object.fromEntries(fields);
};

/** Makes the pages of things with the rows and queries of the read models, one thing at a time in its own database. */
export class PageSnapshots {
  private readonly db = openDatabase(':memory:');
  private readonly writers = new Map<string, TableWriter>();

  constructor() {
    createOwnTables(this.db);
    for (const model of new Set([timeline, things, ...Object.values(PAGES).map(([one]) => one)])) {
      createModel(this.db, model, 'plain');
      for (const [table, writer] of writersFor(this.db, model, 'plain')) this.writers.set(table, writer);
    }
  }

  /**
   * The page of a thing on a day, empty if no event counts. Undefined if its read model cannot process an event: only
   * this page is missing then.
   */
  of(thing: Thing, day: Day): unknown {
    const [model, page] = PAGES[thing.kind];
    this.db.exec('BEGIN');
    try {
      for (const { rows } of [timeline, model])
        for (const [table, made] of Object.entries(rows(thing)))
          for (const row of made) this.writers.get(table)!.insert(UNMARKED, row);
      const { id: _, ...rest } = { id: '', ...page(this.db, thing.id, day) };
      return bare(rest) ?? {};
    } catch (error) {
      if (isEnvironmental(error)) throw error;
      return undefined;
    } finally {
      this.db.exec('ROLLBACK');
    }
  }

  close(): void {
    this.db.close();
  }
}
