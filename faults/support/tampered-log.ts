import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { logConfig } from '#config/log-config.js';
import { engineOf, logFilesAt, openEventStore } from '#event-store/engines.js';
import type { FindingCode } from '#ledger/audit/finding.js';
import { below, type Random } from '#ledger/audit/testing/sample.js';
import { verifyLog } from '#ledger/audit/verify-log.js';
import type { Logged } from '#ledger/audit/write-audit.js';
import { inspectLog } from '../../apps/cli/src/inspect-log.js';
import {
  type Expected,
  OLDER,
  rehashed,
  reworded,
  SIZE,
  type Tampering,
  trustOf,
  type World,
} from './tampered-world.js';

/** The log of the world in its own file, as the service and a backup make it. */
export const logFile = async ({ log }: Pick<World, 'log'>, folder: string): Promise<string> => {
  const config = logConfig(join(folder, 'data'));
  const store = await openEventStore(config, 'owner');
  for (const { stream, revision, ...event } of log)
    await store.append(stream, [event], { expected: revision === 0 ? 'no-stream' : revision - 1 });
  await store.close();
  const { file } = await engineOf(config.engine).files!.backup(config.dataDir, join(folder, 'log.db'));
  return file;
};

const verdictOn = (file: string, world: World) =>
  verifyLog(inspectLog(logFilesAt(file)!.inspect, file), trustOf(world), { checkpoint: world.note });

const COLUMNS = ['stream', 'revision', 'id', 'type', 'data', 'metadata', 'salt', 'entry'] as const;
type Column = (typeof COLUMNS)[number];

/** Every row to the byte, and the integrity check of SQLite; or that the file cannot be read. */
const stateOf = (file: string): readonly string[] | 'damaged' => {
  let db: Database.Database | undefined;
  try {
    db = new Database(file, { readonly: true });
    if (db.pragma('integrity_check', { simple: true }) !== 'ok') return 'damaged';
    const columns = COLUMNS.map((column) => `typeof(${column}) || ':' || hex(${column})`).join(" || ' ' || ");
    return db.prepare<[], string>(`SELECT ${columns} FROM events ORDER BY position`).pluck().all();
  } catch {
    return 'damaged';
  } finally {
    db?.close();
  }
};

const UNREADABLE: readonly FindingCode[] = ['log-unreadable', 'not-canonical', 'malformed'];
const ALTERED: readonly FindingCode[] = ['event-altered', 'entry-altered'];

