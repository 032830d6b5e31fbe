import type { Existence } from '#domain/decider.js';
import type { Effective } from '#domain/effective.js';
import type { RecordedEvent } from '#domain/envelope.js';
import type { DomainEvent, FactEvent } from '#domain/events.js';
import type { Kind } from '#domain/ids.js';
import type { Position } from '#event-store/event-store.js';

/** Facts: all events except corrections, voidings and markings. */
export type Fact = FactEvent;

/** An event and its ordinal in the log: 0 for the first, without gaps, the same on every engine. */
export type Numbered<E> = E & Readonly<{ ordinal: number }>;

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

/**
 * A read model is a pure function from one thing to its rows. Queries join several things. When a thing changes, its rows
 * are deleted and written again, in the transaction that moves the checkpoint: so a correction, a late fact and a rebuild
 * all use the same path.
 */
export type ReadModel = Readonly<{
  name: string;
  /**
   * Increase it whenever rows or tables change: a service then rebuilds the model. `golden.spec.ts` detects such changes.
   */
  version: number;
  /** `CREATE TABLE` and `CREATE INDEX` statements. Every table has a `stream` column, indexed or leading its key. */
  schema: string;
  /** The tables and their columns, in the order of insertion. */
  tables: Readonly<Record<string, readonly string[]>>;
  /**
   * For a table that cannot have a `stream` column, a full-text index: the statement that deletes the rows of a stream.
   * Its only parameter is the stream.
   */
  drops?: Readonly<Record<string, string>>;
  kinds: readonly Kind[];
  /** Every row has a value for every column, null if there is none. */
  rows(thing: Thing): Readonly<Record<string, readonly Row[]>>;
}>;
