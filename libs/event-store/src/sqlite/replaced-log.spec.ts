import {
  chmodSync,
  cpSync,
  linkSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { everything, happened, happenings } from '../event-store.testing.js';
import type { StoredEvent, Unavailable } from '../event-store.js';
import { NotALog } from '../engine.js';
import { restore } from './backup.js';
import { SqliteEventStore } from './sqlite-event-store.js';
import { scratch } from './testing/launch.js';

const { folder, remove } = scratch();
afterAll(remove);

let folders = 0;
let dataDir: string;
/** A copy of the log from before its last events. */
let older: string;
let troubles: string[];
let stopped: Promise<string>;
let store: SqliteEventStore;
let recorded: readonly StoredEvent[];

const path = (name: string) => join(dataDir, name);
const own = () => SqliteEventStore.open(dataDir, { mode: 'owner' });
const contentsOf = async (log: SqliteEventStore) => {
  const all = await everything(log, {});
  await log.close();
  return all;
};
const copies = () => readdirSync(dataDir).filter((name) => name.includes('replaced'));

beforeEach(async () => {
  dataDir = folder(`log-${folders++}`);
  older = folder(`older-${folders}.db`);
  const first = own();
  await first.append('meeting-1', happenings(2), { expected: 'no-stream' });
  await first.close();
  cpSync(path('events.db'), older);
  troubles = [];
  stopped = new Promise((resolve) => {
    store = SqliteEventStore.open(dataDir, {
      mode: 'owner',
      onTrouble: (message) => troubles.push(message),
      onFailure: ({ message }) => resolve(message),
    });
  });
  await store.append('meeting-2', happenings(3), { expected: 'no-stream' });
  recorded = await everything(store, {});
});

const removed = (name: string) => rmSync(path(name));
const putThere = (from: string) => {
  cpSync(from, path('events.db.sync'));
  renameSync(path('events.db.sync'), path('events.db'));
};
const REPLACEMENTS: readonly (readonly [string, lost: string, () => void])[] = [
  ['was removed', 'events.db', () => removed('events.db')],
  [
    'was removed with all that belongs to it',
    'events.db',
    () => ['', '-wal', '-shm'].forEach((part) => removed(`events.db${part}`)),
  ],
  ['was moved away', 'events.db', () => renameSync(path('events.db'), path('events.db.old'))],
  ['was replaced by an older copy', 'events.db', () => putThere(older)],
  ['was replaced by a copy of itself', 'events.db', () => putThere(path('events.db'))],
  ['has lost its WAL', 'events.db-wal', () => removed('events.db-wal')],
];

describe('a log whose file', () => {
  it.each(REPLACEMENTS)(
    '%s while it was open takes no more, and stops with a copy that has all of it',
    async (_, lost, replace) => {
      replace();
      const append = store.append('meeting-3', happenings(1), { expected: 'no-stream' });
      await expect(append).rejects.toMatchObject({
        name: 'Unavailable',
        outcome: 'not-written',
        message: expect.stringContaining(`${path(lost)} was removed or replaced while it was open`),
      });
      expect(troubles).toEqual([expect.stringMatching(/being copied to .*\. Do not end this process/)]);
      const told = await stopped;
      const [, copy = '', from, to] =
        /The whole log, 5 events, is in (\S+)\. .* "rapporteur restore --from (\S+) --data-dir (\S+) --move-old-to <new folder>"$/.exec(
          told,
        )!;
      expect([from, to]).toEqual([copy, dataDir]);
      await expect(store.append('meeting-3', happenings(1), { expected: 'no-stream' })).rejects.toThrow(told);
      await store.close();

      expect(() => own()).toThrow(NotALog);
      expect(() => own()).toThrow(`${copy} has the log as that service had it`);
      expect(() => restore(copy, dataDir)).toThrow(/exists already: name a new folder to move the old log to/);
      expect(restore(copy, dataDir, { moveOldTo: `${dataDir}-old` })).toMatchObject({ events: 5 });
      expect(copies()).toEqual([]);
      const again = own();
      await again.append('meeting-3', happenings(1), { expected: 'no-stream' });
      expect((await contentsOf(again)).slice(0, -1)).toEqual(recorded);
    },
  );

  it('was removed does not acknowledge what it has already, either', async () => {
    const event = happened(1);
    await store.append('meeting-3', [event], { expected: 'no-stream' });
    removed('events.db');
    await expect(store.append('meeting-3', [event], { expected: 'no-stream' })).rejects.toThrow(
      /was removed or replaced/,
    );
    await stopped;
    await store.close();
  });

  it('was removed is kept also if nobody records', async () => {
    removed('events.db');
    expect(await stopped).toContain('The whole log, 5 events, is in');
    await store.close();
    expect(copies()).toHaveLength(1);
  });

  it('was removed is kept also if the log is closed at once, which says so', async () => {
    removed('events.db');
    await expect(store.close()).rejects.toThrow(/The whole log, 5 events, is in/);
    expect(copies()).toHaveLength(1);
    expect(readdirSync(dataDir).filter((name) => name.includes('partial'))).toEqual([]);
  });

  it.each<[string, () => void]>([
    ['was opened by another program', () => void new Database(path('events.db')).close()],
    ['has another name, too', () => linkSync(path('events.db'), path('events.db.link'))],
    [
      'has other times and permissions',
      () => (utimesSync(path('events.db'), 0, 0), chmodSync(path('events.db'), 0o640)),
    ],
    [
      'was moved away and back',
      () => (renameSync(path('events.db'), path('a')), renameSync(path('a'), path('events.db'))),
    ],
  ])('%s goes on', async (_, touch) => {
    touch();
    await store.append('meeting-3', happenings(1), { expected: 'no-stream' });
    await store.close();
    expect([troubles, copies()]).toEqual([[], []]);
    expect(await contentsOf(own())).toHaveLength(6);
  });

  it('is a link goes on, and stops if the link leads elsewhere', async () => {
    await store.close();
    const there = folder(`there-${folders}`);
    mkdirSync(there);
    renameSync(path('events.db'), join(there, 'events.db'));
    symlinkSync(join(there, 'events.db'), path('events.db'));
    const failed = new Promise<string>((resolve) => {
      store = SqliteEventStore.open(dataDir, { mode: 'owner', onFailure: ({ message }) => resolve(message) });
    });
    await store.append('meeting-3', happenings(1), { expected: 'no-stream' });
    rmSync(path('events.db'));
    symlinkSync(older, path('events.db'));
    await expect(store.append('meeting-4', happenings(1), { expected: 'no-stream' })).rejects.toThrow(
      /was removed or replaced/,
    );
    expect(await failed).toContain('The whole log, 6 events, is in');
    await store.close();
  });
});

describe('a folder that was moved away', () => {
  const away = () => `${dataDir}-away`;
  const until = async (holds: () => boolean) => {
    while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20));
  };

  it('leaves the log to be read until there is room for a copy, and nothing is lost', async () => {
    renameSync(dataDir, away());
    await expect(store.append('meeting-3', happenings(1), { expected: 'no-stream' })).rejects.toThrow(
      /was removed or replaced/,
    );
    await until(() => troubles.length > 1);
    expect(troubles[1]).toMatch(
      /cannot be copied to .*: there is no folder .*\. Put that right, and do not end this process: nothing else has the log/,
    );
    expect(store.trouble).toBe(troubles[1]);
    expect(await everything(store, {})).toEqual(recorded);
    await expect(store.append('meeting-3', happenings(1), { expected: 'no-stream' })).rejects.toThrow(troubles[1]);
    mkdirSync(dataDir);
    expect(await stopped).toContain('The whole log, 5 events, is in');
    expect(troubles).toHaveLength(2);
    await store.close();
    const [copy] = copies();
    restore(path(copy!), `${dataDir}-restored`);
    expect(await contentsOf(SqliteEventStore.open(`${dataDir}-restored`, { mode: 'owner' }))).toEqual(recorded);
  });

  it('lets the log be closed without a copy, and says that', async () => {
    renameSync(dataDir, away());
    await expect(store.close()).rejects.toThrow(
      /cannot be copied to .*: there is no folder .*\. It has ended with this process\. Put the file back if it was moved away/,
    );
    expect(await contentsOf(SqliteEventStore.open(away(), { mode: 'owner' }))).toEqual(recorded);
  });

  it('refuses an append while nobody can tell whether it was, and goes on afterwards', async () => {
    renameSync(dataDir, away());
    symlinkSync(dataDir, dataDir);
    const refusal: unknown = await store
      .append('meeting-3', happenings(1), { expected: 'no-stream' })
      .catch((error: unknown) => error);
    expect(refusal).toMatchObject({
      name: 'Unavailable',
      outcome: 'not-written',
      message: expect.stringMatching(
        /cannot be looked up: its links form a circle \(ELOOP\)\. Nothing was written: put that right and retry/,
      ),
    });
    expect((refusal as Unavailable).message).toContain(path('events.db'));
    unlinkSync(dataDir);
    renameSync(away(), dataDir);
    await store.append('meeting-3', happenings(1), { expected: 'no-stream' });
    expect(await contentsOf(store)).toHaveLength(6);
    expect(troubles).toEqual([]);
  });
});