export const logTamperings = (folder: string, file: string): readonly Tampering[] => {
  const untouched = readFileSync(file);
  const before = stateOf(file);
  if (before === 'damaged') throw new Error('the log is damaged before anybody has touched it');
  const copy = join(folder, 'tampered.db');

  const flipped: Tampering = {
    name: 'log: a bit of its file is flipped',
    tamper: (world, random) => {
      const bytes = Buffer.from(untouched);
      bytes[below(random, bytes.length)]! ^= 1 << below(random, 8);
      writeFileSync(copy, bytes);
      const after = stateOf(copy);
      if (after === 'damaged') return { verdict: verdictOn(copy, world), expected: { codes: ['log-unreadable'] } };
      const index = before.findIndex((row, at) => row !== after[at]);
      if (index < 0 && before.length === after.length) return undefined;
      return { verdict: verdictOn(copy, world), expected: { codes: [...ALTERED, ...UNREADABLE], index } };
    },
  };

  const bySql = (
    name: string,
    change: (db: Database.Database, world: World, random: Random) => Expected,
  ): Tampering => ({
    name,
    tamper: (world, random) => {
      copyFileSync(file, copy);
      const db = new Database(copy);
      const expected = db.transaction(() => change(db, world, random))();
      db.close();
      const verdict = verdictOn(copy, world);
      rmSync(copy);
      return { verdict, expected };
    },
  });
  const set = (db: Database.Database, column: Column | 'position', value: string | number, index: number) =>
    db.prepare(`UPDATE events SET ${column} = ? WHERE position = ?`).run(value, index + 1);
  const replace = (
    db: Database.Database,
    { stream, revision, id, type, data, metadata, salt, entry }: Logged,
    index: number,
  ) =>
    db
      .prepare(`INSERT OR REPLACE INTO events (position, ${COLUMNS.join(', ')}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`)
      .run(index + 1, stream, revision, id, type, data, metadata, salt, entry);
  const pair = (random: Random) => {
    const first = below(random, SIZE - 1);
    return [first, first + 1 + below(random, SIZE - 1 - first)] as const;
  };

  return [
    flipped,
    bySql('log: an event is edited', (db, { log }, random) => {
      const index = below(random, SIZE);
      set(db, 'data', reworded(random, log[index]!).data, index);
      return { codes: ['event-altered'], index };
    }),
    bySql('log: a field of a row is edited', (db, { log }, random) => {
      const index = below(random, SIZE);
      const [column, value] = (
        [
          ['stream', `${log[index]!.stream}0`],
          ['revision', 1000 + below(random, 1000)],
          ['id', log[index]!.id.replace('-7', '-4')],
          ['type', `${log[index]!.type}d`],
          ['metadata', log[index]!.metadata.replace('Ana', 'Eve')],
          ['salt', log[(index + 1) % SIZE]!.salt],
        ] as const
      )[below(random, 6)]!;
      set(db, column, value, index);
      return { codes: ['event-altered'], index };
    }),
    bySql('log: an entry is edited', (db, { log }, random) => {
      const index = below(random, SIZE);
      set(db, 'entry', rehashed(random, log[index]!).entry, index);
      return { codes: ['entry-altered'], index };
    }),
    bySql('log: a text is put in other words of JSON', (db, { log }, random) => {
      const index = below(random, SIZE);
      const { data } = log[index]!;
      const forms = [`${data} `, data.replace(':', ': '), data.replace('"text"', String.raw`"\u0074ext"`)];
      set(db, 'data', forms[below(random, forms.length)]!, index);
      return { codes: ['not-canonical'], index };
    }),
    bySql('log: a field breaks out of its quotes', (db, { log }, random) => {
      const index = below(random, SIZE);
      set(db, 'type', `${log[index]!.type}","type":"${log[index]!.type}`, index);
      return { codes: ['not-canonical'], index };
    }),
    bySql('log: two salts are swapped', (db, { log }, random) => {
      const [i, j] = pair(random);
      set(db, 'salt', log[j]!.salt, i);
      set(db, 'salt', log[i]!.salt, j);
      return { codes: ['salt-moved'], index: i };
    }),
    bySql('log: two rows change places', (db, _, random) => {
      const [i, j] = pair(random);
      set(db, 'position', 1000, i);
      set(db, 'position', i + 1, j);
      set(db, 'position', j + 1, 999);
      return { codes: ['root-differs'] };
    }),
    bySql('log: a row is deleted', (db, _, random) => {
      db.prepare('DELETE FROM events WHERE position = ?').run(1 + below(random, SIZE));
      return { codes: ['rolled-back'] };
    }),
    bySql('log: its tail is cut', (db, _, random) => {
      db.prepare('DELETE FROM events WHERE position > ?').run(below(random, SIZE));
      return { codes: ['rolled-back'] };
    }),
    bySql('log: an event is put in', (db, { log }, random) => {
      const index = below(random, SIZE);
      db.prepare('UPDATE events SET position = -position WHERE position > ?').run(index);
      db.prepare('UPDATE events SET position = 1 - position WHERE position < 0').run();
      const { salt: _, entry: __, ...event } = log[index]!;
      replace(db, rehashed(random, { ...event, stream: `${event.stream}0`, salt: '', entry: '' }), index);
      return { codes: ['root-differs'] };
    }),
    bySql('log: an event is edited, and its entry made anew', (db, { log }, random) => {
      const index = below(random, SIZE);
      replace(db, rehashed(random, log[index]!), index);
      return { codes: ['root-differs'] };
    }),
    bySql('log: a suffix is rewritten', (db, { log }, random) => {
      const from = below(random, SIZE);
      for (let index = from; index < SIZE; index++) replace(db, rehashed(random, log[index]!), index);
      return { codes: ['root-differs'] };
    }),
    bySql('log: an older copy is in its place', (db) => {
      db.prepare('DELETE FROM events WHERE position > ?').run(OLDER);
      return { codes: ['rolled-back'] };
    }),
  ];
};
