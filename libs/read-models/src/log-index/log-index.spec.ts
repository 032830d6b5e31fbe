import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { type Clearance, EU_LADDER } from '#domain/marking.js';
import { logConfig } from '#config/log-config.js';
import { withDeadline } from '#event-store/deadline.js';
import { openEventStore } from '#event-store/engines.js';
import type { EventStore, StoredEvent } from '#event-store/event-store.js';
import { leafHash } from '#ledger/merkle.js';
import type { AlteredEvent } from '#ledger/storage/checked-log.js';
import { EVENTS_IN_BLOCK } from '../models/trail/blocks.js';
import { trailPage } from '../models/trail/trail.js';
import { about, record, scratchFolders } from '../testing/told-log.js';
import { LogIndex, NotIndexed } from './log-index.js';
import { streamOfEvent } from './queries.js';

const PATIENCE = 20_000;
const { folder, remove } = scratchFolders();
const closing: (() => unknown)[] = [];
afterAll(async () => {
  for (const close of closing.toReversed()) await close();
  remove();
});

const newLog = async () => {
  const dataDir = folder();
  const store = await openEventStore(logConfig(dataDir), 'owner');
  closing.push(() => store.close());
  return { store, dataDir };
};
const tell = async (store: EventStore, id: string): Promise<string> => {
  const { kind, facts } = about('statement', id, {
    type: 'StatementMade',
    data: { text: 'We met.', partyId: 'eu', kind: 'remark', verbatim: true },
  } as never);
  return (await record(store, kind, id, facts))[0]!;
};
const everything = async (store: EventStore): Promise<readonly StoredEvent[]> => {
  const all: StoredEvent[] = [];
  for await (const { events } of store.readAll()) all.push(...events);
  return all;
};

/** An index whose ledger is this log, up to its end. */
const indexOf = (dataDir: string, ledger: readonly StoredEvent[]) => {
  const altered: AlteredEvent[] = [];
  const logged: string[] = [];
  const index = new LogIndex({
    ...logConfig(dataDir),
    ladder: EU_LADDER,
    total: () => ledger.length,
    leafAt: (ordinal) => ledger[ordinal] && leafHash(Buffer.from(ledger[ordinal].entry, 'hex')),
    isCheck: false,
    onFound: (found) => void ('altered' in found && altered.push(found.altered)),
    log: (_, message, fields) => void logged.push(`${message} ${JSON.stringify(fields)}`),
  });
  closing.push(() => index.close());
  return { index, altered, logged };
};

