import type Database from 'better-sqlite3';
import { type Stream, streamOf } from '#domain/ids.js';
import type { Position } from '#event-store/event-store.js';
import { revisionsOf } from '../models/trail/trail.js';
import { negotiationsIn, type Scope, type Subject } from '../routes/scope.js';

/** The first stream in which a command with an Idempotency-Key was recorded. */
export const streamOfCommand = (db: Database.Database, commandId: string): Stream | undefined =>
  db
    .prepare<[string], Stream>('SELECT stream FROM trail WHERE commandId = ? AND keyed = 1 ORDER BY ordinal LIMIT 1')
    .pluck()
    .get(commandId);

/** The things with this identity, oldest first. */
export const streamsOfIdentity = (db: Database.Database, identity: string): readonly Stream[] =>
  db.prepare<[string], Stream>('SELECT stream FROM trail WHERE identity = ? ORDER BY ordinal').pluck().all(identity);

export const streamOfEvent = (db: Database.Database, eventId: string): Stream | undefined =>
  placeOfEvent(db, eventId)?.stream;

/** Where an event is in the log, and its entry, 32 bytes. */
export type Place = Readonly<{ ordinal: number; stream: Stream; revision: number; entry: Buffer }>;

const PLACE = 'SELECT ordinal, stream, revision, entry FROM trail';

export const placeOfEvent = (db: Database.Database, eventId: string): Place | undefined =>
  db.prepare<[string], Place>(`${PLACE} WHERE eventId = ? ORDER BY ordinal LIMIT 1`).get(eventId);

export const placeAt = (db: Database.Database, ordinal: number): Place | undefined =>
  db.prepare<[number], Place>(`${PLACE} WHERE ordinal = ?`).get(ordinal);

export const placeAtRevision = (db: Database.Database, stream: string, revision: number): Place | undefined =>
  db.prepare<[string, number], Place>(`${PLACE} WHERE stream = ? AND revision = ?`).get(stream, revision);

export const hasStream = (db: Database.Database, stream: string): boolean =>
  placeAtRevision(db, stream, 0) !== undefined;

/** The last revision of a stream; undefined if it has no events. */
export const lastRevisionOf = (db: Database.Database, stream: string): number | undefined =>
  db
    .prepare<[string], number>('SELECT revision FROM trail WHERE stream = ? ORDER BY revision DESC LIMIT 1')
    .pluck()
    .get(stream);

/** The ordinal of the last event up to a position; -1 before the first. Positions rise with ordinals, so no index is needed. */
export const ordinalAtPosition = (db: Database.Database, position: Position): number => {
  const positionAt = db.prepare<[number], Position>('SELECT position FROM main.trail WHERE ordinal = ?').pluck();
  return firstWhere(db, (ordinal) => positionAt.get(ordinal)! > position) - 1;
};

