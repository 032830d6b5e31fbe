import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, describe, expect, it } from '@jest/globals';
import { logConfig } from '#config/log-config.js';
import { models } from '../models/models.js';
import { longDossier } from '../testing/dossier.js';
import { keptModels } from '../projection/tables.js';
import { hasNoRoom } from '#storage/sqlite-error.js';
import { misbehaving } from '../testing/misbehaving-models.js';
import { scene, tell, until } from '../testing/projector-scene.js';
import { everyRow } from '../testing/told-log.js';
import { Rebuild } from './rebuild.js';

const { newLog, close } = scene();
afterEach(close);

/** A rebuild of every model on a log with `events` events, by so many processors. */
const rebuildOn = async (events: number, modelsUrl = new URL('../models/view-models.js', import.meta.url)) => {
  const { dataDir, store } = await newLog();
  await tell(store, ...longDossier(events));
  const { models: found } = (await import(modelsUrl.href)) as { models: typeof models };
  const names = found.map(({ name }) => name);
  return {
    dataDir,
    rebuild: (processors: number) => {
      const file = join(dataDir, `views.rebuild-by-${processors}.db`);
      const data = { ...logConfig(dataDir), viewsDir: dataDir, models: modelsUrl.href, file, names };
      return { file, rebuild: new Rebuild(data, processors) };
    },
  };
};
const never = new AbortController().signal;
const filesOf = (dataDir: string) => readdirSync(dataDir).filter((name) => name.startsWith('views.'));

describe('a rebuild in two threads', () => {
  it('makes what one thread makes: every row, every index, every text', async () => {
    const { dataDir, rebuild } = await rebuildOn(300);
    const [one, two] = [rebuild(1), rebuild(2)];
    const rows = [await one.rebuild.run(never, () => {}), await two.rebuild.run(never, () => {})];
    expect(rows[1]).toEqual(rows[0]);
    const inFile = (file: string) => {
      const db = new Database(file, { readonly: true });
      const made = db.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY name').all();
      const rest = ['places', 'markings', 'departures', 'timeline_terms', 'text_search_idx'].map((table) =>
        db.prepare(`SELECT * FROM "${table}"`).all(),
      );
      const found = db.prepare<[], number>(`SELECT count(*) FROM text_search('Talks*')`).pluck();
      const everything = { made, rest, kept: keptModels(db), rows: everyRow(db, models), found: found.all() };
      db.close();
      return everything;
    };
    expect(inFile(two.file)).toEqual(inFile(one.file));
    expect(filesOf(dataDir)).toEqual(['views.rebuild-by-1.db', 'views.rebuild-by-2.db']);
  });
  it('says what failed in the second, and leaves nothing', async () => {
    const { dataDir, rebuild } = await rebuildOn(30, misbehaving({ full: '' }));
    const failing = rebuild(2).rebuild.run(never, () => {});
    await expect(failing).rejects.toThrow('database or disk is full');
    await expect(failing.catch(hasNoRoom)).resolves.toBe(true);
    expect(filesOf(dataDir)).toEqual([]);
  });
  it('leaves nothing where it is aborted', async () => {
    const { dataDir, rebuild } = await rebuildOn(300);
    const stop = new AbortController();
    const { file, rebuild: one } = rebuild(2);
    const abort = until(() => existsSync(`${file}-second`)).then(() => stop.abort());
    await expect(one.run(stop.signal, () => {})).rejects.toThrow('the rebuilding thread has ended early');
    await abort;
    expect(filesOf(dataDir)).toEqual([]);
  });
});
