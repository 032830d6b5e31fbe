import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { randomUUID } from 'node:crypto';
import { logConfig } from '#config/log-config.js';
import { openEventStore } from '#event-store/engines.js';
import type { EventStore } from '#event-store/event-store.js';
import { scratch } from '#event-store/sqlite/testing/launch.js';
import { seal } from '../seal.js';
import { leafHash } from '../merkle.js';
import { parties, randomOf } from '../audit/testing/sample.js';
import { LogWithCheckpoints } from '../testing/log-with-checkpoints.js';
import { LogScrubber } from './log-scrubber.js';

const { folder, remove } = scratch();
const closing: (() => unknown)[] = [];
let logs = 0;
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});
afterAll(() => remove());

const append = async (store: EventStore, stream: string, count: number) => {
  const leaves: Uint8Array[] = [];
  for (let revision = 0; revision < count; revision += 1) {
    const event = { id: randomUUID(), stream, revision, type: 'Happened', data: `{"n":${revision}}`, metadata: '{}' };
    const sealed = seal(event);
    await store.append(stream, [{ ...event, ...sealed }], { expected: revision === 0 ? 'no-stream' : revision - 1 });
    leaves.push(leafHash(Buffer.from(sealed.entry, 'hex')));
  }
  return leaves;
};

/** A log of 20 events in two streams, its ledger in memory, and what the scrubber finds in it. */
const scrubbing = async (
  damage?: (db: Database.Database) => void,
  { owner, events }: Partial<LogWithCheckpoints> = {},
) => {
  const dataDir = folder(`log-${logs++}`);
  const store = await openEventStore(logConfig(dataDir), 'owner');
  closing.push(() => store.close());
  if (events === undefined) for (const stream of ['a-1', 'b-1']) await append(store, stream, 10);
  for (const { stream, revision, ...event } of events ?? [])
    await store.append(stream, [event], { expected: revision === 0 ? 'no-stream' : revision - 1 });
  const leaves: Uint8Array[] = [];
  for await (const { events } of store.readAll())
    for (const { entry } of events) leaves.push(leafHash(Buffer.from(entry, 'hex')));
  if (damage) {
    const db = new Database(join(dataDir, 'events.db'));
    damage(db);
    db.close();
  }
  const found: unknown[][] = [];
  const tell = (...what: unknown[]) => void found.push(what);
  const scrubber = new LogScrubber({
    ...logConfig(dataDir),
    eventsPerSecond: 100_000,
    verifierKey: (owner ?? parties()).keys.log.verifier,
    leafAt: (ordinal) => leaves[ordinal],
    size: () => leaves.length,
    onAltered: (event) => tell('altered', event),
    onForeign: (event) => tell('foreign', event),
    onShrunk: (events, before) => tell('shrunk', events, before),
    onCheckpoint: (problem) => tell('checkpoint', problem),
    onDamaged: (why) => tell('damaged', why),
    onError: (error) => tell('error', error),
  });
  closing.push(() => scrubber.stop());
  scrubber.start();
  const until = async (holds: () => boolean) => {
    for (let waited = 0; waited < 800 && !holds(); waited += 1) await new Promise((next) => setTimeout(next, 25));
    expect(holds()).toBe(true);
  };
  const sql = (text: string, ...parameters: unknown[]) => {
    const db = new Database(join(dataDir, 'events.db'));
    db.prepare(text).run(...parameters);
    db.close();
  };
  const eventAt = async (ordinal: number) => {
    for await (const { events } of store.readAll()) return events[ordinal]!;
    throw new Error('the log is empty');
  };
  const add = (more: readonly Uint8Array[]) => void leaves.push(...more);
  return { store, scrubber, found, until, sql, eventAt, add };
};

