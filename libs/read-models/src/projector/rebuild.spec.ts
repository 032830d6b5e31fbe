import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { corrected, longDossier, opened, said } from '../testing/dossier.js';
import { misbehaving } from '../testing/misbehaving-models.js';
import { scopeOf } from '../projection/scoped-terms.js';
import { about } from '../testing/told-log.js';
import { trail } from '../models/trail/trail.js';
import { expectedRows, PATIENCE, reading, scene, rowsInViews, tell, until } from '../testing/projector-scene.js';

const { newLog, watch, close } = scene();
afterEach(close);

describe('a views.db that is of no use', () => {
  const started = async () => {
    const { dataDir, store } = await newLog();
    await tell(store, ...longDossier(40));
    const { projector } = await watch(dataDir);
    await projector.until(39, PATIENCE);
    await projector.stop();
    return { dataDir, store, file: join(dataDir, 'views.db') };
  };

  it('is made again where it was deleted', async () => {
    const { dataDir, store, file } = await started();
    rmSync(file);
    const { projector } = await watch(dataDir);
    expect(await projector.until(39, PATIENCE)).toBe(true);
    expect(rowsInViews(dataDir)).toEqual(await expectedRows(store));
  });
  it('is made again from a log so long that it is read in a thread of its own', async () => {
    const { dataDir, store } = await newLog();
    const facts = Array.from({ length: 60 }, (_, n) => said(n));
    await tell(store, ...Array.from({ length: 40 }, (_, n) => about('statement', String(n), ...facts)));
    const { projector } = await watch(dataDir);
    expect(await projector.until(2_399, PATIENCE)).toBe(true);
    expect(rowsInViews(dataDir)).toEqual(await expectedRows(store));
  });
  it.each([
    ['no database', 0],
    ['broken inside', 12_288],
  ])('is thrown away where it is %s', async (_, at) => {
    const { dataDir, store, file } = await started();
    const bytes = readFileSync(file);
    bytes.fill('scribble', at, at + 16_384);
    writeFileSync(file, bytes);
    const { projector, heard: log } = await watch(dataDir);
    expect(await projector.until(39, PATIENCE)).toBe(true);
    expect(rowsInViews(dataDir)).toEqual(await expectedRows(store));
    expect(log.join('\n')).toMatch('warn: views.db is thrown away');
  });
  /** A backup of the log was restored, and two events were recorded that are not those which views.db has. */
  const restored = async () => {
    const { dataDir, store } = await newLog();
    await tell(store, ...longDossier(20));
    await store.close();
    copyFileSync(join(dataDir, 'events.db'), join(dataDir, 'backup.db'));
    const { store: lost } = await newLog(dataDir);
    await tell(lost, about('meeting', 'lost', opened(1)));
    const before = await watch(dataDir);
    await before.projector.until(20, PATIENCE);
    await before.projector.stop();
    await lost.close();

    copyFileSync(join(dataDir, 'backup.db'), join(dataDir, 'events.db'));
    const { store: found } = await newLog(dataDir);
    await tell(found, about('meeting', 'other', opened(2)), about('statement', 'new', said(3)));
    return { dataDir, store: found };
  };
  it('is thrown away where a backup of the log was restored', async () => {
    const { dataDir, store } = await restored();
    const { projector, heard: log } = await watch(dataDir, { logChecked: Promise.resolve() });
    expect(await projector.until(21, PATIENCE)).toBe(true);
    expect(rowsInViews(dataDir)).toEqual(await expectedRows(store));
    expect(log.join('\n')).toMatch('the log does not have event 20');
  });
  it('stays where the log is found to be altered, which the start is refused for', async () => {
    const { dataDir } = await restored();
    const before = rowsInViews(dataDir);
    const logChecked = sleep(100).then(() => Promise.reject(new Error('The log was altered.')));
    await expect(watch(dataDir, { logChecked })).rejects.toThrow('The log was altered.');
    expect(rowsInViews(dataDir)).toEqual(before);
  });
});

describe('a model of another version', () => {
  const searched = `SELECT count(*) FROM statement_search WHERE words MATCH '${scopeOf('', 'n')}statement'`;

  it('is built beside the others, which go on meanwhile, and put in its place', async () => {
    const { dataDir, store } = await newLog();
    await tell(store, ...longDossier(40));
    const before = await watch(dataDir);
    await before.projector.until(39, PATIENCE);
    await before.projector.stop();

    const gate = join(dataDir, 'gate');
    const { projector } = await watch(dataDir, { models: misbehaving({ version: '2', gate }) });
    const statusOf = (name: string) => projector.states().find((state) => state.name === name)?.status;
    expect(statusOf('things')).toBe('rebuilding');
    expect(projector.ordinalOf('things')).toBe(-1);
    await tell(store, about('statement', 'meanwhile', said(1)));
    expect(await projector.until(40, PATIENCE, ['trail', 'statements'])).toBe(true);
    expect(rowsInViews(dataDir, [trail])).toEqual(await expectedRows(store, [trail]));
    expect(await projector.until(40, 50, ['things'])).toBe(false);

    writeFileSync(gate, '');
    expect(await projector.until(40, PATIENCE, ['things'])).toBe(true);
    await until(() => statusOf('things') === 'live');
    expect(rowsInViews(dataDir)).toEqual(await expectedRows(store));
    expect(readdirSync(dataDir).filter((name) => name.includes('rebuild'))).toEqual([]);
    await tell(store, about('statement', 'meanwhile', corrected('x', {})));
    expect(await projector.until(41, PATIENCE)).toBe(true);
    expect(rowsInViews(dataDir)).toEqual(await expectedRows(store));
  });
  it('is built in the next run where this one ended early', async () => {
    const { dataDir, store } = await newLog();
    await tell(store, ...longDossier(10));
    const before = await watch(dataDir);
    await before.projector.stop();
    const gate = join(dataDir, 'gate');
    const cut = await watch(dataDir, { models: misbehaving({ version: '2', gate }) });
    await until(() => existsSync(join(dataDir, 'views.rebuild-things.db')));
    await cut.projector.stop();
    writeFileSync(join(dataDir, 'views.rebuild-things.db'), 'left behind');
    const { projector } = await watch(dataDir, { models: misbehaving({ version: '2' }) });
    expect(await projector.until(9, PATIENCE, ['things'])).toBe(true);
    expect(rowsInViews(dataDir)).toEqual(await expectedRows(store));
  });
  it('takes its full-text index along, and is put in its place with another in one go', async () => {
    const { dataDir, store } = await newLog();
    await tell(store, ...longDossier(60));
    const before = await watch(dataDir);
    await before.projector.until(59, PATIENCE);
    const hits = reading(dataDir, (db) => db.prepare(searched).pluck().get());
    expect(hits).toBeGreaterThan(5);
    await before.projector.stop();

    const { projector, heard: log } = await watch(dataDir, { models: misbehaving({ version: '2', search: '2' }) });
    expect(await projector.until(59, PATIENCE, ['things', 'statements'])).toBe(true);
    expect(log).toEqual(['info: Rebuilding things, statements', 'info: Rebuilt things, statements']);
    expect(rowsInViews(dataDir)).toEqual(await expectedRows(store));
    expect(reading(dataDir, (db) => db.prepare(searched).pluck().get())).toBe(hits);
    await tell(store, about('statement', 'more', said(7, 'One more statement')));
    expect(await projector.until(60, PATIENCE)).toBe(true);
    expect(reading(dataDir, (db) => db.prepare(searched).pluck().get())).toBe(Number(hits) + 1);
  });
});
