import {
  closeSync,
  copyFileSync,
  cpSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { below, type Random, randomOf } from '#ledger/audit/testing/sample.js';
import { canonicalJson } from '#ledger/canonical.js';
import { type Seal, type Unsealed } from '#ledger/entry.js';
import { seal } from '#ledger/seal.js';
import { checkpointIn, LEDGER_FOLDER } from '#ledger/storage/checkpoint-store.js';
import { ACCESS_ALTERATIONS, rechained } from './access-alterations.js';
import type { Alteration } from './alteration.js';

type Row = Unsealed & Seal & { position: number };

const pick = <T>(all: readonly T[], random: Random): T => all[below(random, all.length)]!;

const inDatabase = <T>(file: string, work: (db: Database.Database) => T): T => {
  const db = new Database(file);
  db.unsafeMode(true);
  try {
    return work(db);
  } finally {
    db.close();
  }
};
const inLog = <T>(dataDir: string, work: (db: Database.Database, rows: readonly Row[]) => T): T =>
  inDatabase(join(dataDir, 'events.db'), (db) =>
    work(db, db.prepare<[], Row>('SELECT * FROM events ORDER BY position').all()),
  );

const write = (db: Database.Database, row: Row) =>
  db
    .prepare(
      'UPDATE events SET stream = @stream, revision = @revision, id = @id, type = @type, data = @data, metadata = @metadata, salt = @salt, entry = @entry WHERE position = @position',
    )
    .run(row);
const resealed = (row: Row): Row => ({ ...row, ...seal(row) });

/** Another value for a text somewhere in a JSON object, at any depth. */
const withOtherText = (json: string, random: Random): string => {
  const value = JSON.parse(json) as object;
  const spots: { in: Record<string, unknown>; key: string }[] = [];
  const walk = (part: Record<string, unknown>) => {
    for (const [key, inner] of Object.entries(part))
      if (typeof inner === 'string') spots.push({ in: part, key });
      else if (typeof inner === 'object' && inner !== null) walk(inner as Record<string, unknown>);
  };
  walk(value as Record<string, unknown>);
  if (spots.length === 0) return canonicalJson({ ...value, comment: 'Added later.' });
  const spot = pick(spots, random);
  const text = spot.in[spot.key] as string;
  spot.in[spot.key] = /^\d{4}-\d\d-\d\d/.test(text) ? text.replace(/^\d{4}/, '2019') : `${text}x`;
  return canonicalJson(value);
};

const alteredEvent =
  (field: 'data' | 'metadata', isResealed: boolean): Alteration['alter'] =>
  (dataDir, _, random) =>
    inLog(dataDir, (db, rows) => {
      const row = pick(rows, random);
      const altered = { ...row, [field]: withOtherText(row[field], random) };
      write(db, isResealed ? resealed(altered) : altered);
      return `${field} of event ${row.position - 1}`;
    });

const removed: Alteration['alter'] = (dataDir, _, random) =>
  inLog(dataDir, (db, rows) => {
    const { position, stream } = pick(rows, random);
    if (below(random, 2) === 0) db.prepare('DELETE FROM events WHERE position = ?').run(position);
    else db.prepare('DELETE FROM events WHERE stream = ?').run(stream);
    return `event ${position - 1} or all of ${stream}`;
  });

const cut: Alteration['alter'] = (dataDir, _, random) =>
  inLog(dataDir, (db, rows) => {
    const from = pick(rows, random).position;
    db.prepare('DELETE FROM events WHERE position >= ?').run(from);
    db.prepare('UPDATE sqlite_sequence SET seq = ?').run(from - 1);
    return `the log from event ${from - 1} on`;
  });

const swapped: Alteration['alter'] = (dataDir, _, random) =>
  inLog(dataDir, (db, rows) => {
    const [a, b] = [pick(rows, random), pick(rows, random)];
    if (a === b) return undefined;
    // Through a place that nobody uses, since stream and revision are unique.
    write(db, { ...a, stream: 'swap', id: 'swap' });
    write(db, { ...a, position: b.position });
    write(db, { ...b, position: a.position });
    return `events ${a.position - 1} and ${b.position - 1}`;
  });

const forged: Alteration['alter'] = (dataDir, _, random) =>
  inLog(dataDir, (db, rows) => {
    const row = pick(rows, random);
    const last = rows.filter(({ stream }) => stream === row.stream).at(-1)!;
    const event = resealed({
      ...row,
      revision: last.revision + 1,
      id: row.id.replace(/^.{8}/, '0bad0bad'),
      data: withOtherText(row.data, random),
    });
    db.prepare(
      'INSERT INTO events (stream, revision, id, type, data, metadata, salt, entry) VALUES (@stream, @revision, @id, @type, @data, @metadata, @salt, @entry)',
    ).run(event);
    return `a forged event after revision ${last.revision} of ${row.stream}`;
  });

/** A new history from some event on, all of it sealed again. */
const rewritten: Alteration['alter'] = (dataDir, _, random) =>
  inLog(dataDir, (db, rows) => {
    const from = below(random, rows.length);
    for (const row of rows.slice(from)) write(db, resealed({ ...row, data: withOtherText(row.data, random) }));
    return `every event from ${from} on`;
  });

const olderFile =
  (...names: readonly string[]): Alteration['alter'] =>
  (dataDir, older) => {
    for (const name of names) {
      const [from, to] = [join(older, name), join(dataDir, name)];
      rmSync(to, { recursive: true, force: true });
      for (const suffix of ['-wal', '-shm']) rmSync(to + suffix, { force: true });
      if (existsSync(from)) cpSync(from, to, { recursive: true });
    }
    return `an older ${names.join(' and ')}`;
  };

const flipped =
  (...names: readonly string[]): Alteration['alter'] =>
  (dataDir, _, random) => {
    const name = pick(names, random);
    const file = join(dataDir, name);
    if (!existsSync(file)) return undefined;
    const bytes = readFileSync(file);
    if (bytes.length === 0) return undefined;
    const at = below(random, bytes.length);
    const handle = openSync(file, 'r+');
    writeSync(handle, Buffer.of(bytes[at]! ^ (1 << below(random, 8))), 0, 1, at);
    closeSync(handle);
    return `a bit of byte ${at} of ${name}`;
  };

const shortened =
  (name: string): Alteration['alter'] =>
  (dataDir, _, random) => {
    const file = join(dataDir, name);
    const { length } = readFileSync(file);
    const size = below(random, length);
    truncateSync(file, size);
    return `${name} after ${size} bytes`;
  };

const deleted =
  (...names: readonly string[]): Alteration['alter'] =>
  (dataDir) => {
    for (const name of names) rmSync(join(dataDir, name), { recursive: true, force: true });
    return names.join(' and ');
  };

/** Tables of a database that hold rows, those of a full-text index apart: SQLite writes these. */
const tablesIn = (db: Database.Database): readonly string[] =>
  db
    .prepare<[], string>(
      `SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'`,
    )
    .pluck()
    .all()
    .filter((name) => db.prepare<[], number>(`SELECT count(*) FROM "${name}"`).pluck().get()! > 0);

type Column = Readonly<{ name: string; type: string; pk: number }>;
const columnsOf = (db: Database.Database, table: string): readonly Column[] =>
  db.prepare<[], Column>(`SELECT name, type, pk FROM pragma_table_info('${table}')`).all();

const inViews =
  (work: (db: Database.Database, table: string, random: Random) => string | undefined): Alteration['alter'] =>
  (dataDir, _, random) =>
    inDatabase(join(dataDir, 'views.db'), (db) => {
      const tables = tablesIn(db);
      return tables.length === 0 ? undefined : work(db, pick(tables, random), random);
    });

/** A drawn row, and the condition that finds it again: some tables have no rowid. */
const rowIn = (db: Database.Database, table: string, random: Random) => {
  const columns = columnsOf(db, table);
  const count = db.prepare<[], number>(`SELECT count(*) FROM "${table}"`).pluck().get()!;
  const row = db
    .prepare<[number], Record<string, string | number | null>>(`SELECT * FROM "${table}" LIMIT 1 OFFSET ?`)
    .get(below(random, count))!;
  const condition = columns.map(({ name }) => `"${name}" IS ?`).join(' AND ');
  return { row, condition, values: columns.map(({ name }) => row[name]) };
};

const viewRowDeleted = inViews((db, table, random) => {
  const { condition, values } = rowIn(db, table, random);
  const { changes } = db.prepare(`DELETE FROM "${table}" WHERE ${condition}`).run(...values);
  return changes === 0 ? undefined : `a row of ${table}`;
});

const viewThingDeleted: Alteration['alter'] = (dataDir, _, random) =>
  inDatabase(join(dataDir, 'views.db'), (db) => {
    const tables = tablesIn(db).filter((table) => columnsOf(db, table).some(({ name }) => name === 'stream'));
    const streams = db.prepare<[], string>('SELECT DISTINCT stream FROM marked_things').pluck().all();
    const stream = pick(streams, random);
    const changes = tables.reduce(
      (sum, table) => sum + db.prepare(`DELETE FROM "${table}" WHERE stream = ?`).run(stream).changes,
      0,
    );
    return changes === 0 ? undefined : `all rows of ${stream}`;
  });

/** A row that everybody may see from now on, or that nobody finds who could see it. */
const viewRemarked = inViews((db, table, random) => {
  if (!columnsOf(db, table).some(({ name }) => name === 'marking')) return undefined;
  const { row, condition, values } = rowIn(db, table, random);
  const marking = row['marking'] === '' ? '["secret"]' : '';
  // There may be a row with that marking, and the same key.
  db.prepare(`UPDATE OR REPLACE "${table}" SET marking = ? WHERE ${condition}`).run(marking, ...values);
  return `the marking of a row of ${table}`;
});

const viewTextAltered = inViews((db, table, random) => {
  const texts = columnsOf(db, table).filter(({ type, pk }) => type === 'TEXT' && pk === 0);
  if (texts.length === 0) return undefined;
  const { name } = pick(texts, random);
  const { row, condition, values } = rowIn(db, table, random);
  const old = row[name];
  if (typeof old !== 'string') return undefined;
  try {
    const text = old.startsWith('{') ? withOtherText(old, random) : `${old}x`;
    db.prepare(`UPDATE "${table}" SET "${name}" = ? WHERE ${condition}`).run(text, ...values);
  } catch {
    return undefined; // a constraint does not allow that
  }
  return `${name} in ${table}`;
});

/** The last event that the service has acknowledged. */
const ACKNOWLEDGED = 'acknowledged';
const ledgerFile = (name: string) => join(LEDGER_FOLDER, name);

const WITH_OLDER_LEDGER: readonly (readonly [name: string, Alteration['alter']])[] = [
  ['an event', alteredEvent('data', true)],
  ['an envelope', alteredEvent('metadata', true)],
  ['events that are gone', removed],
  ['a log that was cut', cut],
  ['a forged event', forged],
  ['a rewritten history', rewritten],
];

/** Draws that keep every constraint of the file formats come first; flips of bits are few. */
export const ALTERATIONS: readonly Alteration[] = [
  { name: 'an event', of: 'events.db', alter: alteredEvent('data', false) },
  { name: 'an event and its entry', of: 'events.db', alter: alteredEvent('data', true) },
  { name: 'an envelope', of: 'events.db', alter: alteredEvent('metadata', false) },
  { name: 'an envelope and its entry', of: 'events.db', alter: alteredEvent('metadata', true) },
  { name: 'events that are gone', of: 'events.db', alter: removed },
  { name: 'a log that was cut', of: 'events.db', alter: cut },
  { name: 'events that were swapped', of: 'events.db', alter: swapped },
  { name: 'an event that was forged', of: 'events.db', alter: forged },
  { name: 'a history that was rewritten', of: 'events.db', alter: rewritten },
  { name: 'an older log', of: 'events.db', alter: olderFile('events.db') },
  { name: 'a bit of the log', of: 'events.db', alter: flipped('events.db') },
  { name: 'a log that was shortened', of: 'events.db', alter: shortened('events.db') },
  { name: 'a row of the views that is gone', of: 'views.db', alter: viewRowDeleted },
  { name: 'a thing that is gone from the views', of: 'views.db', alter: viewThingDeleted },
  { name: 'a text in the views', of: 'views.db', alter: viewTextAltered },
  { name: 'a marking in the views', of: 'views.db', alter: viewRemarked },
  { name: 'older views', of: 'views.db', alter: olderFile('views.db') },
  { name: 'views that are gone', of: 'views.db', alter: deleted('views.db') },
  { name: 'a bit of the views', of: 'views.db', alter: flipped('views.db') },
  { name: 'an older checkpoint', of: 'ledger/', alter: olderFile(ledgerFile('checkpoint')) },
  { name: 'older entries', of: 'ledger/', alter: olderFile(ledgerFile('entries')) },
  { name: 'an older ledger', of: 'ledger/', alter: olderFile(LEDGER_FOLDER) },
  { name: 'a checkpoint that is gone', of: 'ledger/', alter: deleted(ledgerFile('checkpoint')) },
  { name: 'entries that are gone', of: 'ledger/', alter: deleted(ledgerFile('entries')) },
  { name: 'a ledger that is gone', of: 'ledger/', alter: deleted(LEDGER_FOLDER) },
  {
    name: 'a bit of the ledger',
    of: 'ledger/',
    alter: flipped(ledgerFile('checkpoint'), ledgerFile('entries'), 'ledger.key'),
  },
  ...ACCESS_ALTERATIONS,
  ...WITH_OLDER_LEDGER.map(([name, alter]): Alteration => ({
    name: `${name}, with an older ledger and without views`,
    of: 'combinations',
    alter: (dataDir, older, random) => {
      const what = alter(dataDir, older, random);
      olderFile(pick([LEDGER_FOLDER, ledgerFile('checkpoint')], random))(dataDir, older, random);
      deleted('views.db', ledgerFile('entries'))(dataDir, older, random);
      if (below(random, 2) === 0) deleted(ACKNOWLEDGED)(dataDir, older, random);
      return what;
    },
  })),
  {
    name: 'a rewritten history without its checkpoints, with an older ledger and without views',
    of: 'combinations',
    alter: (dataDir, older, random) => {
      const what = rewritten(dataDir, older, random);
      inLog(dataDir, (db) => db.prepare(`DELETE FROM events WHERE stream LIKE 'checkpoint-%'`).run());
      olderFile(LEDGER_FOLDER)(dataDir, older, random);
      deleted('views.db', ACKNOWLEDGED)(dataDir, older, random);
      return what;
    },
  },
  {
    name: 'a history that was rewritten after an older checkpoint, without later ones, with that ledger and without views',
    of: 'combinations',
    alter: (dataDir, older, random) => {
      const { size } = checkpointIn(readFileSync(join(older, ledgerFile('checkpoint')), 'utf8'));
      inLog(dataDir, (db, rows) => {
        for (const row of rows.slice(size))
          if (row.stream.startsWith('checkpoint-'))
            db.prepare('DELETE FROM events WHERE position = ?').run(row.position);
          else write(db, resealed({ ...row, data: withOtherText(row.data, random) }));
      });
      olderFile(LEDGER_FOLDER)(dataDir, older, random);
      deleted('views.db', ACKNOWLEDGED)(dataDir, older, random);
      return `every event from ${size} on`;
    },
  },
  {
    name: 'a thing that is gone from the log and from the views',
    of: 'combinations',
    alter: (dataDir, older, random) => {
      const { stream } = inLog(dataDir, (_, rows) => pick(rows, random));
      inLog(dataDir, (db) => db.prepare('DELETE FROM events WHERE stream = ?').run(stream));
      inDatabase(join(dataDir, 'views.db'), (db) => {
        for (const table of tablesIn(db))
          if (columnsOf(db, table).some(({ name }) => name === 'stream'))
            db.prepare(`DELETE FROM "${table}" WHERE stream = ?`).run(stream);
      });
      return stream;
    },
  },
  {
    name: 'everything but the key from an older copy, with another history after it',
    of: 'combinations',
    alter: (dataDir, older, random) => {
      for (const name of readdirSync(dataDir))
        if (!name.endsWith('.key')) rmSync(join(dataDir, name), { recursive: true });
      for (const name of readdirSync(older))
        if (!name.endsWith('.key')) cpSync(join(older, name), join(dataDir, name), { recursive: true });
      const key = join(older, 'ledger.key');
      if (!existsSync(join(dataDir, 'ledger.key'))) copyFileSync(key, join(dataDir, 'ledger.key'));
      return forged(dataDir, older, random);
    },
  },
  {
    name: 'an access log that was chained anew, and the checkpoints that name its end',
    of: 'combinations',
    alter: (dataDir, _, random) => {
      const head = rechained(dataDir, random);
      return inLog(dataDir, (db, rows) => {
        const ofIt = rows.filter(({ data }) => data.includes('"access":'));
        for (const row of ofIt.slice(below(random, ofIt.length)))
          write(db, resealed({ ...row, data: canonicalJson({ ...(JSON.parse(row.data) as object), access: head }) }));
        return 'the access log, and the checkpoints that name its end';
      });
    },
  },
  {
    name: 'a checkpoint in the log, and its entry',
    of: 'events.db',
    alter: (dataDir, _, random) =>
      inLog(dataDir, (db, rows) => {
        const checkpoints = rows.filter(({ stream }) => stream.startsWith('checkpoint-'));
        const [one, other] = [pick(checkpoints, random), pick(checkpoints, random)];
        if (one === other) return undefined;
        write(db, resealed({ ...one, data: other.data }));
        if (below(random, 2) === 0) write(db, resealed({ ...other, data: one.data }));
        return `the checkpoint at ${one.position - 1}`;
      }),
  },
];

/** Alters a data folder as this seed draws it. @param stages earlier copies, and the last. @returns as `Alteration.alter` */
export const alterAs = (name: string, dataDir: string, stages: readonly string[], seed: number): string | undefined => {
  const random = randomOf(seed);
  const older = stages[below(random, stages.length - 1)]!;
  return ALTERATIONS.find((alteration) => alteration.name === name)!.alter(dataDir, older, random);
};
