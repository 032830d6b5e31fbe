import { EventStoreDBClient } from '@eventstore/db-client';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { logConfig } from '#config/log-config.js';
import { happenings } from '#event-store/event-store.testing.js';
import type { StreamCut } from '#event-store/stream-cut.js';
import { EventStoreDbEventStore } from '#event-store/eventstoredb/eventstoredb-event-store.js';
import { seal } from '#ledger/seal.js';
import { checkLog } from '#ledger/storage/check-log.js';
import { logs } from './server/logs.js';
import { writeAsOthers } from './server/others.js';
import { TestServer } from './server/test-server.js';

const { dataDir, remove } = logs();
afterAll(remove);

const STREAM = 'meeting-1';
const ID = `rapporteur.${STREAM}`;
let server: TestServer;
let admin: EventStoreDBClient;
let store: EventStoreDbEventStore;
const failures: Error[] = [];
beforeEach(async () => {
  failures.length = 0;
  server = await TestServer.start({ systemEventsEvery: 0 });
  admin = EventStoreDBClient.connectionString(server.connectionString);
  store = await EventStoreDbEventStore.open(server.connectionString, {
    dataDir: dataDir(),
    mode: 'owner',
    onFailure: (reason) => failures.push(reason),
    patience: { tryMs: 2_000, totalMs: 5_000 },
  });
});
afterEach(async () => {
  await store.close();
  await admin.dispose();
  await server.stop();
});

const sealed = (count: number, from = 0) =>
  happenings(count).map((event, n) => ({ ...event, ...seal({ ...event, stream: STREAM, revision: from + n }) }));
const append = (count: number) => store.append(STREAM, sealed(count), { expected: 'no-stream' });
const cutsIn = async () => {
  const found = [];
  for await (const { cuts = [], caughtUp } of store.readAll()) if (caughtUp) found.push(...cuts);
  return found;
};
const check = () => checkLog(logConfig(dataDir(), { EVENTSTOREDB_URL: server.connectionString }));

describe('a stream that was cut', () => {
  const READS = [{}, { from: 0, limit: 1 }, { backwards: true }] as const;
  it.each([
    ['$tb', { truncateBefore: 2 }, /cut: its events before revision 2 are hidden \(\$tb\)/],
    ['$tb of all', { truncateBefore: 4 }, /its events before revision 4 are hidden/],
    ['$maxCount', { maxCount: 2 }, /keeps only its last events \(\$maxCount: 2\)/],
    ['both', { truncateBefore: 1, maxCount: 2 }, /\(\$tb\) and keeps only its last/],
  ])('is not taken for one that begins later: %s', async (_, metadata, what) => {
    await append(4);
    await admin.setStreamMetadata(ID, metadata);
    for (const options of READS) await expect(store.readStream(STREAM, options)).rejects.toThrow(what);
    const [cut] = await cutsIn();
    expect(cut).toMatchObject({ stream: ID, what: expect.stringMatching(what) });
    expect(await store.cutOf(STREAM)).toEqual(cut);
    expect(await check()).toEqual({ cut });

    await admin.setStreamMetadata(ID, { customProperties: { owner: 'nobody' } });
    expect([await cutsIn(), await store.cutOf(STREAM)]).toEqual([[], undefined]);
    expect(await store.readStream(STREAM)).toHaveLength(4);
    expect(await check()).toHaveProperty('entries');
  });

  it('is told by $maxAge too, where nothing of it is left', async () => {
    await append(2);
    for (const record of server.log.events) (record as { created: number }).created -= 5_000;
    await admin.setStreamMetadata(ID, { maxAge: 2 });
    for (const options of READS) await expect(store.readStream(STREAM, options)).rejects.toThrow(/\(\$maxAge: 2 s\)/);
  });

  it('has lost its start once a scavenge has run, whatever its metadata says later', async () => {
    await append(4);
    await admin.setStreamMetadata(ID, { truncateBefore: 2 });
    server.log.scavenge();
    await admin.setStreamMetadata(ID, {});
    const gone = { stream: ID, what: 'was cut: its events before revision 2 are gone' };
    for (const options of READS) await expect(store.readStream(STREAM, options)).rejects.toMatchObject({ cut: gone });
    expect(await store.cutOf(STREAM)).toMatchObject(gone);
    expect(await check()).toMatchObject({
      cut: { ...gone, remedy: expect.stringContaining('import the last transfer file') },
    });
  });

  it('is not one that a server ends too early while it shuts down', async () => {
    await append(4);
    server.inject({ name: 'polite-end', on: ['read'] });
    const reading = store.readStream(STREAM);
    await expect(reading).rejects.toMatchObject({ name: 'Unavailable' });
    await expect(reading).rejects.not.toThrow(/cut|deleted/);
  });
});

