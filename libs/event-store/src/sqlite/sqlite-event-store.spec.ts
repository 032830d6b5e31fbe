import { once } from 'node:events';
import { appendFileSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { eventStoreContract } from '../event-store.contract.js';
import { everything, happened, happenings } from '../event-store.testing.js';
import {
  type Expected,
  IdConflict,
  type StreamAppend,
  TooLarge,
  Unavailable,
  VersionConflict,
} from '../event-store.js';
import { LogInUse } from '#storage/lock.js';
import { startThread } from '#storage/thread.js';
import { NotALog } from '../engine.js';
import { openForWriting } from './schema.js';
import { APPEND_BYTES, SqliteEventStore } from './sqlite-event-store.js';
import { launch, scratch } from './testing/launch.js';

const { folder, remove } = scratch();
let folders = 0;
const newFolder = () => folder(`log-${folders++}`);
const own = (dataDir: string) => SqliteEventStore.open(dataDir, { mode: 'owner' });
const follow = (dataDir: string) => SqliteEventStore.open(dataDir, { mode: 'reader' });

async function open() {
  const dataDir = newFolder();
  let store = own(dataDir);
  const reopen = async () => {
    await store.close();
    return (store = own(dataDir));
  };
  return { store, reopen };
}

afterAll(remove);

describe('the embedded log', () => {
  eventStoreContract(open);
});

describe('the embedded log on the disk', () => {
  it('uses synchronous = FULL and WAL, whatever the defaults of the library', () => {
    const dataDir = newFolder();
    mkdirSync(dataDir);
    for (const db of [openForWriting(join(dataDir, 'events.db')), openForWriting(join(dataDir, 'events.db'))]) {
      expect(db.pragma('synchronous', { simple: true })).toBe(2);
      expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
      db.close();
    }
  });

  it('never uses a position twice, even if the last row is lost', async () => {
    const dataDir = newFolder();
    const store = own(dataDir);
    const { position } = await store.append('meeting-1', happenings(3), { expected: 'no-stream' });
    const db = new Database(join(dataDir, 'events.db'));
    db.exec('DELETE FROM events');
    db.close();
    const next = await store.append('meeting-1', happenings(1), { expected: 'no-stream' });
    expect(next.position > position).toBe(true);
    await store.close();
  });

  it.each<[string, (file: string, older: string) => void]>([
    ['there', () => {}],
    ['older than the log', (file, older) => writeFileSync(file, older)],
    ['not there', (file) => rmSync(file)],
    ['damaged', (file) => writeFileSync(file, 'half of i')],
    ['of another log', (file) => writeFileSync(file, '900 2 another-event\n')],
  ])('knows the number of its events after a start, if the file acknowledged is %s', async (_, change) => {
    const dataDir = newFolder();
    const file = join(dataDir, 'acknowledged');
    const append = async (stream: string, count: number) => {
      const store = own(dataDir);
      await store.append(stream, happenings(count), { expected: 'no-stream' });
      await store.close();
      return readFileSync(file, 'utf8');
    };
    const older = await append('meeting-1', 3);
    await append('meeting-2', 4);
    change(file, older);
    expect(await append('meeting-3', 2)).toMatch(/^8 9 /);
  });

  describe('whose file acknowledged has another number for its last event', () => {
    const written = (dataDir: string) => readFileSync(join(dataDir, 'acknowledged'), 'utf8');
    const recorded = async () => {
      const dataDir = newFolder();
      const store = own(dataDir);
      await store.append('meeting-1', happenings(12), { expected: 'no-stream' });
      await store.close();
      const right = written(dataDir);
      expect(right).toMatch(/^11 12 /);
      writeFileSync(join(dataDir, 'acknowledged'), right.replace('11', '31'));
      return { dataDir, right };
    };

    it('writes it again once its size is known, and counts from there', async () => {
      const { dataDir, right } = await recorded();
      let store = own(dataDir);
      expect([await store.correctSize(12), await store.correctSize(12)]).toEqual([true, false]);
      await store.close();
      expect(written(dataDir)).toBe(right);
      store = own(dataDir);
      expect(await store.correctSize(12)).toBe(false);
      await store.append('meeting-2', happenings(2), { expected: 'no-stream' });
      await store.close();
      expect(written(dataDir)).toMatch(/^13 14 /);
    });
    it('tells a later loss with the right numbers', async () => {
      const { dataDir } = await recorded();
      const store = own(dataDir);
      await store.correctSize(12);
      await store.append('meeting-2', happenings(1), { expected: 'no-stream' });
      await store.close();
      const db = new Database(join(dataDir, 'events.db'));
      db.exec('DELETE FROM events WHERE position > 10');
      db.close();
      const shortened = own(dataDir);
      expect(await shortened.lost()).toEqual({ first: 10, count: 3 });
      await shortened.close();
    });
    it('leaves it as it is where it is right, and as a reader', async () => {
      const { dataDir, right } = await recorded();
      const wrong = written(dataDir);
      const reader = follow(dataDir);
      expect(await reader.correctSize(12)).toBe(false);
      await reader.close();
      expect(written(dataDir)).toBe(wrong);
      writeFileSync(join(dataDir, 'acknowledged'), right);
      const store = own(dataDir);
      expect(await store.correctSize(12)).toBe(false);
      await store.close();
      expect(written(dataDir)).toBe(right);
    });
  });

  it('has positions that sort as texts', async () => {
    const store = own(newFolder());
    await store.append('meeting-1', happenings(12), { expected: 'no-stream' });
    const positions = (await store.readStream('meeting-1')).map(({ position }) => position);
    expect(positions.at(0)).toBe('0000000000000001');
    expect(positions.at(-1)).toBe('0000000000000012');
    await expect(everything(store, { after: '12' })).rejects.toThrow(RangeError);
    await store.close();
  });

  it('accepts an append up to its limit in bytes, and not one byte more', async () => {
    const store = own(newFolder());
    const weight = Buffer.byteLength('meeting-1') + Object.values(happened(0, '')).join('').length;
    const heavy = happened(0, 'x'.repeat(APPEND_BYTES - weight));
    const tooHeavy = store.append('meeting-1', [{ ...heavy, data: `${heavy.data}x` }], { expected: 'no-stream' });
    await expect(tooHeavy).rejects.toThrow(new TooLarge(APPEND_BYTES + 1, APPEND_BYTES));
    await store.append('meeting-1', [heavy], { expected: 'no-stream' });
    await store.close();
  });

  it('refuses a file of another program, and does not change it', () => {
    const dataDir = newFolder();
    mkdirSync(dataDir);
    const db = new Database(join(dataDir, 'events.db'));
    db.exec('CREATE TABLE recipes (name TEXT)');
    db.close();
    for (const openIt of [own, follow]) expect(() => openIt(dataDir)).toThrow(/is not a Rapporteur log/);
    expect(existsSync(join(dataDir, 'events.db-wal'))).toBe(false);
  });

  it('refuses a file that is not a database', () => {
    const dataDir = newFolder();
    mkdirSync(dataDir);
    writeFileSync(join(dataDir, 'events.db'), 'Minutes of the meeting, '.repeat(100));
    for (const openIt of [own, follow]) expect(() => openIt(dataDir)).toThrow(NotALog);
  });
  it.each([
    ['a renamed column', `UPDATE sqlite_schema SET sql = replace(sql, 'stream   TEXT', 'Stream   TEXT')`],
    ['another constraint', `UPDATE sqlite_schema SET sql = replace(sql, 'NOT NULL,\n    id', 'NULL,\n    id')`],
  ])('is refused if one flipped bit gives it %s, which SQLite accepts', async (_, flip) => {
    const dataDir = newFolder();
    const store = own(dataDir);
    await store.append('meeting-1', happenings(1), { expected: 'no-stream' });
    await store.close();
    const db = new Database(join(dataDir, 'events.db'));
    db.unsafeMode();
    db.pragma('writable_schema = ON');
    expect(db.prepare(flip).run().changes).toBeGreaterThan(0);
    db.close();
    for (const openIt of [own, follow]) expect(() => openIt(dataDir)).toThrow(/is damaged: its schema was altered/);
  });
  describe('with an object in its schema that no log has', () => {
    const select = 'SELECT position, stream, revision, id, type, data, metadata, salt, entry FROM';
    const run = (sql: string) => (db: Database.Database) => void db.exec(sql);
    const trigger = (name: string) => `CREATE TRIGGER ${name} AFTER INSERT ON events BEGIN SELECT 1; END`;
    it.each<[string, (db: Database.Database) => void]>([
      ['trigger named forgets', run(trigger('forgets'))],
      ['trigger named sqlite1', run(trigger('sqlite1'))],
      ['trigger named sqlitexsequence', run(trigger('sqlitexsequence'))],
      [
        'trigger named sqlite_1',
        (db) => {
          run(trigger('other'))(db);
          db.unsafeMode();
          db.pragma('writable_schema = ON');
          db.exec(
            `UPDATE sqlite_master SET name = 'sqlite_1', sql = replace(sql, 'other', 'sqlite_1') WHERE type = 'trigger'`,
          );
        },
      ],
      ['view named others', run(`CREATE VIEW others AS ${select} events`)],
      ['view named json_each', run('CREATE VIEW json_each AS SELECT 1 AS value')],
      ['table named renamed', run(`ALTER TABLE events RENAME TO renamed; CREATE VIEW events AS ${select} renamed`)],
      ['index named words', run('CREATE INDEX words ON events (upper(data))')],
      ['index named some', run('CREATE INDEX some ON events (id) WHERE revision > 3')],
      ['table named sqlite_stat1', run('ANALYZE')],
    ])('is refused: a %s', async (named, work) => {
      const dataDir = newFolder();
      const store = own(dataDir);
      await store.append('meeting-1', happenings(1), { expected: 'no-stream' });
      await store.close();
      const db = new Database(join(dataDir, 'events.db'));
      work(db);
      db.close();
      for (const openIt of [own, follow]) expect(() => openIt(dataDir)).toThrow(`has a ${named}, which no log has`);
    });

    it.each([
      ['a generated column', 'ALTER TABLE events ADD COLUMN forged TEXT AS (upper(data))'],
      ['a column with a default', `ALTER TABLE events ADD COLUMN forged TEXT DEFAULT ('x' || random())`],
      ['a collation', `UPDATE sqlite_master SET sql = replace(sql, 'id       TEXT ', 'id       TEXT COLLATE NOCASE ')`],
      ['a check', `UPDATE sqlite_master SET sql = replace(sql, 'salt     TEXT ', 'salt     TEXT CHECK (1) ')`],
      [
        'another table of sequences',
        `UPDATE sqlite_master SET sql = 'CREATE TABLE sqlite_sequence(name,seq,x)' WHERE name = 'sqlite_sequence'`,
      ],
      [
        'a view in place of the schema',
        `INSERT INTO sqlite_master VALUES ('view', 'sqlite_schema', 'sqlite_schema', 0, 'CREATE VIEW sqlite_schema AS SELECT 1')`,
      ],
      ['no index of ids', `DELETE FROM sqlite_master WHERE name = 'sqlite_autoindex_events_2'`],
    ])('is refused: %s', async (_, sql) => {
      const dataDir = newFolder();
      await own(dataDir).close();
      const db = new Database(join(dataDir, 'events.db'));
      db.unsafeMode();
      db.pragma('writable_schema = ON');
      db.exec(sql);
      db.close();
      for (const openIt of [own, follow]) expect(() => openIt(dataDir)).toThrow(NotALog);
    });

    it('is not read while it is open', async () => {
      const dataDir = newFolder();
      const store = own(dataDir);
      const [said] = happenings(1);
      await store.append('meeting-1', [said!], { expected: 'no-stream' });
      const reader = follow(dataDir);
      const db = new Database(join(dataDir, 'events.db'));
      db.exec(
        `ALTER TABLE events RENAME TO renamed; CREATE VIEW events AS ${select.replace('data,', `'{}' AS data,`)} renamed`,
      );
      for (const one of [store, reader])
        await expect(one.readStream('meeting-1')).rejects.toThrow('has a table named renamed, which no log has');
      db.exec('DROP VIEW events; ALTER TABLE renamed RENAME TO events');
      db.close();
      await Promise.all([reader.close(), store.close()]);
    });
  });

  it('refuses to create a log next to the WAL of a missing one, and does not change it', async () => {
    const [dataDir, house] = [newFolder(), newFolder()];
    const store = own(house);
    await store.append('meeting-1', happenings(3), { expected: 'no-stream' });
    mkdirSync(dataDir);
    const wal = join(dataDir, 'events.db-wal');
    copyFileSync(join(house, 'events.db-wal'), wal);
    await store.close();
    const before = readFileSync(wal);
    expect(before.length).toBeGreaterThan(0);
    expect(() => own(dataDir)).toThrow(/events\.db is missing, but its -wal file is there/);
    expect(readFileSync(wal).equals(before)).toBe(true);
    expect(existsSync(join(dataDir, 'events.db'))).toBe(false);
  });

  it('refuses a log of a newer version, with that reason', async () => {
    const dataDir = newFolder();
    await own(dataDir).close();
    const db = new Database(join(dataDir, 'events.db'));
    db.pragma('user_version = 2');
    db.close();
    for (const openIt of [own, follow]) expect(() => openIt(dataDir)).toThrow(/schema 2.*install a newer one/);
  });

  it('recovers complete transactions if the end of the WAL is torn', async () => {
    const dataDir = newFolder();
    const { lines, child } = launch('append', [dataDir, '3', '1', '10']);
    while (!(await lines.next()).done);
    if (child.exitCode === null) await once(child, 'exit');
    appendFileSync(join(dataDir, 'events.db-wal'), 'half a fra');
    const store = own(dataDir);
    expect(await everything(store, {})).toHaveLength(3);
    await store.close();
  });
});

describe('the owner of a log', () => {
  it('excludes a second process, which can take over after a kill', async () => {
    const dataDir = newFolder();
    const first = launch('own', [dataDir]);
    expect((await first.lines.next()).value).toBe('"owner"');
    const [second] = await launch('own', [dataDir]).report();
    expect(second).toEqual({ name: LogInUse.name, message: expect.stringContaining(`${dataDir} is in use`) });

    const dead = once(first.child, 'exit');
    first.child.kill('SIGKILL');
    await dead;
    await own(dataDir).close();
  });

  it('excludes a second owner in the same process until it is closed', async () => {
    const dataDir = newFolder();
    const store = own(dataDir);
    expect(() => own(dataDir)).toThrow(LogInUse);
    await store.close();
    await own(dataDir).close();
  });

  it('releases the lock if the log cannot be opened', () => {
    const dataDir = newFolder();
    mkdirSync(dataDir);
    writeFileSync(join(dataDir, 'events.db'), 'no log'.repeat(100));
    expect(() => own(dataDir)).toThrow(NotALog);
    expect(() => own(dataDir)).toThrow(NotALog);
  });
});

describe('an append to many streams', () => {
  const at = (stream: string, expected: Expected, events = happenings(1)): StreamAppend => ({
    stream,
    events,
    expected,
  });

  it('is one group, in its order, and each append counts for the next one to its stream', async () => {
    const store = own(newFolder());
    const appends = [at('a', 'no-stream', happenings(2)), at('b', 'no-stream'), at('a', 1), at('b', 0)];
    const appended = await store.appendAll(appends);
    const log = await everything(store, {});
    expect(log.map(({ stream, revision }) => [stream, revision])).toEqual([
      ['a', 0],
      ['a', 1],
      ['b', 0],
      ['a', 2],
      ['b', 1],
    ]);
    expect(appended).toEqual([1, 2, 3, 4].map((n) => ({ revision: log[n]!.revision, position: log[n]!.position })));
    expect(store.counters()).toMatchObject({ groups: 1, events: 5 });
    expect(await store.appendAll(appends)).toEqual(appended);
    expect(await store.appendAll([])).toEqual([]);
    await store.close();
  });

  it('writes nothing if one of them cannot be made, and other appends of the group are written', async () => {
    const store = own(newFolder());
    await store.append('a', happenings(1), { expected: 'no-stream' });
    const [refused, other] = await Promise.allSettled([
      store.appendAll([at('b', 'no-stream'), at('a', 'no-stream'), at('c', 'no-stream')]),
      store.append('d', happenings(1), { expected: 'no-stream' }),
    ]);
    expect(refused).toMatchObject({ reason: expect.any(VersionConflict) });
    expect(other.status).toBe('fulfilled');
    await expect(store.appendAll([at('b', 'no-stream'), at('c', 'no-stream', [])])).rejects.toThrow(TypeError);
    const large = happened(1, 'x'.repeat(APPEND_BYTES));
    await expect(store.appendAll([at('b', 'no-stream'), at('c', 'no-stream', [large])])).rejects.toThrow(TooLarge);
    expect((await everything(store, {})).map(({ stream }) => stream)).toEqual(['a', 'd']);
    await store.close();
  });
});

describe('concurrent appends', () => {
  it('share one transaction', async () => {
    const store = own(newFolder());
    const appends = Array.from({ length: 200 }, (_, n) =>
      store.append(`meeting-${n}`, happenings(2), { expected: 'no-stream' }),
    );
    await Promise.all(appends);
    expect(store.counters()).toEqual({ appends: 200, conflicts: 0, groups: 1, events: 400 });
    await store.append('meeting-0', happenings(1), { expected: 1 });
    expect(store.counters()).toMatchObject({ groups: 2 });
    await store.close();
  });

  it('are written in several groups if there are many', async () => {
    const store = own(newFolder());
    await Promise.all(
      Array.from({ length: 600 }, (_, n) => store.append(`m-${n}`, happenings(1), { expected: 'no-stream' })),
    );
    expect(store.counters()).toMatchObject({ appends: 600, groups: 2 });
    await store.close();
  });

  it('are not affected by a refused append in the same group', async () => {
    const store = own(newFolder());
    const [a, b, c, d] = [happened(1), happened(2), happened(3), happened(4)];
    await store.append('meeting-1', [a], { expected: 'no-stream' });
    const outcomes = await Promise.allSettled([
      store.append('meeting-1', [b], { expected: 0 }),
      store.append('meeting-1', [c, a], { expected: 1 }),
      store.append('meeting-1', [d], { expected: 0 }),
      store.append('meeting-1', [d], { expected: 1 }),
      store.append('meeting-2', [c], { expected: 'no-stream' }),
    ]);
    expect(
      outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value.revision : outcome.reason)),
    ).toEqual([1, expect.any(IdConflict), expect.any(VersionConflict), 2, 0]);
    expect((await store.readStream('meeting-1')).map(({ id }) => id)).toEqual([a.id, b.id, d.id]);
    expect(store.counters()).toEqual({ appends: 4, conflicts: 2, groups: 2, events: 4 });
    await store.close();
  });

  it('are written before the log closes', async () => {
    const dataDir = newFolder();
    const store = own(dataDir);
    const late = store.append('meeting-1', happenings(1), { expected: 'no-stream' });
    await new Promise<void>((resolve) => queueMicrotask(resolve));
    await store.close();
    expect(await late).toMatchObject({ revision: 0 });
    const reader = follow(dataDir);
    expect(await reader.readStream('meeting-1')).toHaveLength(1);
    await reader.close();
  });
});

