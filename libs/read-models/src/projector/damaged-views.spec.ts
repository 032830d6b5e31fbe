import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { UNREADABLE } from '#storage/testing/unreadable.js';
import { longDossier, opened } from '../testing/dossier.js';
import { expectedRows, PATIENCE, rowsInViews, scene, tell, until } from '../testing/projector-scene.js';
import { misbehaving } from '../testing/misbehaving-models.js';
import { about } from '../testing/told-log.js';
import { enlarge, PAGE, rootOf, rot, scribble } from '../testing/views-damage.js';
import { readPages } from './read-pages.js';
import { connect, newViewsFolder } from './views-file.js';
import { isAsStamped } from './views-stamp.js';
import { ViewsWal } from './views-wal.js';

const { newLog, watch, close } = scene();
afterEach(close);

const never = new Promise<void>(() => {});
/** Others find the damage before the thread looks whether somebody has written to the file. */
const SELDOM = 3_600_000;
const DAMAGED = /^error: views\.db is damaged: .*It is made again from the log$/m;
const THROWN_AWAY = /^warn: views\.db is thrown away and made again from the log: /m;

/** Views that a start does not read from end to end. */
const large = async () => {
  const { dataDir, store } = await newLog();
  await tell(store, ...longDossier(40));
  const { projector } = await watch(dataDir);
  await projector.until(39, PATIENCE);
  await projector.stop();
  const file = join(dataDir, 'views.db');
  enlarge(file);
  return { dataDir, store, file };
};
/** A table that no projection reads while it goes on. */
const zeroed = (file: string, name: string) => {
  const at = rootOf(file, name);
  return (bytes: Buffer) => void bytes.fill(0, at, at + PAGE);
};

describe('a start on views that nobody has written to since', () => {
  it('does not read them from end to end, and what a disk has lost is found in the background', async () => {
    const { dataDir, store, file } = await large();
    rot(file, zeroed(file, 'marked_trail_by_marking_stream'));
    const { promise: readsAfter, resolve: mayRead } = Promise.withResolvers<void>();
    const replaced: string[] = [];
    const { projector, heard } = await watch(dataDir, { readsAfter, onReplaced: () => replaced.push('replaced') });
    expect(await projector.until(39, PATIENCE)).toBe(true);
    expect([projector.states().map(({ status }) => status), heard]).toEqual([['live', 'live', 'live'], []]);
    mayRead();
    await until(() => projector.differences > 0);
    expect(projector.states().map(({ status }) => status)).toEqual(['rebuilding', 'rebuilding', 'rebuilding']);
    expect(await projector.until(39, PATIENCE)).toBe(true);
    expect(rowsInViews(dataDir)).toEqual(await expectedRows(store));
    expect(heard.join('\n')).toMatch(DAMAGED);
    expect([replaced, projector.isProven]).toEqual([['replaced', 'replaced'], true]);
  });
  it('finds in the background that a full-text index has lost its settings meanwhile', async () => {
    const { dataDir, store, file } = await large();
    const { promise: readsAfter, resolve: mayRead } = Promise.withResolvers<void>();
    const { projector, heard } = await watch(dataDir, { readsAfter, checksAfter: never, lookEveryMs: SELDOM });
    // Nothing is written to it after this.
    await tell(store, ...longDossier(1, 'more-'));
    expect(await projector.until(40, PATIENCE)).toBe(true);
    const altered = new Database(file);
    altered.unsafeMode();
    altered.exec("UPDATE statement_search_config SET v = 0 WHERE k = 'version'");
    altered.close();
    mayRead();
    await until(() => projector.differences > 0);
    expect(await projector.until(40, PATIENCE)).toBe(true);
    expect(heard.join('\n')).toMatch(/^error: views\.db is damaged: invalid fts5 file format/m);
    expect(rowsInViews(dataDir)).toEqual(await expectedRows(store));
  });
  it('finds nothing in sound ones', async () => {
    const { dataDir, store, file } = await large();
    const { projector, heard } = await watch(dataDir);
    await tell(store, about('meeting', 'late', opened(1)));
    expect(await projector.until(40, PATIENCE)).toBe(true);
    expect(await readPages(file, new AbortController().signal)).toBeUndefined();
    await projector.stop();
    const again = await watch(dataDir, { readsAfter: never });
    expect(await again.projector.until(40, PATIENCE)).toBe(true);
    expect([heard, again.heard, again.projector.differences]).toEqual([[], [], 0]);
    expect(rowsInViews(dataDir)).toEqual(await expectedRows(store));
  });
  it('does not read them after a stop that did not wait for a comparison with the log', async () => {
    const { dataDir, store, file } = await large();
    await tell(store, about('meeting', 'long', opened(1, 'busy')));
    const first = await watch(dataDir);
    expect(await first.projector.until(40, PATIENCE)).toBe(true);
    await first.projector.stop();
    const busy = join(dataDir, 'busy');
    const { projector } = await watch(dataDir, { models: misbehaving({ busy }), checkEveryMs: 60_000, stopMs: 100 });
    await until(() => existsSync(busy));
    await tell(store, about('meeting', 'late', opened(2)));
    expect(await projector.until(41, PATIENCE)).toBe(true);
    await projector.stop();
    expect(isAsStamped(file, () => {})).toBe(true);
  });
  it('can be stopped while they are read', async () => {
    const { dataDir } = await large();
    const { projector, heard } = await watch(dataDir);
    await projector.stop();
    expect(heard).toEqual([]);
  });
});

