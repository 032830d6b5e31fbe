import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { everything, happened, happenings } from '../event-store.testing.js';
import { AlreadyExists, NotALog } from '../engine.js';
import { backup, restore } from './backup.js';
import { LogInUse } from '#storage/lock.js';
import { SqliteEventStore } from './sqlite-event-store.js';
import { scratch } from './testing/launch.js';

const { folder, remove } = scratch();
let tests = 0;
let dataDir: string;
let file: string;
const own = (dir: string) => SqliteEventStore.open(dir, { mode: 'owner' });

const contentsOf = async (dir: string) => {
  const store = own(dir);
  const all = await everything(store, {});
  await store.close();
  return all;
};

async function fill(dir: string, meetings: number, events = () => happenings(5)) {
  const store = own(dir);
  await Promise.all(
    Array.from({ length: meetings }, (_, n) => store.append(`meeting-${n}`, events(), { expected: 'no-stream' })),
  );
  await store.close();
}

beforeEach(() => {
  dataDir = folder(`log-${tests}`);
  file = folder(`backup-${tests++}.db`);
});
afterAll(remove);

describe('a backup', () => {
  it('is one file with the whole log, and reports its progress', async () => {
    await fill(dataDir, 200);
    const progress: [number, number][] = [];
    const named: boolean[] = [];
    const onProgress = (done: number, total: number) => {
      progress.push([done, total]);
      named.push(existsSync(file));
    };
    const copied = await backup(dataDir, file, { onProgress });
    expect(copied).toMatchObject({ file, events: 1000 });
    expect(new Set(named)).toEqual(new Set([false]));
    expect(copied.bytes).toBe(readFileSync(file).length);
    expect(progress.length).toBeGreaterThan(0);
    for (const [done, total] of progress) expect(done).toBeLessThanOrEqual(total);

    const other = `${dataDir}-other`;
    restore(file, other);
    expect(await contentsOf(other)).toEqual(await contentsOf(dataDir));
    expect(readdirSync(folder('.')).filter((name) => /partial|wal|shm/.test(name))).toEqual([]);
  });

  it('can be made while the service appends, and is a prefix of the log', async () => {
    await fill(dataDir, 300, () => [happened(1, JSON.stringify('x'.repeat(10_000))), ...happenings(4)]);
    const progress: number[] = [];
    const store = own(dataDir);
    const done = new AbortController();
    const appending = (async () => {
      for (let n = 0; !done.signal.aborted; n++)
        await store.append(`later-${n}`, happenings(1), { expected: 'no-stream' });
    })();
    const copied = await backup(dataDir, file, { onProgress: (pages) => progress.push(pages) });
    done.abort();
    await appending;
    const all = await everything(store, {});
    await store.close();

    // It does not start again after an append.
    expect(progress.length).toBeGreaterThan(3);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(copied.events).toBeGreaterThanOrEqual(1500);
    expect(all.length).toBeGreaterThan(copied.events);
    const other = `${dataDir}-other`;
    restore(file, other);
    expect(await contentsOf(other)).toEqual(all.slice(0, copied.events));
  });

  it('never overwrites a file', async () => {
    await fill(dataDir, 1);
    writeFileSync(file, 'the only minutes of 1997');
    await expect(backup(dataDir, file)).rejects.toThrow(AlreadyExists);
    expect(readFileSync(file, 'utf8')).toBe('the only minutes of 1997');
  });

  it('works after a process with the same id was killed, as in a container', async () => {
    await fill(dataDir, 20);
    for (const left of ['', '-journal']) writeFileSync(`${file}.${process.pid}.partial${left}`, 'half a page');
    expect(await backup(dataDir, file)).toMatchObject({ events: 100 });
    expect(readdirSync(dirname(file)).filter((name) => name.includes('partial'))).toEqual([]);
  });

  it('never overwrites a file that appeared meanwhile', async () => {
    await fill(dataDir, 20);
    const late = backup(dataDir, file, { onProgress: () => writeFileSync(file, 'the other backup') });
    await expect(late).rejects.toThrow(AlreadyExists);
    expect(readFileSync(file, 'utf8')).toBe('the other backup');
  });

  it('leaves no files if it fails', async () => {
    await fill(dataDir, 20);
    const stopped = backup(dataDir, file, {
      onProgress: () => {
        throw new Error('stopped by the user');
      },
    });
    await expect(stopped).rejects.toThrow('stopped by the user');
    expect(existsSync(file)).toBe(false);
    expect(readdirSync(dirname(file)).filter((name) => name.includes('partial'))).toEqual([]);
    await expect(backup(folder('nowhere'), file)).rejects.toThrow(NotALog);
  });
});

describe('a trigger in the schema', () => {
  const addTrigger = (log: string) => {
    const db = new Database(log);
    db.exec('CREATE TRIGGER sqlite1 AFTER INSERT ON events BEGIN SELECT 1; END');
    db.close();
  };
  it('is in no backup', async () => {
    await fill(dataDir, 1);
    addTrigger(join(dataDir, 'events.db'));
    await expect(backup(dataDir, file)).rejects.toThrow('has a trigger named sqlite1');
    expect(existsSync(file)).toBe(false);
  });
  it('is not restored', async () => {
    await fill(dataDir, 1);
    await backup(dataDir, file);
    addTrigger(file);
    const other = `${dataDir}-other`;
    expect(() => restore(file, other)).toThrow('has a trigger named sqlite1');
    expect(existsSync(other)).toBe(false);
  });
});

