import type { Existence } from '#domain/decider.js';
import type { Effective } from '#domain/effective.js';
import type { RecordedEvent } from '#domain/envelope.js';
import type { DomainEvent, FactEvent } from '#domain/events.js';
import type { Kind } from '#domain/ids.js';
import type { Position } from '#event-store/event-store.js';

/** Facts: all events except corrections, voidings and markings. */
export type Fact = FactEvent;

/** An event and its ordinal in the log: 0 for the first, without gaps, the same on every engine. */
export type Numbered<E> = E &
  Readonly<{
    ordinal: number;
    /** At a past moment, it was not known or had not happened, and provides a name for what was: no timeline has it. */
    onlyNames?: true;
  }>;

/** An event of the log, decoded to its current version, and its position in the engine. */
export type LoggedEvent = Numbered<RecordedEvent<DomainEvent>> & Readonly<{ position: Position }>;

/** One thing: its recorded events, and the effective ones of them in chronological order. */
export type Thing = Readonly<{
  kind: Kind;
  id: string;
  stream: string;
  negotiationId: string;
  /** The revision of the last event. */
  revision: number;
  standing: Existence;
  recorded: readonly LoggedEvent[];
  events: readonly Numbered<Effective<Fact>>[];
}>;

export type Value = string | number | null;
export type Row = Readonly<Record<string, Value>>;

/** The SQLite type of a column; with `?` it may be null. */
export type ColumnType = 'TEXT' | 'INTEGER' | 'TEXT?' | 'INTEGER?';

/**
 * A table of a read model. It has a column `stream`: the thing that a row is made from. Rows are stored by `key`, or else by
 * their `ordinal` if they have one; where they have a marking, by that first (`layout.ts`). Queries find them by `indexes`, each a list of columns; where the first may be null, rows without it are
 * left out of that index.
 */
export type Table = Readonly<{
  columns: Readonly<Record<string, ColumnType>>;
  key?: readonly string[];
  indexes?: readonly (readonly string[])[];
  terms?: Terms;
  tallies?: Tallies;
}>;

/**
 * How queries find the rows of a list by what they have. For each term of a row, its place in the order `by` is stored, so that a page
 * reads no rows that do not belong to it, and sorts none. `of` makes the terms from these columns (`terms.ts`). Columns that have `days`
 * are numbers there, see `dayNumber`.
 */
export type Terms = Readonly<{
  by: readonly string[];
  days: readonly string[];
  from: readonly string[];
  of: (row: Row) => readonly Term[];
}>;
/** What a row of a list has: a name and a value, like `type` and `StatementMade`. Every row has the one without a name. */
export type Term = string;

/**
 * What is counted over the rows of a negotiation, by a name and a day. The sums are stored, and moved by each row that comes or goes,
 * so that an answer reads one row for each day, however many rows there are. `of` tells from these columns what a row adds.
 */
export type Tallies = Readonly<{ from: readonly string[]; of: (row: Row) => readonly Tally[] }>;
export type Tally = Readonly<{ name: string; day: string; count: number }>;

/** What most tables begin with. `ordinal` tells rows apart. */
export const THING_COLUMNS = { ordinal: 'INTEGER', stream: 'TEXT', id: 'TEXT', negotiationId: 'TEXT' } as const;

/**
 * A full-text index: for the row of the table `of` with this `ordinal`, the words by which it is found in its negotiation, and its terms, a
 * JSON array. It finds rows in the order of their days and hours (`text-rank.ts`), which their table has as well, or in that of the log.
 * Without phrases, it does not store where in a row a word stands.
 */
export type TextIndex = Readonly<{ of: string; tokenizer: string; by: 'days' | 'ordinal'; hasPhrases: boolean }>;
/** The days of a thing, and the minutes from 00:00 UTC of the first one. */
export type DaysAndHour = Readonly<{ earliest: string; latest: string; minute: number }>;
export type TextRow = Readonly<{ ordinal: number; negotiationId: string; words: string; terms: string }> &
  Partial<DaysAndHour>;

/**
 * A read model is a pure function from one thing to its rows. Queries join several things. When a thing changes, its rows
 * are deleted and written again, in the transaction that moves the checkpoint: so a correction, a late fact and a rebuild
 * all use the same path. It knows nothing of markings: each row is stored with that of its thing (`layout.ts`).
 */
export type ReadModel = Readonly<{
  name: string;
  /**
   * Increase it whenever rows change: a service then rebuilds the model. `golden.spec.ts` detects such changes. It also
   * rebuilds a model whose tables change.
   */
  version: number;
  tables: Readonly<Record<string, Table>>;
  texts?: Readonly<Record<string, TextIndex>>;
  kinds: readonly Kind[];
  /** The rows of each table and each full-text index. Every row has a value for every column, null if there is none. */
  rows(thing: Thing): Readonly<Record<string, readonly Row[]>>;
}>;
