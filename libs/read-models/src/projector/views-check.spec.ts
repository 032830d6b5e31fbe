import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import * as fc from 'fast-check';
import { longDossier } from '../testing/dossier.js';
import { PATIENCE, scene, tell } from '../testing/projector-scene.js';
import { NEGOTIATION, randomHistory } from '../testing/random-history.js';
import { dossierOf, recordedByRank, recordedInOrder } from '../testing/simulated-recorder.js';
import { about, type About, type Telling } from '../testing/told-log.js';
import { checkViews } from './views-check.js';
import { draws } from '../testing/draws.js';

const { newLog, watch, close } = scene();
afterEach(close);

const models = new URL('../models/view-models.js', import.meta.url);
const never = new AbortController().signal;

describe('views.db that nobody altered', () => {
  it('is what the log says, whatever was recorded in whatever parts', async () => {
    await fc.assert(
      fc.asyncProperty(randomHistory, fc.nat(60), async (history, first) => {
        const { dataDir, store } = await newLog();
        const { dossier } = dossierOf(recordedByRank(recordedInOrder(history)));
        const told = dossier.map(({ facts, ...about }) => ({
          ...about,
          facts: facts.map((fact) => ({ ...fact, metadata: { negotiationId: NEGOTIATION } })),
        }));
        const { projector } = await watch(dataDir, { models });
        await tell(store, ...told.slice(0, first));
        await projector.until(Math.min(first, told.length) - 1, PATIENCE);
        await tell(store, ...told.slice(first));
        const file = `${dataDir}/sound.db`;
        const data = {
          dataDir,
          engine: { name: 'sqlite', options: null },
          viewsDir: dataDir,
          models: models.href,
          file,
        };
        expect((await checkViews(data, never)).differences).toEqual([]);
        await projector.stop();
        await store.close();
      }),
      draws(5, 60),
    );
  });
  it('is what the log says while the projection goes on, check after check', async () => {
    const { dataDir, store } = await newLog();
    await tell(store, ...longDossier(50, 'before'));
    const before = await watch(dataDir, { models });
    await before.projector.until(49, PATIENCE);
    await before.projector.stop();
    const { projector, heard } = await watch(dataDir, { models, checkEveryMs: 1 });
    for (let part = 0; part < 30; part += 1) await tell(store, ...longDossier(40, `part-${part}-`));
    expect(await projector.until(49 + 1_200, PATIENCE)).toBe(true);
    expect([projector.differences, heard]).toEqual([0, []]);
  });
});

describe('views.db of a record in which things are marked', () => {
  const marked = (level: string): Telling => ({ type: 'RecordMarked', data: { marking: { level }, reason: 'so' } });
  const talks = (...facts: readonly Telling[]) => about('negotiation', NEGOTIATION, ...facts);
  const within = (...dossier: readonly About[]) =>
    dossier.map(({ facts, ...thing }) => ({
      ...thing,
      facts: facts.map((fact) => ({ ...fact, metadata: { negotiationId: NEGOTIATION } })),
    }));

  it('is what the log says, whatever was marked in between, and is not if a row has another marking', async () => {
    const { dataDir, store } = await newLog();
    const checked = async () => {
      const file = `${dataDir}/sound.db`;
      const data = { dataDir, engine: { name: 'sqlite', options: null }, viewsDir: dataDir, models: models.href, file };
      return (await checkViews(data, never)).differences;
    };
    const { projector } = await watch(dataDir, { models });
    const things = within(...longDossier(30, 'before'));
    const meeting = things.find(({ kind }) => kind === 'meeting')!;
    let told = 0;
    for (const part of [
      [talks({ type: 'NegotiationOpened', data: { title: 'Talks' } }), ...things],
      within({ ...meeting, facts: [marked('secret')] }),
      within({ ...meeting, facts: [marked('public')] }, ...longDossier(10, 'more')),
      within({ ...meeting, facts: [marked('secret')] }),
      [talks(marked('secret'))],
      within(...longDossier(10, 'after')),
    ]) {
      await tell(store, ...within(...part));
      told += part.reduce((sum, { facts }) => sum + facts.length, 0);
      await projector.until(told - 1, PATIENCE);
      expect([told, await checked()]).toEqual([told, []]);
    }
    await projector.stop();
    const views = new Database(join(dataDir, 'views.db'));
    const altered = views.prepare("UPDATE marked_meetings SET marking = '' WHERE marking <> ''").run();
    views.close();
    expect(altered.changes).toBe(1);
    expect(await checked()).toMatchObject([{ model: 'meetings', things: [{ kind: 'meeting', id: meeting.id }] }]);
  });
});

describe('views.db in which one byte of an index or of the terms of a list was altered', () => {
  it('is not what the log says, whichever it is: queries find rows by it', async () => {
    const { dataDir, store } = await newLog();
    await tell(store, ...longDossier(50, 'before'));
    const { projector } = await watch(dataDir, { models });
    await projector.until(49, PATIENCE);
    await projector.stop();
    const indexes = indexesOf(join(dataDir, 'views.db'));
    expect(indexes.length).toBeGreaterThan(10);
    const found: unknown[] = [];
    for (const { name, page, size } of indexes) {
      const viewsDir = join(dataDir, name);
      mkdirSync(viewsDir);
      const file = join(viewsDir, 'views.db');
      copyFileSync(join(dataDir, 'views.db'), file);
      const bytes = readFileSync(file);
      // The last byte of a page belongs to the first entry that was put into it.
      bytes[page * size - 1]! ^= 1;
      writeFileSync(file, bytes);
      const data = {
        dataDir,
        engine: { name: 'sqlite', options: null },
        viewsDir,
        models: models.href,
        file: `${file}-sound`,
      };
      const { differences } = await checkViews(data, never);
      found.push([name, differences.length]);
    }
    expect(found).toEqual(indexes.map(({ name }) => [name, 1]));
  });
});

/** The indexes and the terms that have entries, each with its first page and the size of a page. */
const indexesOf = (file: string): readonly Readonly<{ name: string; page: number; size: number }>[] => {
  const db = new Database(file);
  db.pragma('wal_checkpoint(TRUNCATE)');
  const size = Number(db.pragma('page_size', { simple: true }));
  const listed = db
    .prepare<[], { name: string; page: number }>(
      `SELECT name, rootpage AS page FROM sqlite_schema
       WHERE (type = 'index' AND name NOT LIKE 'sqlite_%') OR (type = 'table' AND name LIKE '%_terms')`,
    )
    .all();
  db.close();
  const bytes = readFileSync(file);
  const entriesOf = (page: number) => bytes.readUInt16BE((page - 1) * size + 3);
  return listed.filter(({ page }) => entriesOf(page) > 0).map((one) => ({ ...one, size }));
};
