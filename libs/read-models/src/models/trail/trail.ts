import type Database from 'better-sqlite3';
import { isCorrection } from '#domain/correction.js';
import { type Kind, KINDS, thingOf } from '#domain/ids.js';
import { reachesFrom, span } from '#domain/world-date.js';
import type { LoggedEvent, ReadModel, Row, Table } from '../../projection/read-model.js';
import { batches, blocksIn, MOST_ARMS, searchBlocks } from './block-search.js';
import { labelsShownIn } from './shown-labels.js';
import { conditionsOf, type TrailFilter } from './trail-filter.js';

const TABLE = {
  columns: {
    ordinal: 'INTEGER',
    eventId: 'TEXT',
    stream: 'TEXT',
    negotiationId: 'TEXT',
    type: 'TEXT',
    revision: 'INTEGER',
    recordedAt: 'TEXT',
    learnedAt: 'TEXT',
    earliest: 'TEXT',
    latest: 'TEXT',
    reachesFrom: 'TEXT',
    recordedBy: 'TEXT',
    recordedByName: 'TEXT',
    commandId: 'TEXT',
    targetId: 'TEXT?',
    keyed: 'INTEGER',
  },
  indexes: [['eventId'], ['negotiationId'], ['targetId']],
} as const satisfies Table;
export const TRAIL_COLUMNS = Object.keys(TABLE.columns);

/**
 * The columns that events are searched by. The event itself is in the log, at `revision` of `stream`. `earliest` and `latest`
 * are the days on which it can have happened, as first recorded; `targetId` is the event that a correction or voiding is about;
 * `keyed` is 1 if the caller gave an Idempotency-Key.
 *
 * It is no part of views.db: the current trail is in the index of the log, and past ones are replayed.
 */
export const trail: ReadModel = {
  name: 'trail',
  version: 2,
  tables: { trail: TABLE },
  kinds: KINDS,
  rows: ({ recorded }) => ({ trail: recorded.map(trailRow) }),
};

