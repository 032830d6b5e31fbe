import { existsSync, readdirSync, renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import type Database from 'better-sqlite3';
import { thingOf } from '#domain/ids.js';
import { type EventStore, OutOfReach } from '#event-store/event-store.js';
import { EventsLost, type LostEvents } from '#event-store/events-lost.js';
import { openDatabase } from '#storage/open-database.js';
import { openOrCopy } from '#storage/open-or-copy.js';
import { fsyncPath } from '#storage/durable.js';
import { isDamage } from '#storage/sqlite-error.js';
import { Unusable } from '#storage/unusable.js';
import type { Checkpoint } from '../projection/checkpoint.js';
import { storedAs } from '../projection/layout.js';
import { keptModels } from '../projection/tables.js';
import { viewsError } from './views-error.js';
import { removeDatabase, VIEWS_FILE, viewsFile } from './views-file.js';

type EventLog = Pick<EventStore, 'readAll' | 'lost' | 'isShared'>;
export type Loss = LostEvents & Readonly<{ evidence: string }>;

const ASIDE = /^views\.db\.lost-[\dTZ]+$/;

/**
 * What a log has lost, as shown by the file `acknowledged`, by views.db, and by views that were moved aside for that. A
 * server that several instances share keeps its events itself. Only reads, and may run while the service runs.
 * @throws NotALog if `acknowledged` is damaged, OutOfReach if views cannot be read where they are, Unusable if they cannot be read at all
 */
export const findLoss = async (store: EventLog, dataDir: string): Promise<Loss | undefined> => {
  if (store.isShared) return undefined;
  const noted = await store.lost();
  for (const file of [viewsFile(dataDir), ...asideIn(dataDir)]) {
    const lost = existsSync(file) ? await lostOf(store, file) : undefined;
    if (lost !== undefined)
      return { ...lost, count: Math.max(lost.count, noted?.count ?? 0), evidence: basename(file) };
  }
  return noted && { ...noted, evidence: 'the file acknowledged' };
};

/** Keeps the evidence: views that know more than the log are moved aside and not made again. @throws EventsLost */
export const assertNothingLost = async (store: EventLog, dataDir: string): Promise<void> => {
  const loss = await findLoss(store, dataDir);
  if (loss === undefined) return;
  const evidence = loss.evidence === VIEWS_FILE ? basename(moveAside(dataDir)) : loss.evidence;
  throw new EventsLost(loss, evidence);
};

/** Keeps views that show a loss, and no longer as evidence against the log. */
export const acceptLostViews = (dataDir: string): void => {
  if (existsSync(viewsFile(dataDir))) moveAside(dataDir);
  for (const file of asideIn(dataDir)) renameSync(file, `${file}.accepted`);
};

const asideIn = (dataDir: string): readonly string[] =>
  readdirSync(dataDir)
    .filter((name) => ASIDE.test(name))
    .map((name) => join(dataDir, name));

/** With all that its WAL holds, in one file. */
const moveAside = (dataDir: string): string => {
  const file = viewsFile(dataDir);
  const aside = `${file}.lost-${new Date().toISOString().replaceAll(/[-:.]/g, '')}`;
  openDatabase(file, {}, (db) => void db.pragma('journal_mode = DELETE')).close();
  renameSync(file, aside);
  removeDatabase(file);
  fsyncPath(dataDir);
  return aside;
};

type Known = Readonly<{ ordinal: number; eventId: string; what?: string }>;

const lostOf = async (store: EventLog, file: string): Promise<LostEvents | undefined> => {
  let db: Database.Database | undefined;
  try {
    db = openToRead(file);
    const last = lastOf(db);
    if (last === undefined || !(await lacksCheckpoint(store, last))) return undefined;
    return await firstLost(store, knownIn(db, last), last.ordinal);
  } catch (error) {
    if (isDamage(error)) return undefined; // it shows nothing
    // A service that runs has put other views in their place. They have no more than the log.
    if (error instanceof OutOfReach && !existsSync(file)) return undefined;
    throw viewsError(error, file);
  } finally {
    db?.close();
  }
};

/** @throws OutOfReach */
const openToRead = (file: string): Database.Database => {
  try {
    return openOrCopy(file, (path) =>
      openDatabase(path, { readonly: true, fileMustExist: true }, (db) => void db.pragma('user_version')),
    );
  } catch (error) {
    if (error instanceof Unusable) throw new OutOfReach(file, error.why, { cause: error });
    throw error;
  }
};

const lastOf = (db: Database.Database): Checkpoint | undefined =>
  keptModels(db)
    .filter(({ ordinal }) => ordinal >= 0)
    .toSorted((a, b) => a.ordinal - b.ordinal)
    .at(-1);

/** Whether the log has no event after this position, or another one. */
const lacksCheckpoint = async (store: EventLog, { before, eventId }: Checkpoint): Promise<boolean> => {
  try {
    for await (const { events } of store.readAll({ after: before ?? undefined })) return events[0]?.id !== eventId;
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false; // the position of another engine
    throw error;
  }
};

/** The events that views know by their ids, in order. */
const knownIn = (db: Database.Database, { ordinal, eventId }: Checkpoint): readonly Known[] => {
  const { table, id } = timelineIn(db);
  const told = db
    .prepare<[], { ordinal: number; eventId: string; type: string; stream: string }>(
      `SELECT ordinal, ${id} AS eventId, type, stream FROM "${table}" ORDER BY ordinal`,
    )
    .all()
    .map(({ type, stream, ...event }) => ({
      ...event,
      what: `${type} of ${thingOf(stream).kind} ${thingOf(stream).id}`,
    }));
  const isTold = told.some((event) => event.ordinal === ordinal);
  return isTold || eventId === null ? told : [...told, { ordinal, eventId }];
};

/** Earlier versions had it under its plain name, and what they showed of an event in `details`. */
const timelineIn = (db: Database.Database): Readonly<{ table: string; id: string }> => {
  const columnsOf = (table: string) =>
    db.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck().all(table);
  const marked = columnsOf(storedAs('timeline', 'marked'));
  const table = storedAs('timeline', marked.length === 0 ? 'plain' : 'marked');
  return { table, id: marked.includes('fact') ? "fact ->> 'id'" : "details ->> 'eventId'" };
};

const firstLost = async (store: EventLog, known: readonly Known[], last: number): Promise<LostEvents | undefined> => {
  const expected = new Map(known.map((event) => [event.ordinal, event]));
  let size = 0;
  for await (const { events } of store.readAll())
    for (const { id } of events) {
      const event = expected.get(size);
      if (event !== undefined && event.eventId !== id) return lost(event, size, last);
      size += 1;
    }
  return size > last ? undefined : lost(expected.get(size), size, last);
};

const lost = (event: Known | undefined, first: number, last: number): LostEvents => ({
  first,
  count: last - first + 1,
  ...(event && { eventId: event.eventId, ...(event.what !== undefined && { what: event.what }) }),
});
