import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import type { StoredEvent } from '../event-store.js';
import { backup } from './backup.js';
import { inspectLog } from './inspect.js';
import { SqliteEventStore } from './sqlite-event-store.js';
import { event } from './testing/events.js';
import { scratch } from './testing/launch.js';

const { folder, remove } = scratch();
afterAll(remove);

const TEXT = '"稀土 \u{1F4A0} \uFFFD"';
let whole: string;
beforeAll(async () => {
  const store = SqliteEventStore.open(folder('data'), { mode: 'owner' });
  for (const n of [0, 1, 2]) await store.append(`meeting-${n}`, [event(TEXT), event()], { expected: 'no-stream' });
  whole = (await backup(folder('data'), folder('whole.db'))).file;
  await store.close();
});

const changed = (name: string, change: (file: string) => void) => {
  const file = folder(name);
  copyFileSync(whole, file);
  change(file);
  return file;
};
const sql = (name: string, text: string) => changed(name, (file) => void new Database(file).exec(text).close());
const bytes = (name: string, change: (all: Buffer) => Buffer) =>
  changed(name, (file) => writeFileSync(file, change(readFileSync(file))));
const look = (file: string) => {
  try {
    return [...inspectLog(file)];
  } catch (error) {
    const { name, message } = error as Error;
    return `${name}: ${message}`;
  }
};

describe('the inspection of a log', () => {
  it('returns every event like the store, from a copy and while the service runs', async () => {
    const store = SqliteEventStore.open(folder('data'), { mode: 'owner' });
    const events: StoredEvent[] = [];
    for await (const batch of store.readAll()) events.push(...batch.events);
    expect(events).toHaveLength(6);
    expect(look(whole)).toEqual(events);
    expect(look(join(folder('data'), 'events.db'))).toEqual(events);
    await store.close();
  });
  it('can stop early', () => {
    for (const { data } of inspectLog(whole)) {
      expect(data).toBe(TEXT);
      break;
    }
    expect(look(whole)).toHaveLength(6);
  });
  it('reports an event that is not UTF-8, where other readers return U+FFFD', () => {
    const broken = sql('broken.db', `UPDATE events SET data = CAST(x'22ff22' AS TEXT) WHERE position = 5`);
    expect(look(broken)).toMatch(/^NotText: .*broken\.db is damaged: the data of event 4 is not UTF-8$/);
  });
  it('reports a file that is damaged, of another program, or missing', () => {
    const damaged = /^NotALog: \S+ is damaged: ./;
    expect(look(bytes('torn.db', (all) => all.subarray(0, 8192)))).toMatch(damaged);
    expect(look(bytes('scribbled.db', (all) => all.fill(0xaa, 4096, 8192)))).toMatch(/^NotALog: \S+ is damaged: /);
    expect(look(sql('dropped.db', 'DROP TABLE events'))).toMatch(damaged);
    expect(look(bytes('none.db', () => Buffer.from('no database')))).toMatch(/^NotALog: \S+ is not a Rapporteur log/);
    expect(look(folder('nowhere.db'))).toMatch(/^NoLog: \S+ does not exist/);
  });
});