describe('a start on views that somebody has written to', () => {
  it.each([
    ['a page', 'places'],
    ['an index', 'marked_trail_by_marking_stream'],
  ])('reads them from end to end first, and makes them again where %s is damaged', async (_, name) => {
    const { dataDir, store, file } = await large();
    scribble(file, zeroed(file, name));
    const { projector, heard } = await watch(dataDir, { readsAfter: never });
    expect(projector.isProven).toBe(true);
    expect(await projector.until(39, PATIENCE)).toBe(true);
    expect(heard.join('\n')).toMatch(THROWN_AWAY);
    expect(projector.differences).toBe(1);
    expect(rowsInViews(dataDir)).toEqual(await expectedRows(store));
  });
  it.each([
    ['it has another time', (file: string) => utimesSync(file, new Date(), new Date())],
    ['it has no stamp', (file: string) => rmSync(`${file}-stamp`)],
    [
      'its stamp is cut',
      (file: string) => writeFileSync(`${file}-stamp`, readFileSync(`${file}-stamp`).subarray(0, 9)),
    ],
    [
      'another file has taken its place',
      (file: string) => {
        const bytes = readFileSync(file);
        rmSync(file);
        writeFileSync(file, bytes);
      },
    ],
  ])('reads them where %s', async (_, change) => {
    const { dataDir, store, file } = await large();
    rot(file, zeroed(file, 'marked_trail_by_marking_stream'));
    change(file);
    const { projector, heard } = await watch(dataDir, { readsAfter: never });
    expect(await projector.until(39, PATIENCE)).toBe(true);
    expect(heard.join('\n')).toMatch(THROWN_AWAY);
    expect(rowsInViews(dataDir)).toEqual(await expectedRows(store));
  });
  it('reads them where the disk cannot read the stamp, which the log names', async () => {
    const { dataDir, store, file } = await large();
    rot(file, zeroed(file, 'marked_trail_by_marking_stream'));
    rmSync(`${file}-stamp`);
    symlinkSync(UNREADABLE, `${file}-stamp`);
    const { projector, heard } = await watch(dataDir, { readsAfter: never });
    expect(await projector.until(39, PATIENCE)).toBe(true);
    expect(heard).toContain(`warn: ${file}-stamp cannot be read: the disk fails (EIO). So all of views.db is read`);
    expect(heard.join('\n')).toMatch(THROWN_AWAY);
    expect(rowsInViews(dataDir)).toEqual(await expectedRows(store));
  });
  it('makes another stamp of sound ones, of which the disk cannot read the stamp', async () => {
    const { dataDir, file } = await large();
    rmSync(`${file}-stamp`);
    symlinkSync(UNREADABLE, `${file}-stamp`);
    const first = await watch(dataDir, { readsAfter: never });
    expect(await first.projector.until(39, PATIENCE)).toBe(true);
    await first.projector.stop();
    const again = await watch(dataDir, { readsAfter: never });
    expect(await again.projector.until(39, PATIENCE)).toBe(true);
    expect([first.heard, again.heard]).toEqual([
      [`warn: ${file}-stamp cannot be read: the disk fails (EIO). So all of views.db is read`],
      [],
    ]);
  });
  it('makes no stamp where a folder is in its place, which the log names, and moves the WAL into the file all the same', async () => {
    const { file } = await large();
    rmSync(`${file}-stamp`);
    mkdirSync(`${file}-stamp`);
    const warned: string[] = [];
    const wal = new ViewsWal(file, (level, message) => warned.push(`${level}: ${message}`));
    const db = connect(file);
    const pages = () => (db.pragma('wal_checkpoint(NOOP)') as [{ log: number; checkpointed: number }])[0];
    wal.begin();
    db.exec('CREATE TABLE pad (b)');
    for (let round = 0; round < 3; round++) {
      db.prepare('INSERT INTO pad VALUES (zeroblob(?))').run(1_500 * PAGE);
      wal.checkpointIfDue(db);
      const { log, checkpointed } = pages();
      expect([log > 1_000, log - checkpointed]).toEqual([true, 0]);
    }
    wal.close(db);
    expect([db.open, warned]).toEqual([
      false,
      [
        `warn: ${file}-stamp cannot be written: it is a folder (ERR_FS_EISDIR). The views go on without it, and the next start reads all of views.db`,
      ],
    ]);
  });
  it('reads them if that was while they were projected into, and the log says so', async () => {
    const { dataDir, store, file } = await large();
    const first = await watch(dataDir, { lookEveryMs: SELDOM });
    expect(existsSync(`${file}-stamp`)).toBe(true);
    scribble(file, zeroed(file, 'marked_trail_by_marking_stream'));
    await first.projector.stop();
    expect(existsSync(`${file}-stamp`)).toBe(false);
    expect(first.heard.join('\n')).toMatch(/^warn: Another program has written to views\.db/m);
    const { projector, heard } = await watch(dataDir, { readsAfter: never });
    expect(await projector.until(39, PATIENCE)).toBe(true);
    expect(heard.join('\n')).toMatch(THROWN_AWAY);
    expect(rowsInViews(dataDir)).toEqual(await expectedRows(store));
  });
});

