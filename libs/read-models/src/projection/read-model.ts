import type { Existence } from '#domain/decider.js';
import type { Effective } from '#domain/effective.js';
import type { RecordedEvent } from '#domain/envelope.js';
import type { DomainEvent, FactEvent } from '#domain/events.js';
import type { Kind } from '#domain/ids.js';
import type { Position } from '#event-store/event-store.js';

/** Facts: everything that a record tells, corrections, voidings and markings apart. */
export type Fact = FactEvent;

/** An event and its place in the log: 0 for the first, then one more for each, the same on every engine. */
export type Numbered<E> = E & Readonly<{ ordinal: number }>;

/** An event of the log in the form that this code knows, and where the engine has it. */
export type LoggedEvent = Numbered<RecordedEvent<DomainEvent>> & Readonly<{ position: Position }>;

/** One thing as the log has it: all that was recorded of it, and what of that counts now, in the world's order. */
export type Thing = Readonly<{
  kind: Kind;
  id: string;
  stream: string;
  negotiationId: string;
  /** Revision of the last event. */
  revision: number;
  standing: Existence;
  recorded: readonly LoggedEvent[];
  events: readonly Numbered<Effective<Fact>>[];
}>;

export type Value = string | number | null;
export type Row = Readonly<Record<string, Value>>;

/**
 * A read model is a pure function from one thing to the rows that tell of it. What joins several things is done by
 * the queries. When a thing changes its rows are dropped and made again, in the transaction that moves the
 * checkpoint: so a correction, a late fact and a rebuild all take the same path.
 */
export type ReadModel = Readonly<{
  name: string;
  /** Raised whenever rows or tables change: a service then builds the model anew. `golden.spec.ts` says when that is. */
  version: number;
  /** `CREATE TABLE` and `CREATE INDEX` statements. Every table has a `stream` column, indexed or leading its key. */
  schema: string;
  /** The tables and their columns, in the order of insertion. */
  tables: Readonly<Record<string, readonly string[]>>;
  /** For a table that can have no `stream` column, a full-text index: the statement that drops a stream's rows of it. Its one parameter is the stream. */
  drops?: Readonly<Record<string, string>>;
  kinds: readonly Kind[];
  /** Set where a row tells of one event and never changes: the rows carry its `ordinal`, and only those of new events are written. */
  appendOnly?: true;
  /** Every row has a value for every column, null where there is none. */
  rows(thing: Thing): Readonly<Record<string, readonly Row[]>>;
}>;