describe('a stream that was deleted', () => {
  it('looks as if it had never existed, and whoever knows better is told how it was deleted', async () => {
    await append(2);
    expect(await store.cutOf('meeting-2')).toBeUndefined();
    await admin.deleteStream(ID);
    expect(await store.readStream(STREAM)).toEqual([]);
    const deleted = { stream: ID, what: 'was deleted (soft delete)' };
    expect(await store.cutOf(STREAM)).toMatchObject(deleted);
    expect(await cutsIn()).toMatchObject([deleted]);
    expect(await check()).toMatchObject({ cut: deleted });
  });

  it('is still cut after one write of its metadata, and says that all its events are hidden', async () => {
    await append(2);
    await admin.deleteStream(ID);
    await admin.setStreamMetadata(ID, {});
    const hidden = { stream: ID, what: 'was cut: its events before revision 2 are hidden ($tb)' };
    expect(await store.cutOf(STREAM)).toMatchObject(hidden);
    expect(await cutsIn()).toMatchObject([hidden]);
    expect(await check()).toMatchObject({
      cut: { ...hidden, remedy: expect.stringContaining('eventstoredb-uncut.mjs') },
    });
    await expect(store.readStream(STREAM)).rejects.toThrow(/before revision 2 are hidden/);

    await admin.setStreamMetadata(ID, {});
    expect([await cutsIn(), await store.cutOf(STREAM)]).toEqual([[], undefined]);
    expect(await store.readStream(STREAM)).toHaveLength(2);
  });

  it('takes an append that expects none elsewhere, which is never acknowledged', async () => {
    await append(1);
    await admin.deleteStream(ID);
    const appended = append(1).catch((error: StreamCut) => error);
    expect(await appended).toMatchObject({
      name: 'StreamCut',
      message: expect.stringMatching(/had been deleted when it was appended to.*is now its revision 1/),
    });
    expect(await check()).toMatchObject({ altered: { ordinal: 1, revision: 1, recordedAs: 0 } });
  });

  it('takes an append after its last event in the right place, and is whole again when that is undone', async () => {
    await append(1);
    await admin.deleteStream(ID);
    expect(await store.append(STREAM, sealed(1, 1), { expected: 0 })).toMatchObject({ revision: 1 });
    await expect(store.readStream(STREAM)).rejects.toThrow(/before revision 1 are hidden/);
    await admin.setStreamMetadata(ID, {});
    expect(await store.readStream(STREAM)).toHaveLength(2);
    expect(await check()).toHaveProperty('entries');
  });

  it('refuses everything with a tombstone, which is no event of another program', async () => {
    await append(1);
    await admin.tombstoneStream(ID);
    const what = /was deleted for good \(tombstone\).*Nothing undoes that/;
    await expect(store.readStream(STREAM)).rejects.toThrow(what);
    await expect(store.append(STREAM, sealed(1, 1), { expected: 0 })).rejects.toThrow(what);
    await expect(append(1)).rejects.toThrow(what);
    expect(await cutsIn()).toMatchObject([{ stream: ID }]);
    server.log.scavenge();
    expect(await check()).toMatchObject({ cut: { stream: ID, what: 'was deleted for good (tombstone)' } });
  });

  it('of which the last read event is gone stops the reader by its own name', async () => {
    await append(1);
    const reading = store.readAll({ live: true })[Symbol.asyncIterator]();
    await reading.next();
    server.inject({ name: 'unavailable', on: ['read', 'subscribe'] });
    const next = (async () => {
      for (;;) await reading.next();
    })();
    next.catch(() => {});
    await admin.tombstoneStream(ID);
    server.log.scavenge();
    server.faults.clear();
    await expect(next).rejects.toThrow(/tombstone/);
    expect(failures).toMatchObject([{ message: expect.stringContaining(ID) }]);
  });
});

describe('an error of a read that only its words explain', () => {
  const next = async () => {
    const reading = store.readAll({ live: true })[Symbol.asyncIterator]();
    await reading.next();
    return reading;
  };

  it('is an older copy of the log if the last event that was read does not stand where it stood', async () => {
    for (let n = 0; n < 4; n++) await store.append(`meeting-${n}`, happenings(1), { expected: 'no-stream' });
    const reading = await next();
    const going = (async () => {
      for (;;) await reading.next();
    })();
    going.catch(() => {});
    server.inject({ name: 'unavailable', on: ['read', 'subscribe'] });
    server.log.restore(server.log.readable.slice(0, 1));
    // More than one page of the search, and no record begins where the last event stood.
    writeAsOthers(server, 700, 301);
    server.faults.clear();
    await expect(going).rejects.toThrow(/restored from an older copy/);
    expect(failures).toHaveLength(1);
  });

  it('is waited for if the event still stands there', async () => {
    await append(1);
    const reading = await next();
    const unexplained = server.inject({ name: 'unexplained', on: ['read'], times: 1 });
    const going = reading.next();
    while (unexplained.struck() === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    await store.append('meeting-2', happenings(1), { expected: 'no-stream' });
    expect(await going).toMatchObject({ value: { events: [{ stream: 'meeting-2' }] } });
    expect(failures).toEqual([]);
  });

  it('is told as what it is if it lasts', async () => {
    await append(1);
    server.inject({ name: 'unexplained', on: ['read'] });
    await expect(store.head()).rejects.toThrow(/cannot be reached: 2 UNKNOWN: Exception was thrown by handler/);
  });
});

describe('the stream of a note', () => {
  const note = 'rapporteur-note.a';

  it('may keep its last event alone, which is no cut of the record', async () => {
    await append(1);
    await store.keepNote('a', 'first');
    await admin.setStreamMetadata(note, { maxCount: 1 });
    await store.keepNote('a', 'last');
    expect([await store.noteOf('a'), await cutsIn()]).toEqual(['last', []]);
    expect(await check()).toHaveProperty('entries');
  });

  it('that was deleted has no note, and takes one again unless it was deleted for good', async () => {
    await store.keepNote('a', 'first');
    await admin.deleteStream(note);
    expect(await store.noteOf('a')).toBeUndefined();
    await store.keepNote('a', 'second');
    expect(await store.noteOf('a')).toBe('second');
    await admin.tombstoneStream(note);
    expect(await store.noteOf('a')).toBeUndefined();
    await expect(store.keepNote('a', 'third')).rejects.toThrow(/rapporteur-note\.a was deleted for good/);
    expect([await cutsIn(), failures]).toEqual([[], []]);
  });
});