/** The first ordinal for which a condition holds that holds for all later ones, too; that of the next event if there is none. */
const firstWhere = (db: Database.Database, holds: (ordinal: number) => boolean): number => {
  let [low, high] = [0, lastOrdinal(db) + 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
};

/** The streams of the events after an ordinal, up to another one, that one included. */
export const streamsBetween = (db: Database.Database, after: number, upTo: number): readonly Stream[] =>
  db
    .prepare<[number, number], Stream>('SELECT DISTINCT stream FROM trail WHERE ordinal > ? AND ordinal <= ?')
    .pluck()
    .all(after, upTo);

/** The negotiation that a thing belongs to. */
export const negotiationOf = (db: Database.Database, stream: string): string | undefined =>
  db.prepare<[string], string>('SELECT negotiationId FROM trail WHERE stream = ? AND revision = 0').pluck().get(stream);

/**
 * The last ordinal of the log as of an instant: the last place whose time is not later (place-time.ts). -1 before the
 * first event. Through a lens, times are those of the log that the reader sees, so that nothing hidden shows in them.
 */
export const ordinalAt = (db: Database.Database, instant: string): number => {
  const timeAt = db.prepare<[number], string>('SELECT placeTime FROM main.trail WHERE ordinal = ?').pluck();
  const first = firstWhere(db, (ordinal) => timeAt.get(ordinal)! > instant);
  const later = db
    .prepare<[number, string], number>(
      'SELECT ordinal FROM trail WHERE ordinal >= ? AND recordedAt > ? ORDER BY ordinal LIMIT 1',
    )
    .pluck()
    .get(first, instant);
  if (later !== undefined) return later - 1;
  return db.prepare<[], number>('SELECT ordinal FROM trail ORDER BY ordinal DESC LIMIT 1').pluck().get() ?? -1;
};

/** The last event of the whole log; -1 if there is none. */
export const lastOrdinal = (db: Database.Database): number =>
  db.prepare<[], number | null>('SELECT max(ordinal) FROM main.trail').pluck().get() ?? -1;

/**
 * The last event, up to an ordinal, of the negotiations of a scope: moments between two of them are the same. -1 before
 * the first; that ordinal itself if the scope has all negotiations.
 */
export const lastOf = (db: Database.Database, scope: Scope, upTo: number): number => {
  const negotiations = negotiationsIn(scope);
  if (negotiations === undefined) return upTo;
  // One by one, so that the index finds each without reading earlier rows.
  const last = db
    .prepare<[string, number], number>(
      'SELECT ordinal FROM trail WHERE negotiationId = ? AND ordinal <= ? ORDER BY ordinal DESC LIMIT 1',
    )
    .pluck();
  return Math.max(-1, ...negotiations.map((id) => last.get(id, upTo) ?? -1));
};

/** What an answer about a thing or a negotiation cannot be without: the last event of the thing, the first of the negotiation. -1 for all else. */
export const neededFor = (db: Database.Database, subject: Subject): number => {
  if ('among' in subject) return -1;
  const needed =
    'id' in subject
      ? revisionsOf(db, streamOf(subject.kind, subject.id)).at(-1)
      : revisionsOf(db, streamOf('negotiation', subject.negotiationId))[0];
  return needed?.ordinal ?? -1;
};

/** Events in the order of the log: `streams[streamOf[n]]` is the stream of the nth; `entries` has 32 bytes for each. */
export type Places = Readonly<{
  streams: readonly string[];
  streamOf: Uint32Array;
  ordinals: Float64Array;
  positions: readonly Position[];
  entries: Uint8Array;
}>;

/** The entry in hex: a text takes a third of the memory of so short a buffer. */
type Found = [stream: string, ordinal: number, position: Position, entry: string];

/** Collects the events of a scope between two ordinals, page by page. */
export class PlaceCollector {
  private readonly streams = new Map<string, number>();
  private readonly streamOf: number[] = [];
  private readonly ordinals: number[] = [];
  private readonly positions: Position[] = [];
  /** Those of a page are in one piece. */
  private readonly entries: Buffer[] = [];

  /** `after`: from the event after this ordinal on. */
  constructor(
    private readonly scope: Scope,
    private readonly upTo: number,
    private readonly after = -1,
  ) {}

  /** Reads the next page. @returns whether there may be more */
  readPage(db: Database.Database, size: number): boolean {
    const conditions = conditionsOf(this.scope);
    const where = [...conditions.map(({ sql }) => sql), 'ordinal > ?', 'ordinal <= ?'].join(' AND ');
    const page = db
      .prepare<unknown[], Found>(
        `SELECT stream, ordinal, position, hex(entry) FROM trail WHERE ${where} ORDER BY ordinal LIMIT ?`,
      )
      .raw()
      .all(...conditions.map(({ value }) => value), this.ordinals.at(-1) ?? this.after, this.upTo, size);
    for (const [stream, ordinal, position] of page) {
      let n = this.streams.get(stream);
      if (n === undefined) this.streams.set(stream, (n = this.streams.size));
      this.streamOf.push(n);
      this.ordinals.push(ordinal);
      this.positions.push(position);
    }
    this.entries.push(Buffer.from(page.map(([, , , entry]) => entry).join(''), 'hex'));
    return page.length === size;
  }

  get places(): Places {
    return {
      streams: [...this.streams.keys()],
      streamOf: Uint32Array.from(this.streamOf),
      ordinals: Float64Array.from(this.ordinals),
      positions: this.positions,
      // A short buffer lies in a larger one, which would be sent along.
      entries: new Uint8Array(Buffer.concat(this.entries)),
    };
  }
}

/** The conditions that select the events of a scope. */
const conditionsOf = (scope: Scope): readonly Readonly<{ sql: string; value: string }>[] => {
  if ('negotiationId' in scope) return [{ sql: 'negotiationId = ?', value: scope.negotiationId }];
  const { among } = scope;
  return among ? [{ sql: 'negotiationId IN (SELECT value FROM json_each(?))', value: JSON.stringify(among) }] : [];
};