describe('the index of a log', () => {
  it('is filled from the log, and follows it', async () => {
    const { store, dataDir } = await newLog();
    for (const id of ['a', 'b']) await tell(store, id);
    const ledger = [...(await everything(store))];
    const { index, altered } = indexOf(dataDir, ledger);
    expect(() => index.read(undefined, () => 0)).toThrow(NotIndexed);
    expect(index.upTo).toBe(-1);
    index.start();
    expect(await index.until(1, PATIENCE)).toBe(true);
    const heard: number[] = [];
    index.onIndexed((ordinal) => void heard.push(ordinal));
    const id = await tell(store, 'c');
    expect(await index.until(2, PATIENCE)).toBe(true);
    expect(index.read(undefined, (db) => streamOfEvent(db, id))).toEqual({ body: 'statement-c', ordinal: 2 });
    expect([index.upTo, index.size, index.total, heard.at(-1)]).toEqual([2, 3, 3, 2]);
    ledger.push(...(await everything(store)).slice(2));
    index.compare();
    expect(altered).toEqual([]);
  });
  it('has every event of a long log for whoever may see it, also when some are marked anew', async () => {
    const { store, dataDir } = await newLog();
    const said = { type: 'StatementMade', data: { text: 'We met.', partyId: 'eu', kind: 'remark', verbatim: true } };
    const marked = { type: 'RecordMarked', data: { marking: { level: 'secret' }, reason: 'x' } };
    const COUNT = EVENTS_IN_BLOCK - 10;
    for (const id of ['a', 'b', 'c'])
      await record(store, 'statement', id, Array.from({ length: COUNT }, () => said) as never[]);
    await record(store, 'statement', 'b', [marked as never]);
    const { index, altered } = indexOf(dataDir, await everything(store));
    index.start();
    expect(await index.until(3 * COUNT, PATIENCE)).toBe(true);
    const seenBy = (clearance?: Clearance) =>
      index
        .read(clearance, (db) => trailPage(db, { type: 'StatementMade' }, { after: 9, limit: 9_999 }))
        .body.map(({ ordinal }) => ordinal);
    const ordinals = Array.from({ length: 3 * COUNT }, (_, ordinal) => ordinal).slice(10);
    expect(seenBy()).toEqual(ordinals);
    const isOfB = (ordinal: number) => ordinal >= COUNT && ordinal < 2 * COUNT;
    expect(seenBy({ level: 'public', compartments: [] })).toEqual(ordinals.filter((ordinal) => !isOfB(ordinal)));
    expect(altered).toEqual([]);
  });
  it('is in a file without a name, and leaves no file behind', async () => {
    const { store, dataDir } = await newLog();
    await tell(store, 'a');
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(join(dataDir, `log-index-${randomUUID()}.db`), 'of a process that died');
    const { index } = indexOf(dataDir, await everything(store));
    index.start();
    expect(await index.until(0, PATIENCE)).toBe(true);
    expect(readdirSync(dataDir).filter((name) => name.startsWith('log-index'))).toEqual([]);
    for (let n = 0; n < 20; n += 1) await tell(store, `s${n}`);
    expect(await index.until(20, PATIENCE)).toBe(true);
    expect(index.read(undefined, (db) => trailPage(db, {}, { limit: 99 })).body).toHaveLength(21);
    await index.close();
    expect(readdirSync(dataDir).filter((name) => name.startsWith('log-index'))).toEqual([]);
  });
  it('reports an event that differs in the ledger', async () => {
    const [{ store, dataDir }, other] = [await newLog(), await newLog()];
    for (const id of ['a', 'b']) await tell(store, id);
    await tell(other.store, 'x');
    const ledger = [(await everything(store))[0]!, (await everything(other.store))[0]!];
    const { index, altered } = indexOf(dataDir, ledger);
    index.start();
    expect(await index.until(1, PATIENCE)).toBe(false);
    const [, second] = await everything(store);
    expect(altered).toEqual([{ ordinal: 1, stream: second!.stream, revision: 0, id: second!.id }]);
  });
  it('reports an event that was altered once, and is not built again', async () => {
    const { store, dataDir } = await newLog();
    for (const id of ['a', 'b']) await tell(store, id);
    const ledger = await everything(store);
    const db = new Database(join(dataDir, 'events.db'));
    db.exec(`UPDATE events SET data = '{}' WHERE position = 2`);
    db.close();
    const { index, altered, logged } = indexOf(dataDir, ledger);
    index.start();
    for (let waited = 0; altered.length === 0 && waited < 400; waited += 1)
      await new Promise((next) => setTimeout(next, 25));
    await new Promise((next) => setTimeout(next, 300)); // longer than a restart takes
    const { stream, id } = ledger[1]!;
    expect(altered).toEqual([{ ordinal: 1, stream, revision: 0, id }]);
    expect(logged).toEqual([]);
  });
  it('can be awaited with a time limit, and not at all once it is closed', async () => {
    const { store, dataDir } = await newLog();
    const { index } = indexOf(dataDir, []);
    index.start();
    await tell(store, 'a');
    expect(await index.until(7, 50)).toBe(false);
    expect(await withDeadline(50, () => index.until(7, 3_600_000))).toBe(false);
    const waiting = index.until(7, PATIENCE);
    await index.close();
    expect(await waiting).toBe(false);
    expect(await index.until(0, PATIENCE)).toBe(false);
  });
  it('is made again if the disk fails where it is read', async () => {
    const { store, dataDir } = await newLog();
    await tell(store, 'a');
    const { index, logged } = indexOf(dataDir, await everything(store));
    index.start();
    expect(await index.until(0, PATIENCE)).toBe(true);
    const failing = () => {
      throw Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR_READ' });
    };
    expect(() => index.read(undefined, failing)).toThrow(NotIndexed);
    expect(() => index.read(undefined, () => 0)).toThrow(NotIndexed);
    expect(await index.until(0, PATIENCE)).toBe(true);
    expect(index.read(undefined, () => 'read')).toMatchObject({ body: 'read' });
    expect(logged).toEqual([expect.stringMatching(/is made again .*disk I\/O error/)]);
  });
  it('leaves what only begins like its file', async () => {
    const dataDir = folder();
    mkdirSync(join(dataDir, 'log-index-old'), { recursive: true });
    writeFileSync(join(dataDir, 'log-index-of-a-clerk.txt'), 'mine');
    const { index } = indexOf(dataDir, []);
    index.start();
    expect(readdirSync(dataDir).toSorted()).toEqual(['log-index-of-a-clerk.txt', 'log-index-old']);
  });
  it('is rebuilt if its thread dies', async () => {
    const dataDir = folder();
    const { index, logged } = indexOf(dataDir, []);
    mkdirSync(dataDir, { recursive: true });
    index.start(); // there is no log to read yet
    for (let waited = 0; logged.length === 0 && waited < 400; waited += 1)
      await new Promise((next) => setTimeout(next, 25));
    expect(logged[0]).toContain('The index of the log cannot be filled, and is made again');
    const store = await openEventStore(logConfig(dataDir), 'owner');
    closing.push(() => store.close());
    await tell(store, 'a');
    expect(await index.until(0, PATIENCE)).toBe(true);
  });
});
