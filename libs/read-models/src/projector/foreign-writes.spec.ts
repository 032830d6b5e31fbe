import { copyFileSync, linkSync, mkdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { longDossier } from '../testing/dossier.js';
import { expectedRows, PATIENCE, rowsInViews, scene, tell, until } from '../testing/projector-scene.js';
import { scribble } from '../testing/views-damage.js';

const { newLog, watch, close } = scene();
afterEach(close);

const OFTEN = 20;
const NEVER = 3_600_000;
const never = new Promise<void>(() => {});

const running = async (options: Parameters<typeof watch>[1] = { lookEveryMs: OFTEN }) => {
  const { dataDir, store } = await newLog();
  await tell(store, ...longDossier(40));
  const { projector, heard } = await watch(dataDir, options);
  expect(await projector.until(39, PATIENCE)).toBe(true);
  return { dataDir, store, projector, heard, file: join(dataDir, 'views.db') };
};
type Running = Awaited<ReturnType<typeof running>>;

const altering = (file: string, ...statements: readonly string[]) => {
  const db = new Database(file, { timeout: PATIENCE });
  db.unsafeMode(true);
  for (const sql of statements) db.exec(sql);
  db.close();
};
const elsewhere = (dataDir: string) => {
  const folder = join(dataDir, 'elsewhere');
  mkdirSync(folder);
  return join(folder, 'views.db');
};
/** Once all was made again from the log. @returns the errors that were told */
const madeAgain = async ({ dataDir, store, projector, heard }: Running, last = 39) => {
  await until(() => projector.differences > 0);
  expect(await projector.until(last, PATIENCE)).toBe(true);
  expect([projector.differences, projector.isProven]).toEqual([1, true]);
  expect(rowsInViews(dataDir)).toEqual(await expectedRows(store));
  return heard.filter((line) => line.startsWith('error'));
};

describe('views.db that another program writes to while it is projected into', () => {
  const WRITTEN = /^error: views\.db is damaged: another program has written to .*views\.db\. It is made again/;

  it('is made again', async () => {
    const one = await running();
    altering(one.file, "UPDATE marked_things SET id = 'another'");
    expect(await madeAgain(one)).toEqual([expect.stringMatching(WRITTEN)]);
  });
  it('is made again if what was written is taken back', async () => {
    const one = await running({ lookEveryMs: 200 });
    const before = rowsInViews(one.dataDir);
    altering(one.file, 'CREATE TABLE evil (a)', 'DROP TABLE evil');
    expect(rowsInViews(one.dataDir)).toEqual(before);
    expect(await madeAgain(one)).toEqual([expect.stringMatching(WRITTEN)]);
  });
  it('is made again before anything more is written, however seldom it is looked at', async () => {
    const one = await running({ lookEveryMs: NEVER });
    altering(one.file, "UPDATE marked_things SET id = 'another'");
    await tell(one.store, ...longDossier(10, 'more-'));
    expect(await madeAgain(one, 49)).toEqual([expect.stringMatching(WRITTEN)]);
  });
  it('is made again if an older copy is restored into it', async () => {
    const one = await running();
    const older = join(one.dataDir, 'older.db');
    const source = new Database(one.file, { readonly: true });
    await source.backup(older);
    source.close();
    await tell(one.store, ...longDossier(10, 'more-'));
    expect(await one.projector.until(49, PATIENCE)).toBe(true);
    altering(
      one.file,
      `ATTACH '${older}' AS older`,
      'DELETE FROM models',
      'INSERT INTO models SELECT * FROM older.models',
    );
    expect(await madeAgain(one, 49)).toEqual([expect.stringMatching(WRITTEN)]);
  });
  it('is not, if it is only read, or its pages are moved from the WAL', async () => {
    const { dataDir, store, projector, heard, file } = await running();
    for (let turn = 0; turn < 5; turn += 1) {
      await tell(store, ...longDossier(10, `turn-${turn}-`));
      expect(await projector.until(49 + 10 * turn, PATIENCE)).toBe(true);
      expect(rowsInViews(dataDir)).toEqual(await expectedRows(store));
      const db = new Database(file);
      db.pragma('quick_check');
      db.exec('BEGIN IMMEDIATE; ROLLBACK');
      db.close();
    }
    expect([heard, projector.differences]).toEqual([['info: views.db was made from the log'], 0]);
  });
});

describe('a file in the place of one that is held open', () => {
  const REPLACED = /^error: views\.db is damaged: .*views\.db(?:-wal|-shm)? was removed or replaced while it was open/;

  it.each(['', '-wal', '-shm'])('is found, and what is held is not shown any more: views.db%s', async (suffix) => {
    const one = await running();
    const copy = `${one.file}.copy`;
    copyFileSync(one.file + suffix, copy);
    renameSync(copy, one.file + suffix);
    expect(await madeAgain(one)).toEqual([expect.stringMatching(REPLACED)]);
  });
  it('is found if the one that is held is altered by another name', async () => {
    const one = await running({ lookEveryMs: 200 });
    const held = elsewhere(one.dataDir);
    for (const suffix of ['', '-wal', '-shm']) linkSync(one.file + suffix, held + suffix);
    const copy = `${one.file}.copy`;
    copyFileSync(one.file, copy);
    renameSync(copy, one.file);
    for (const suffix of ['-wal', '-shm']) rmSync(one.file + suffix);
    expect(await madeAgain(one)).toEqual([expect.stringMatching(/^error: views\.db is damaged: /)]);
  });
  it('is found by who has opened it', async () => {
    const { projector, file } = await running({ lookEveryMs: NEVER });
    expect(() => projector.assertHeld()).not.toThrow();
    copyFileSync(file, `${file}.copy`);
    renameSync(`${file}.copy`, file);
    expect(() => projector.assertHeld()).toThrow('was removed or replaced while it was open');
  });
});

describe('views.db that may have been written to past SQLite', () => {
  const checked = (one: Running, count: number) => until(() => one.projector.checks === count);
  const compared = async () => {
    const { dataDir, store } = await newLog();
    await tell(store, ...longDossier(40));
    const first = await watch(dataDir);
    expect(await first.projector.until(39, PATIENCE)).toBe(true);
    await first.projector.stop();
    const one = await watch(dataDir, { lookEveryMs: OFTEN, checkEveryMs: NEVER, readsAfter: never });
    const all = { ...one, dataDir, store, file: join(dataDir, 'views.db') };
    expect(one.projector.isProven).toBe(false);
    await checked(all, 1);
    expect(one.projector.isProven).toBe(true);
    return all;
  };

  it('is compared with the log at once, and is not replaced if it is the same', async () => {
    const one = await compared();
    const now = new Date();
    utimesSync(one.file, now, now);
    await checked(one, 2);
    await until(() => one.projector.isProven);
    expect(one.heard).toEqual([
      'warn: Another program has written to views.db or set its rights. It is compared with the log, and the next start reads all of it',
    ]);
    expect(one.projector.differences).toBe(0);
  });
  it('is replaced if it differs, whatever times it was given', async () => {
    const one = await compared();
    const { atime, mtime } = statSync(one.file);
    const db = new Database(one.file, { readonly: true });
    const stream = db.prepare<[], string>('SELECT max(stream) FROM marked_things').pluck().get()!;
    db.close();
    const other = `${stream.slice(0, -1)}~`;
    scribble(one.file, (bytes) => {
      for (let n = bytes.indexOf(stream); n >= 0; n = bytes.indexOf(stream, n + 1)) bytes.write(other, n);
    });
    utimesSync(one.file, atime, mtime);
    await until(() => one.projector.differences > 0);
    await until(() => one.projector.isProven);
    expect(rowsInViews(one.dataDir)).toEqual(await expectedRows(one.store));
  });
});

describe('a start on views.db', () => {
  const stopped = async () => {
    const one = await running({});
    await one.projector.stop();
    return one;
  };
  const writable = (sql: string) => ['PRAGMA writable_schema = ON', sql, 'PRAGMA writable_schema = OFF'];

  it.each([
    [
      'a trigger whose name looks like one of SQLite',
      ['CREATE TRIGGER sqlite1 AFTER INSERT ON places BEGIN DELETE FROM markings; END'],
    ],
    [
      'a trigger on rows',
      ['CREATE TRIGGER evil AFTER INSERT ON marked_things BEGIN DELETE FROM marked_statements; END'],
    ],
    ['a view whose name looks like one of SQLite', ['CREATE VIEW sqlite1 AS SELECT 1']],
    ['a table whose name looks like one of SQLite', ['CREATE TABLE sqlite1 (a)']],
    ['statistics by which plans are made', ['ANALYZE']],
    ['an index by an expression', ['CREATE INDEX evil ON places (ordinal) WHERE abs(ordinal) > 1']],
    [
      'a table of another definition',
      writable(
        "UPDATE sqlite_schema SET sql = replace(sql, 'ordinal INTEGER NOT NULL', 'ordinal INTEGER NOT NULL DEFAULT 7') WHERE name = 'places'",
      ),
    ],
    [
      'a table of another check',
      writable(
        "UPDATE sqlite_schema SET sql = replace(sql, 'ordinal INTEGER NOT NULL', 'ordinal INTEGER NOT NULL CHECK (ordinal > -9)') WHERE name = 'markings'",
      ),
    ],
    ['no index', ['DROP INDEX marked_statements_by_marking_stream']],
  ])('makes it again if it has %s', async (_, statements) => {
    const { dataDir, store, file } = await stopped();
    altering(file, ...statements);
    const { projector, heard } = await watch(dataDir);
    expect(await projector.until(39, PATIENCE)).toBe(true);
    expect(heard.join('\n')).toMatch(
      /^warn: views\.db is thrown away and made again from the log: .* is not what a read model made/m,
    );
    expect(projector.differences).toBe(1);
    expect(rowsInViews(dataDir)).toEqual(await expectedRows(store));
  });
  it('goes on from an older copy, and calls it no damage', async () => {
    const { dataDir, store, file } = await stopped();
    copyFileSync(file, join(dataDir, 'older.db'));
    await tell(store, ...longDossier(10, 'more-'));
    const later = await watch(dataDir);
    expect(await later.projector.until(49, PATIENCE)).toBe(true);
    await later.projector.stop();
    copyFileSync(join(dataDir, 'older.db'), file);
    const { projector, heard } = await watch(dataDir, { lookEveryMs: OFTEN, checkEveryMs: NEVER });
    expect(await projector.until(49, PATIENCE)).toBe(true);
    await until(() => projector.isProven);
    expect([heard, projector.differences]).toEqual([[], 0]);
    expect(rowsInViews(dataDir)).toEqual(await expectedRows(store));
  });
});