describe('a start that cannot use a file of the views', () => {
  it('names it if it is a folder, and says what to do', async () => {
    const { dataDir } = await large();
    const folder = join(dataDir, 'views.db-shm');
    mkdirSync(folder);
    const started = watch(dataDir, { restarts: [] });
    await expect(started).rejects.toThrow(`${folder} cannot be used: it is a folder`);
    await expect(started).rejects.toThrow('To have the views made again from the log, move it');
  });
});

describe('a start after a rebuild that was killed', () => {
  it('removes what it has left, and nothing that only begins like it', async () => {
    const { dataDir } = await large();
    const left = newViewsFolder(dataDir);
    writeFileSync(join(left, 'views.db'), 'half');
    const another = join(dataDir, 'views.rebuild-backup');
    mkdirSync(another);
    const { projector } = await watch(dataDir);
    expect(await projector.until(39, PATIENCE)).toBe(true);
    expect(existsSync(left)).toBe(false);
    expect(existsSync(another)).toBe(true);
  });
});

describe('damage that is met', () => {
  it.each(['places', 'models', 'marked_things', 'marked_statements'])(
    'by the projection in %s has all views made again, and nothing is lost',
    async (table) => {
      const { dataDir, store, file } = await large();
      rot(file, (bytes) => void bytes.fill(0xff, rootOf(file, table), rootOf(file, table) + PAGE));
      const { projector, heard } = await watch(dataDir, { readsAfter: never });
      await tell(store, ...longDossier(20, 'more-'));
      expect(await projector.until(59, PATIENCE)).toBe(true);
      await until(() => projector.states().every(({ status, ordinal }) => status === 'live' && ordinal === 59));
      expect(rowsInViews(dataDir)).toEqual(await expectedRows(store));
      expect(heard.join('\n')).toMatch(/damaged|thrown away/);
    },
  );
  it('by the projection in a row whose text is not where the row says has all views made again', async () => {
    const { dataDir, store, file } = await large();
    const altered = new Database(file);
    altered.prepare("UPDATE marked_statements SET latest = '2031-01-01'").run();
    altered.close();
    const { projector, heard } = await watch(dataDir, { readsAfter: never });
    await tell(store, ...longDossier(80).slice(40));
    expect(await projector.until(79, PATIENCE)).toBe(true);
    await until(() => projector.states().every(({ status, ordinal }) => status === 'live' && ordinal === 79));
    expect(rowsInViews(dataDir)).toEqual(await expectedRows(store));
    expect(heard.join('\n')).toMatch(/statement_search has no text for row \d+/);
  });
  it('by a reader takes the views away from all others at once', async () => {
    const { dataDir, store } = await large();
    const replaced: string[] = [];
    const { projector, heard } = await watch(dataDir, { onReplaced: () => replaced.push('replaced') });
    await projector.until(39, PATIENCE);
    expect(projector.isProven).toBe(false);
    projector.reportDamage('a page is blank');
    projector.reportDamage('another one, too');
    expect(projector.states().map(({ status, ordinal }) => [status, ordinal])).toEqual([
      ['rebuilding', -1],
      ['rebuilding', -1],
      ['rebuilding', -1],
    ]);
    expect([replaced, projector.projected, projector.differences]).toEqual([['replaced'], -1, 1]);
    await tell(store, ...longDossier(5, 'more-'));
    expect(await projector.until(44, PATIENCE)).toBe(true);
    expect([replaced, projector.isProven]).toEqual([['replaced', 'replaced'], true]);
    expect(heard.filter((line) => line.startsWith('error'))).toEqual([
      'error: views.db is damaged: a page is blank. It is made again from the log',
    ]);
    expect(rowsInViews(dataDir)).toEqual(await expectedRows(store));
  });
  it.each([
    ['the log is away', 'away', 'warn: The projection waits for the log'],
    [
      'the disk is full',
      'full',
      'error: The disk is full: the views wait for room, and the record goes on without them',
    ],
  ])('while %s is not forgotten until that is over', async (_, why, waits) => {
    const { dataDir, store, file } = await large();
    const load = join(dataDir, 'load');
    const { projector, heard } = await watch(dataDir, { models: misbehaving({ load }), readsAfter: never });
    await projector.until(39, PATIENCE);
    rot(file, zeroed(file, 'marked_trail_by_marking_stream'));
    writeFileSync(load, why);
    projector.reportDamage('a page is blank');
    await until(() => heard.filter((line) => line === waits).length > 3);
    expect(projector.states().map(({ status }) => status)).toEqual(['rebuilding', 'rebuilding', 'rebuilding']);
    rmSync(load);
    expect(await projector.until(39, PATIENCE)).toBe(true);
    expect(projector.isProven).toBe(true);
    expect(rowsInViews(dataDir)).toEqual(await expectedRows(store));
  });
  it('by a check that cannot put other views in their place takes them away from all readers', async () => {
    const { dataDir, store, file } = await large();
    const altered = new Database(file);
    altered.prepare("UPDATE marked_things SET label = 'altered'").run();
    altered.close();
    const { promise: checksAfter, resolve: mayCheck } = Promise.withResolvers<void>();
    const replaced: string[] = [];
    const { projector, heard } = await watch(dataDir, {
      readsAfter: never,
      checksAfter,
      checkEveryMs: 3_600_000,
      onReplaced: () => replaced.push('replaced'),
    });
    await projector.until(39, PATIENCE);
    // It cannot be removed with the other files.
    rmSync(`${file}-stamp`, { force: true });
    mkdirSync(`${file}-stamp`);
    mayCheck();
    await until(() => projector.differences > 0);
    expect(projector.states().map(({ status }) => status)).toEqual(['rebuilding', 'rebuilding', 'rebuilding']);
    expect(await projector.until(39, PATIENCE)).toBe(true);
    expect(rowsInViews(dataDir)).toEqual(await expectedRows(store));
    expect(heard.join('\n')).toMatch(/it is not what the log says, and could not be replaced: .*-stamp/);
    expect([replaced, projector.isProven]).toEqual([['replaced', 'replaced'], true]);
  });
  it('by a check in that the file was removed has it made again', async () => {
    const { dataDir, store, file } = await large();
    const { promise: checksAfter, resolve: mayCheck } = Promise.withResolvers<void>();
    const { projector, heard } = await watch(dataDir, { readsAfter: never, checksAfter, checkEveryMs: 3_600_000 });
    await projector.until(39, PATIENCE);
    rmSync(file);
    mayCheck();
    await until(() => projector.differences > 0);
    expect(await projector.until(39, PATIENCE)).toBe(true);
    expect(rowsInViews(dataDir)).toEqual(await expectedRows(store));
    expect(heard).toContain(
      `error: views.db is damaged: ${file} was removed or replaced while it was open. It is made again from the log`,
    );
  });
  it('by the WAL in that the file was removed is told of, and the connection is closed all the same', async () => {
    const { file } = await large();
    const warned: string[] = [];
    const wal = new ViewsWal(file, (level, message) => warned.push(`${level}: ${message}`));
    const db = connect(file);
    wal.begin();
    rmSync(file);
    expect(() => wal.close(db)).toThrow('it was removed while it was open');
    expect([db.open, warned]).toEqual([false, []]);
  });
  it('after the stop has begun changes nothing', async () => {
    const { dataDir, file } = await large();
    const { projector, heard } = await watch(dataDir);
    const stopped = projector.stop();
    projector.reportDamage('a page is blank');
    await stopped;
    expect([heard, existsSync(file)]).toEqual([[], true]);
  });
  it('again and again ends the projection, which says why', async () => {
    const { dataDir } = await large();
    const failures: string[] = [];
    const { projector } = await watch(dataDir, { onFailure: ({ message }) => failures.push(message) });
    while (failures.length === 0) {
      await until(() => failures.length > 0 || projector.states().every(({ status }) => status === 'live'));
      projector.reportDamage('a page is blank');
    }
    expect(failures).toEqual(['views.db is damaged again and again: a page is blank']);
  });
});

describe('a thread that dies and nobody knows why', () => {
  it('is followed by one that reads the views from end to end', async () => {
    const { dataDir, store, file } = await large();
    // The ordinals of the first events are found no more, and no page says that it is damaged.
    const at = rootOf(file, 'places');
    rot(file, (bytes) => void bytes.fill(0, at + PAGE - 512, at + PAGE));
    const { projector, heard } = await watch(dataDir, { readsAfter: never });
    const { kind, id } = longDossier(1)[0]!;
    await tell(store, about(kind, id, opened(2)));
    expect(await projector.until(40, PATIENCE)).toBe(true);
    expect(rowsInViews(dataDir)).toEqual(await expectedRows(store));
    expect(heard.join('\n')).toMatch('The projection has died and is started again');
    expect(heard.join('\n')).toMatch(THROWN_AWAY);
  });
});