describe('the background check of a log', () => {
  it('passes a sound log again and again, also while it grows', async () => {
    const { store, scrubber, found, until, add } = await scrubbing();
    expect([scrubber.passes, scrubber.age]).toEqual([0, undefined]);
    await until(() => scrubber.passes === 1);
    const leaves = await append(store, 'c-1', 5);
    add(leaves);
    await until(() => scrubber.passes >= 3);
    expect(scrubber.age).toBeGreaterThanOrEqual(0);
    expect(found).toEqual([]);
  });
  it('finds an event that was altered', async () => {
    const { scrubber, found, until, sql } = await scrubbing();
    await until(() => scrubber.passes === 1);
    sql(`UPDATE events SET data = '{"n":99}' WHERE stream = 'a-1' AND revision = 3`);
    await until(() => found.length > 0);
    expect(found).toEqual([['altered', { ordinal: 3, stream: 'a-1', revision: 3, id: expect.any(String) }]]);
  });
  it('finds an event that was altered together with its entry', async () => {
    const { scrubber, found, until, sql, eventAt } = await scrubbing();
    await until(() => scrubber.passes === 1);
    const event = { ...(await eventAt(14)), data: '{"n":99}' };
    const { salt, entry } = seal(event);
    sql('UPDATE events SET data = ?, salt = ?, entry = ? WHERE id = ?', event.data, salt, entry, event.id);
    await until(() => found.length > 0);
    expect(found).toEqual([['altered', { ordinal: 14, stream: 'b-1', revision: 4, id: event.id }]]);
  });
  it('finds an event that the ledger never gets', async () => {
    const { store, scrubber, found, until } = await scrubbing();
    await until(() => scrubber.passes === 1);
    await append(store, 'c-1', 1);
    await until(() => found.length > 0);
    expect(found).toEqual([['foreign', { ordinal: 20, stream: 'c-1', revision: 0, id: expect.any(String) }]]);
  });
  it('finds that events are gone from the middle and from the end', async () => {
    const middle = await scrubbing();
    await middle.until(() => middle.scrubber.passes === 1);
    middle.sql(`DELETE FROM events WHERE stream = 'a-1' AND revision = 3`);
    await middle.until(() => middle.found.length > 0);
    expect(middle.found).toMatchObject([['altered', { ordinal: 3, stream: 'a-1', revision: 4 }]]);

    const end = await scrubbing();
    await end.until(() => end.scrubber.passes === 1);
    end.sql(`DELETE FROM events WHERE stream = 'b-1' AND revision >= 8`);
    await end.until(() => end.found.length > 0);
    expect(end.found).toEqual([['shrunk', 18, 20]]);
  });
  it('finds an index that does not have the events of the table', async () => {
    const { found, until } = await scrubbing((db) => {
      db.unsafeMode(true);
      db.exec(`PRAGMA writable_schema = ON;
        UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'sqlite_autoindex_events_2')
        WHERE name = 'sqlite_autoindex_events_1'`);
    });
    await until(() => found.length > 0);
    expect(found).toEqual([['damaged', expect.stringContaining('events.db is damaged')]]);
  });
  it('verifies every checkpoint in the log, not only the last', async () => {
    const fiveCheckpoints = () => {
      const log = new LogWithCheckpoints(randomOf(5));
      for (let n = 0; n < 5; n += 1) log.facts(3).checkpoint();
      return log;
    };
    const sound = await scrubbing(undefined, fiveCheckpoints().change().facts(2).checkpoint());
    await sound.until(() => sound.scrubber.passes === 1 || sound.found.length > 0);
    expect(sound.found).toEqual([]);

    // Everything after it was signed with the key.
    const log = fiveCheckpoints();
    log.alter(log.checkpoints[2]!, log.events[log.checkpoints[1]!]!.data);
    log.change().facts(2).checkpoint();
    const { found, until } = await scrubbing(undefined, log);
    await until(() => found.length > 0);
    expect(found).toEqual([
      ['checkpoint', expect.objectContaining({ code: 'recorded-checkpoint-differs', index: log.checkpoints[3] })],
    ]);
  });
  it('reports nothing after it was stopped', async () => {
    const { scrubber, found, sql } = await scrubbing();
    await scrubber.stop();
    sql(`UPDATE events SET data = '{"n":99}'`);
    await new Promise((next) => setTimeout(next, 100));
    expect(found).toEqual([]);
  });
});
