import type Database from 'better-sqlite3';
import { isCorrection } from '#domain/correction.js';
import { type Kind, KINDS, thingOf } from '#domain/ids.js';
import { span } from '#domain/world-date.js';
import type { Logged, ReadModel, Row } from './read-model.js';

const COLUMNS = [
  'ordinal',
  'eventId',
  'stream',
  'negotiationId',
  'type',
  'revision',
  'recordedAt',
  'learnedAt',
  'earliest',
  'latest',
  'recordedBy',
  'recordedByName',
  'commandId',
  'targetId',
  'keyed',
] as const;

/**
 * What every event is found by, whatever became of it. Its text is in the log, at `revision` of `stream`.
 * `earliest` and `latest` are its span in the world as it was first told; `targetId` the event that a correction or
 * voiding is about; `keyed` is 1 where the caller gave an Idempotency-Key.
 */
export const trail: ReadModel = {
  name: 'trail',
  version: 1,
  schema: `
    CREATE TABLE trail (
      ordinal        INTEGER PRIMARY KEY,
      eventId        TEXT    NOT NULL,
      stream         TEXT    NOT NULL,
      negotiationId  TEXT    NOT NULL,
      type           TEXT    NOT NULL,
      revision       INTEGER NOT NULL,
      recordedAt     TEXT    NOT NULL,
      learnedAt      TEXT    NOT NULL,
      earliest       TEXT    NOT NULL,
      latest         TEXT    NOT NULL,
      recordedBy     TEXT    NOT NULL,
      recordedByName TEXT    NOT NULL,
      commandId      TEXT    NOT NULL,
      targetId       TEXT,
      keyed          INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX trail_event ON trail (eventId);
    CREATE INDEX trail_stream ON trail (stream);
    CREATE INDEX trail_negotiation ON trail (negotiationId);
    CREATE INDEX trail_command ON trail (commandId);
    CREATE INDEX trail_target ON trail (targetId) WHERE targetId IS NOT NULL;`,
  tables: { trail: COLUMNS },
  kinds: KINDS,
  appendOnly: true,
  rows: ({ recorded }) => ({ trail: recorded.map(rowOf) }),
};

const rowOf = (event: Logged): Row => {
  const { ordinal, id, stream, type, revision, metadata } = event;
  const { earliest, latest } = span(metadata);
  return {
    ordinal,
    eventId: id,
    stream,
    negotiationId: metadata.negotiationId,
    type,
    revision,
    recordedAt: metadata.recordedAt,
    learnedAt: metadata.learnedAt,
    earliest,
    latest,
    recordedBy: metadata.recordedBy.subject,
    recordedByName: metadata.recordedBy.name,
    commandId: metadata.commandId,
    targetId: isCorrection(event) ? event.data.eventId : null,
    keyed: metadata.request === undefined ? 0 : 1,
  };
};

type TrailRow = Readonly<{
  ordinal: number;
  eventId: string;
  stream: string;
  negotiationId: string;
  type: string;
  revision: number;
  recordedAt: string;
  learnedAt: string;
  earliest: string;
  latest: string;
  recordedBy: string;
  recordedByName: string;
  commandId: string;
  targetId: string | null;
  keyed: number;
}>;
/** An event on the trail. */
export type TrailEvent = TrailRow & Readonly<{ kind: Kind; thingId: string }>;
const show = (row: TrailRow): TrailEvent => {
  const { kind, id: thingId } = thingOf(row.stream);
  return { ...row, kind, thingId };
};
/** `corrections`: the later corrections and voidings of this very event, oldest first. */
export type TrailEntry = TrailEvent & Readonly<{ corrections: readonly TrailEvent[] }>;

/** Bounds are inclusive: instants for recorded and learned, days for happened, where a span counts that reaches into the period. */
export type TrailFilter = Readonly<{
  negotiationId?: string | undefined;
  stream?: string | undefined;
  type?: string | undefined;
  recordedBy?: string | undefined;
  recordedFrom?: string | undefined;
  recordedTo?: string | undefined;
  learnedFrom?: string | undefined;
  learnedTo?: string | undefined;
  happenedFrom?: string | undefined;
  happenedTo?: string | undefined;
}>;
const CONDITIONS = {
  negotiationId: 'negotiationId = ?',
  stream: 'stream = ?',
  type: 'type = ?',
  recordedBy: 'recordedBy = ?',
  recordedFrom: 'recordedAt >= ?',
  recordedTo: 'recordedAt <= ?',
  learnedFrom: 'learnedAt >= ?',
  learnedTo: 'learnedAt <= ?',
  happenedFrom: 'latest >= ?',
  happenedTo: 'earliest <= ?',
} satisfies Record<keyof TrailFilter, string>;

/** The trail in the order of the log, after an ordinal, that one excluded. */
export const trailPage = (
  db: Database.Database,
  filter: TrailFilter,
  { after = -1, limit }: Readonly<{ after?: number | undefined; limit: number }>,
): readonly TrailEntry[] => {
  const asked = (Object.keys(CONDITIONS) as (keyof TrailFilter)[]).filter((field) => filter[field] !== undefined);
  const where = ['ordinal > ?', ...asked.map((field) => CONDITIONS[field])].join(' AND ');
  const page = db
    .prepare<unknown[], TrailRow>(`SELECT * FROM trail WHERE ${where} ORDER BY ordinal LIMIT ?`)
    .all(after, ...asked.map((field) => filter[field]), limit)
    .map(show);
  const corrections = correctionsOf(db, page);
  return page.map((event) => ({ ...event, corrections: corrections.get(`${event.stream} ${event.eventId}`) ?? [] }));
};

/** By stream and id, since ids are unique within a stream only. */
const correctionsOf = (db: Database.Database, page: readonly TrailEvent[]): ReadonlyMap<string, TrailEvent[]> => {
  const targets = JSON.stringify(page.map(({ eventId }) => eventId));
  const found = db
    .prepare<[string], TrailRow>(
      'SELECT * FROM trail WHERE targetId IN (SELECT value FROM json_each(?)) ORDER BY ordinal',
    )
    .all(targets)
    .map(show);
  const byTarget = new Map<string, TrailEvent[]>();
  for (const correction of found) {
    const target = `${correction.stream} ${correction.targetId}`;
    byTarget.set(target, [...(byTarget.get(target) ?? []), correction]);
  }
  return byTarget;
};

/** The stream in which a command was recorded first. */
export const streamOfCommand = (db: Database.Database, commandId: string): string | undefined =>
  db
    .prepare<[string], string>('SELECT stream FROM trail WHERE commandId = ? ORDER BY ordinal LIMIT 1')
    .pluck()
    .get(commandId);

export const streamOfEvent = (db: Database.Database, eventId: string): string | undefined =>
  db
    .prepare<[string], string>('SELECT stream FROM trail WHERE eventId = ? ORDER BY ordinal LIMIT 1')
    .pluck()
    .get(eventId);
