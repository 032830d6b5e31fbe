import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Circumstances, Metadata } from '#domain/envelope.js';
import type { DomainEvent } from '#domain/events.js';
import { schemaVersionOf } from '#domain/decode.js';
import { type Kind, streamOf } from '#domain/ids.js';
import type { EventStore, NewEvent, StoredEvent } from '#event-store/event-store.js';
import { canonicalJson } from '#ledger/canonical.js';
import { seal } from '#ledger/seal.js';
import { logged } from '../projection/logged-event.js';
import { thingFrom } from '../projection/thing.js';
import { project } from '../projection/projection.js';
import { tableByOrdinal } from '../projection/lens.js';
import { storedAs } from '../projection/layout.js';
import { timeline } from '../models/timeline/timeline.js';
import type { LoggedEvent, ReadModel, Row, TextRow } from '../projection/read-model.js';

/**
 * A fact in a spec. `id` is `event-<ordinal>` by default; `metadata` sets what the service would set: `{recordedAt,
 * recordedBy, negotiationId, commandId, request}`.
 */
export type Telling = DomainEvent &
  Readonly<{ id?: string; circumstances?: Circumstances; metadata?: Partial<Record<keyof Metadata, unknown>> }>;

/** Facts about one thing. Use the same thing again for later facts in the log. */
export type About = Readonly<{ kind: Kind; id: string; facts: readonly Telling[] }>;
export const about = (kind: Kind, id: string, ...facts: readonly Telling[]): About => ({ kind, id, facts });

const HOUR = 3_600_000;

/** Event n of a log was recorded n hours into 2026. */
const written = (stream: string, revision: number, ordinal: number, telling: Telling, id: string): StoredEvent => {
  const { type, data, circumstances, metadata } = telling;
  const recordedAt = metadata?.recordedAt ?? new Date(Date.UTC(2026, 0, 1) + ordinal * HOUR).toISOString();
  const event = {
    id,
    stream,
    revision,
    type,
    data: canonicalJson(data),
    metadata: canonicalJson({
      schemaVersion: schemaVersionOf(type),
      negotiationId: 'n',
      recordedBy: { issuer: 'local', subject: 'ana', name: 'Ana' },
      recordedAt,
      learnedAt: recordedAt,
      correlationId: 'c',
      commandId: `command-${id}`,
      ...circumstances,
      ...metadata,
    }),
  };
  return { ...event, ...seal(event), position: String(ordinal + 1).padStart(16, '0') };
};

/** The log of these facts. */
export const logOf = (...dossier: readonly About[]): StoredEvent[] => {
  const revisions = new Map<string, number>();
  const log: StoredEvent[] = [];
  for (const { kind, id, facts } of dossier)
    for (const fact of facts) {
      const stream = streamOf(kind, id);
      const revision = revisions.get(stream) ?? 0;
      revisions.set(stream, revision + 1);
      log.push(written(stream, revision, log.length, fact, fact.id ?? `event-${log.length}`));
    }
  return log;
};

export const loggedOf = (...dossier: readonly About[]): LoggedEvent[] =>
  logOf(...dossier).map((event, ordinal) => logged(event, ordinal));

const TEXT_ROW: Record<keyof TextRow, 0> = {
  ordinal: 0,
  negotiationId: 0,
  words: 0,
  terms: 0,
  earliest: 0,
  latest: 0,
  minute: 0,
};

/** The rows of one model for one thing, without a database. The id of the thing is `1`; event n has the id `event-n`. */
export const rowsOf = (
  model: ReadModel,
  kind: Kind,
  facts: readonly Telling[],
): Readonly<Record<string, readonly Row[]>> => {
  const rows = model.rows(thingFrom(loggedOf(about(kind, '1', ...facts))));
  for (const [table, made] of Object.entries(rows))
    for (const row of made) {
      const columns = Object.keys(model.tables[table]?.columns ?? TEXT_ROW);
      const [has, wants] = [Object.keys(row).toSorted().join(), columns.toSorted().join()];
      if (has !== wants) throw new Error(`a row of ${table} has ${has}; the table has ${wants}`);
    }
  return rows;
};

/**
 * An in-memory database with the rows of the models for these facts, and the timeline, from which all pages are computed. Throws
 * if a model stopped.
 */
export const viewsOf = (models: readonly ReadModel[], ...dossier: readonly About[]): Database.Database => {
  const db = new Database(':memory:');
  for (const { model, stop } of project(db, [...new Set([timeline, ...models])], loggedOf(...dossier)))
    if (stop) throw new Error(`${model.name} stopped at event ${stop.ordinal}: ${stop.error}`);
  return db;
};

let recorded = 0;

/** Appends facts to the stream of a thing. Ids are random by default. @returns the ids */
export const record = async (
  store: EventStore,
  kind: Kind,
  id: string,
  facts: readonly Telling[],
): Promise<readonly string[]> => {
  const stream = streamOf(kind, id);
  const [last] = await store.readStream(stream, { backwards: true, limit: 1 });
  const first = (last?.revision ?? -1) + 1;
  const events = facts.map((fact, i): NewEvent => {
    const {
      id: eventId,
      type,
      data,
      metadata,
      salt,
      entry,
    } = written(stream, first + i, recorded++, fact, fact.id ?? randomUUID());
    return { id: eventId, type, data, metadata, salt, entry };
  });
  await store.append(stream, events, { expected: last?.revision ?? 'no-stream' });
  return events.map((event) => event.id);
};

/** All rows of the models, sorted, so that two databases can be compared. A marked one has them whatever their marking is. */
export const everyRow = (db: Database.Database, models: readonly ReadModel[]): Record<string, readonly string[]> => {
  const isStored = db.prepare<[string]>("SELECT 1 FROM main.sqlite_schema WHERE type = 'table' AND name = ?");
  return rowsIn(db, models, (table) => {
    const marked = storedAs(table, 'marked');
    return `main."${isStored.get(marked) === undefined ? table : marked}"`;
  });
};

/** All rows that queries find by the names of their tables, sorted. */
export const shownRows = (db: Database.Database, models: readonly ReadModel[]): Record<string, readonly string[]> =>
  rowsIn(db, models, (table) => `"${table}"`);
/** The same rows, as those see them who look them up by their ordinals. */
export const rowsByOrdinal = (db: Database.Database, models: readonly ReadModel[]): Record<string, readonly string[]> =>
  rowsIn(db, models, (table) => `"${tableByOrdinal(db, table)}"`);

const rowsIn = (db: Database.Database, models: readonly ReadModel[], nameOf: (table: string) => string) => {
  const rows = (columns: readonly string[], table: string) =>
    db
      .prepare(`SELECT ${columns.map((column) => `"${column}"`).join()} FROM ${table}`)
      .all()
      .map((row) => JSON.stringify(row))
      .toSorted();
  return Object.fromEntries(
    models.flatMap(({ tables }) =>
      Object.entries(tables).map(([table, { columns }]) => [table, rows(Object.keys(columns), nameOf(table))] as const),
    ),
  );
};

/** A new folder for a log and its views, and a function that removes all of them. */
export const scratchFolders = (): { folder: () => string; remove: () => void } => {
  const root = mkdtempSync(join(tmpdir(), 'rapporteur-views-'));
  let count = 0;
  return {
    folder: () => join(root, String(count++)),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
};