export const trailRow = (event: LoggedEvent): Row => {
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
    reachesFrom: reachesFrom(metadata),
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
/** An event on the trail. `voidedBy`: the event that voided it, if any. */
export type TrailEvent = TrailRow & Readonly<{ kind: Kind; thingId: string; voidedBy?: string }>;
/**
 * `corrections`: the corrections and voidings of this event, oldest first, including voided ones. `corrects`: the event that
 * it corrects or voids.
 */
export type TrailEventWithCorrections = TrailEvent &
  Readonly<{ corrects?: TrailEvent; corrections: readonly TrailEvent[] }>;

type PageOfTrail = Readonly<{ after?: number | undefined; limit: number; upTo?: number | undefined }>;
/** The trail in the order of the log, after an ordinal, exclusive. `upTo`: as if the event with this ordinal were the last one. */
export const trailPage = (
  db: Database.Database,
  filter: TrailFilter,
  { after = -1, limit, upTo = Infinity }: PageOfTrail,
): readonly TrailEventWithCorrections[] => {
  // Not by a condition of the queries: for a reader with a clearance, SQLite would take an index for it that finds what is in all negotiations.
  const page = pageOf(db, filter, after, limit).filter(({ ordinal }) => ordinal <= upTo);
  const related = relatedTo(db, page).filter(({ ordinal }) => ordinal <= upTo);
  const voided = voidings(related);
  const show = (row: TrailRow): TrailEvent => {
    const { kind, id: thingId } = thingOf(row.stream);
    const voidedBy = voided.get(nameOf(row));
    return { ...row, kind, thingId, ...(voidedBy !== undefined && { voidedBy }) };
  };
  const events = new Map(related.map((row) => [nameOf(row), row]));
  const corrections = new Map<string, TrailRow[]>();
  for (const row of related) corrections.set(targetOf(row), [...(corrections.get(targetOf(row)) ?? []), row]);
  return page.map((row) => {
    const target = events.get(targetOf(row));
    return {
      ...show(row),
      ...(target && { corrects: show(target) }),
      corrections: (corrections.get(nameOf(row)) ?? []).map(show),
    };
  });
};

/**
 * Full blocks are searched, and the rows behind them are read; those of one thing are found by its name, and are few. All that a
 * reader with a clearance sees of one negotiation is found by an index, since a search would take longer the more is hidden in between.
 */
const pageOf = (db: Database.Database, filter: TrailFilter, after: number, limit: number): readonly TrailRow[] => {
  const blocks = blocksIn(db);
  if (blocks.count === 0 || isFoundByIndex(db, filter)) return rowsAfter(db, filter, after, limit);
  if (filter.stream !== undefined) return rowsOfThing(db, filter, after, limit);
  const page: TrailRow[] = [];
  for (const ordinals of batches(searchBlocks(db, blocks, filter, after), limit)) {
    page.push(...rowsAt(db, filter, ordinals));
    if (page.length >= limit) return page.slice(0, limit);
  }
  return [...page, ...rowsAfter(db, filter, Math.max(after, blocks.count * blocks.size - 1), limit - page.length)];
};

/** Whether an index has the rows in the order of the log: those of each label of a lens. */
const isFoundByIndex = (db: Database.Database, filter: TrailFilter): boolean => {
  const { negotiationId, among: _, ofTheWorld: __, withoutNames: ___, ...others } = filter;
  if (negotiationId === undefined || Object.values(others).some((value) => value !== undefined)) return false;
  const labels = labelsShownIn(db);
  return labels !== undefined && labels.length <= MOST_ARMS;
};

const rowsAfter = (db: Database.Database, filter: TrailFilter, after: number, limit: number): readonly TrailRow[] => {
  const conditions = conditionsOf(filter);
  const where = ['trail.ordinal > ?', ...conditions.map(({ sql }) => sql)].join(' AND ');
  return db
    .prepare<unknown[], TrailRow>(`SELECT * FROM trail WHERE ${where} ORDER BY ordinal LIMIT ?`)
    .all(after, ...conditions.map(({ value }) => value), limit);
};

/** The rows at these places that match. */
const rowsAt = (db: Database.Database, filter: TrailFilter, ordinals: readonly number[]): readonly TrailRow[] => {
  const conditions = conditionsOf(filter);
  const where = [...shownIn(db), ...conditions.map(({ sql }) => sql)].join(' AND ');
  return db
    .prepare<unknown[], TrailRow>(
      `SELECT trail.* FROM json_each(?) AS found CROSS JOIN main.trail ON trail.ordinal = found.value
       WHERE ${where} ORDER BY ordinal`,
    )
    .all(JSON.stringify(ordinals), ...conditions.map(({ value }) => value));
};

/** In the order of its revisions, which is that of the log. */
const rowsOfThing = (db: Database.Database, filter: TrailFilter, after: number, limit: number): readonly TrailRow[] => {
  const conditions = conditionsOf(filter);
  const where = ['+trail.ordinal > ?', ...shownIn(db), ...conditions.map(({ sql }) => sql)].join(' AND ');
  return db
    .prepare<unknown[], TrailRow>(`SELECT * FROM main.trail WHERE ${where} ORDER BY revision LIMIT ?`)
    .all(after, ...conditions.map(({ value }) => value), limit);
};

export type Revision = Readonly<{ revision: number; ordinal: number; eventId: string }>;
/** The events of a thing up to an ordinal, in its order. */
export const revisionsOf = (db: Database.Database, stream: string, upTo = Infinity): readonly Revision[] =>
  db
    .prepare<[string], Revision>(
      `SELECT revision, ordinal, eventId FROM main.trail WHERE stream = ? AND ${shownIn(db).join(' AND ')} ORDER BY revision`,
    )
    .all(stream)
    .filter(({ ordinal }) => ordinal <= upTo);

/** The condition of a lens on single rows. Its view would be read as a whole. */
const shownIn = (db: Database.Database): readonly string[] =>
  labelsShownIn(db) === undefined ? ['TRUE'] : ['+trail.label IN (SELECT label FROM temp.lens)'];

/** Event ids are unique only within a stream. */
const nameOf = ({ stream, eventId }: TrailRow) => `${stream} ${eventId}`;
const targetOf = ({ stream, targetId }: TrailRow) => `${stream} ${targetId}`;

/** These events, the events that they correct or void, and all corrections and voidings of any of them, oldest first. */
const relatedTo = (db: Database.Database, page: readonly TrailRow[]): readonly TrailRow[] =>
  db
    .prepare<[string], TrailRow>(
      `WITH RECURSIVE
         asked (stream, eventId) AS (
           SELECT value ->> 0, value ->> 1 FROM json_each(?)
         ),
         related (stream, eventId) AS (
           SELECT stream, eventId FROM asked
           UNION
           SELECT trail.stream, trail.eventId FROM related
             JOIN main.trail ON trail.targetId = related.eventId AND trail.stream = related.stream
         )
       SELECT trail.* FROM related CROSS JOIN main.trail USING (eventId, stream) ORDER BY ordinal`,
    )
    .all(
      JSON.stringify(
        page.flatMap(({ stream, eventId, targetId }) => [
          [stream, eventId],
          ...(targetId === null ? [] : [[stream, targetId]]),
        ]),
      ),
    );

/** The voiding of each voided event. A voiding always follows what it voids, so one pass from the end is enough. */
const voidings = (related: readonly TrailRow[]): ReadonlyMap<string, string> => {
  const voided = new Map<string, string>();
  for (const event of related.toReversed())
    if (event.type === 'RecordVoided' && !voided.has(nameOf(event))) voided.set(targetOf(event), event.eventId);
  return voided;
};