describe('a restore', () => {
  it('requires exclusive access to the log', async () => {
    await fill(dataDir, 1);
    await backup(dataDir, file);
    const store = own(dataDir);
    expect(() => restore(file, dataDir, { moveOldTo: `${dataDir}-old` })).toThrow(LogInUse);
    await store.close();
  });

  it('refuses to replace an existing log, and changes nothing', async () => {
    await fill(dataDir, 1);
    await backup(dataDir, file);
    writeFileSync(join(dataDir, 'views.db'), '');
    const before = readdirSync(dataDir);
    const beforeSwap = () => rmSync(join(dataDir, 'views.db'));
    expect(() => restore(file, dataDir, { beforeSwap })).toThrow(
      /exists already: name a new folder to move the old log to/,
    );
    mkdirSync(`${dataDir}-old`);
    expect(() => restore(file, dataDir, { moveOldTo: `${dataDir}-old`, beforeSwap })).toThrow(AlreadyExists);
    expect(readdirSync(dataDir)).toEqual(before);
  });

  it('moves the old log on request, and removes derived files before the backup is in place', async () => {
    await fill(dataDir, 2);
    await backup(dataDir, file);
    const store = own(dataDir);
    await store.append('later', happenings(3), { expected: 'no-stream' });
    await store.close();
    writeFileSync(join(dataDir, 'views.db'), '');
    const beforeSwap = () => {
      expect(existsSync(join(dataDir, 'events.db'))).toBe(false);
      rmSync(join(dataDir, 'views.db'));
    };

    const old = `${dataDir}-old`;
    expect(restore(file, dataDir, { moveOldTo: old, beforeSwap })).toMatchObject({ events: 10 });
    expect(readdirSync(dataDir).toSorted()).toEqual(['events.db', 'lock.db']);
    expect(await contentsOf(dataDir)).toHaveLength(10);
    expect(await contentsOf(old)).toHaveLength(13);
  });

  it.each(['events.db-wal', 'events.db-journal'])(
    'refuses a lone %s, which would be applied to the backup',
    async (name) => {
      await fill(dataDir, 1);
      await backup(dataDir, file);
      const other = `${dataDir}-other`;
      mkdirSync(other);
      writeFileSync(join(other, name), 'of another log');
      expect(() => restore(file, other)).toThrow(AlreadyExists);
    },
  );

  it.each([
    ['is truncated', (path: string) => truncateSync(path, readFileSync(path).length - 4096)],
    ['is not a database', (path: string) => writeFileSync(path, 'Minutes. '.repeat(1000))],
    ['is empty', (path: string) => truncateSync(path, 0)],
    [
      'has a damaged page',
      (path: string) => {
        const bytes = readFileSync(path);
        bytes.fill(0xa5, 3 * 4096, 4 * 4096);
        writeFileSync(path, bytes);
      },
    ],
    [
      'belongs to another program',
      (path: string) => {
        const db = new Database(path);
        db.pragma('application_id = 7');
        db.close();
      },
    ],
    [
      'comes from a newer version',
      (path: string) => {
        const db = new Database(path);
        db.pragma('user_version = 9');
        db.close();
      },
    ],
  ])('refuses a backup that %s, and does not change the folder', async (_, spoil) => {
    await fill(dataDir, 20);
    await backup(dataDir, file);
    spoil(file);
    const [none, empty, begun] = ['none', 'empty', 'begun'].map((name) => `${dataDir}-${name}`) as [
      string,
      string,
      string,
    ];
    mkdirSync(empty);
    mkdirSync(begun);
    for (const name of ['lock.db', 'ledger.key']) writeFileSync(join(begun, name), '');
    for (const to of [join(none, 'below'), empty, begun]) expect(() => restore(file, to)).toThrow(NotALog);
    expect(existsSync(none)).toBe(false);
    expect(readdirSync(empty)).toEqual([]);
    expect(readdirSync(begun).toSorted()).toEqual(['ledger.key', 'lock.db']);
  });

  it('refuses a folder instead of a backup', () => {
    mkdirSync(dataDir);
    expect(() => restore(dataDir, `${dataDir}-other`)).toThrow(/is a folder: name a file created by "backup"/);
    expect(existsSync(`${dataDir}-other`)).toBe(false);
  });

  it('refuses a log in use instead of a backup', async () => {
    const store = own(dataDir);
    await store.append('meeting-1', happenings(1), { expected: 'no-stream' });
    expect(() => restore(join(dataDir, 'events.db'), `${dataDir}-other`)).toThrow(/live log and not a backup/);
    await store.close();
  });

  it('prevents a start on an empty log after an interruption, and can be repeated', async () => {
    await fill(dataDir, 2);
    await backup(dataDir, file);
    const other = `${dataDir}-other`;
    mkdirSync(other);
    copyFileSync(file, join(other, 'events.db.restoring'));
    expect(() => own(other)).toThrow(/a restore was interrupted/);
    restore(file, other);
    expect(await contentsOf(other)).toHaveLength(10);
  });
});