describe('a load', () => {
  it('is one transaction, and all of it or nothing', async () => {
    const store = own(newFolder());
    const events = happenings(300).map((event, n) => ({ ...event, stream: `m-${n % 7}`, revision: Math.floor(n / 7) }));
    await store.load(events);
    expect(store.counters()).toEqual({ appends: 1, conflicts: 0, groups: 1, events: 300 });
    const [a, b] = [happened(1), happened(2)];
    const refused = store.load([
      { ...a, stream: 'other', revision: 0 },
      { ...b, stream: 'm-0', revision: 0 },
    ]);
    await expect(refused).rejects.toThrow(VersionConflict);
    expect(await store.readStream('other')).toEqual([]);
    expect(await everything(store, {})).toHaveLength(300);
    await store.close();
  });
});

describe('a reader next to the owner', () => {
  it('fails if there is no log yet', () => {
    expect(() => follow(newFolder())).toThrow(/does not exist: start the service once/);
  });

  it('can read but not append', async () => {
    const dataDir = newFolder();
    const store = own(dataDir);
    await store.append('meeting-1', happenings(2), { expected: 'no-stream' });
    const reader = follow(dataDir);
    expect(await reader.readStream('meeting-1')).toEqual(await store.readStream('meeting-1'));
    expect(await reader.head()).toBe(await store.head());
    await expect(reader.append('meeting-1', happenings(1), { expected: 1 })).rejects.toThrow(Unavailable);
    await expect(reader.load([{ ...happened(1), stream: 'a', revision: 0 }])).rejects.toThrow(Unavailable);
    await Promise.all([reader.close(), store.close()]);
  });

  it('is notified at once in another thread', async () => {
    const dataDir = newFolder();
    const store = own(dataDir);
    const { worker } = startThread(new URL('./testing/follow.js', import.meta.url), dataDir);
    expect(await once(worker, 'message')).toEqual([{ ids: [], caughtUp: true }]);

    for (let n = 0; n < 5; n++) {
      const one = happened(n);
      const seen = once(worker, 'message');
      await store.append('meeting-1', [one], { expected: n === 0 ? 'no-stream' : n - 1 });
      expect(await seen).toEqual([{ ids: [one.id], caughtUp: true }]);
    }

    const ended = once(worker, 'message');
    worker.postMessage('stop');
    expect(await ended).toEqual(['ended']);
    await store.close();
  });

  it('sees appends of another process', async () => {
    const dataDir = newFolder();
    await own(dataDir).close();
    const reader = follow(dataDir);
    const stop = new AbortController();
    const writer = launch('append', [dataDir, '2', '3', '10']);
    let seen = 0;
    for await (const { events } of reader.readAll({ live: true, signal: stop.signal })) {
      seen += events.length;
      if (seen === 6) stop.abort();
    }
    expect(seen).toBe(6);
    await writer.report();
    await reader.close();
  });
});
