import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { pino } from 'pino';
import { compareViews } from '#read-models/projector/compare-views.js';
import { rapporteur } from '../../test/support/cli.js';
import { type Document, documentOf, sendExamples, viewAddresses } from '../../test/support/examples.js';
import { type InProcess, startInProcess } from '../../test/support/in-process.js';
import { remove } from '../../test/support/service.js';

let service: InProcess;
let document: Document;
let token: string;
let right: Readonly<Record<string, unknown>>;
let logged: { level: number; msg: string; model?: string; count?: number; things?: object[] }[] = [];

const logger = pino(
  { level: 'info' },
  new Writable({
    write(line: Buffer, _, done) {
      logged.push(JSON.parse(line.toString()) as (typeof logged)[number]);
      done();
    },
  }),
);
const errors = () => logged.filter(({ level }) => level >= 50);
const start = async (dataDir?: string) => {
  logged = [];
  service = await startInProcess(dataDir, {}, logger);
};
const everything = async () =>
  Object.fromEntries(
    await Promise.all(
      viewAddresses(document).map(async (address) => {
        const { status, headers, text } = await service.get(address).set('consistency-token', token);
        return [address, { status, etag: headers['etag'], text }] as const;
      }),
    ),
  );
/** The addresses that answer otherwise than before. */
const wrong = async () => {
  const now = await everything();
  return Object.keys(right).filter((address) => JSON.stringify(now[address]) !== JSON.stringify(right[address]));
};
const differences = async () =>
  Number(/^rapporteur_views_differences_total (\d+)$/m.exec((await service.get('/metrics')).text)![1]);
const until = async (holds: () => boolean | Promise<boolean>) => {
  while (!(await holds())) await sleep(100);
};
const viewsOf = (dataDir: string) => join(dataDir, 'views.db');
const altering = (dataDir: string, change: (db: Database.Database) => void) => {
  const db = new Database(viewsOf(dataDir));
  db.unsafeMode(true);
  change(db);
  db.close();
};

/** Every table of views.db, the pages of full-text indexes among them. */
const tablesOf = (dataDir: string): readonly string[] => {
  const db = new Database(viewsOf(dataDir), { readonly: true });
  try {
    return db
      .prepare<[], string>(
        `SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' AND name NOT LIKE 'sqlite_%'`,
      )
      .pluck()
      .all();
  } finally {
    db.close();
  }
};
type Column = Readonly<{ name: string; type: string; pk: number }>;
const columnsOf = (db: Database.Database, table: string): readonly Column[] =>
  db.prepare<[string], Column>('SELECT name, type, pk FROM pragma_table_info(?)').all(table);

/** Another value of the same type. */
const other = ({ name, type }: Column) => {
  if (/INT/i.test(type)) return `"${name}" + 1000`;
  return /BLOB/i.test(type) || type === '' ? `zeroblob(4)` : `'x' || "${name}"`;
};
/** What of `models` says for which code and which event its rows are: a start decides on that, before any comparison. */
const DECIDED = ['name', 'version', 'schemaHash', 'position', 'before', 'eventId'];

const deleted = (db: Database.Database, table: string) => db.exec(`DELETE FROM "${table}"`);
const altered = (db: Database.Database, table: string) => {
  const columns = columnsOf(db, table).filter(
    ({ name }) => name !== 'marking' && (table !== 'models' || !DECIDED.includes(name)),
  );
  const column = columns.find(({ pk }) => pk === 0) ?? columns.at(-1)!;
  db.exec(`UPDATE OR IGNORE "${table}" SET "${column.name}" = ${other(column)}`);
};
/** Who may see a row. */
const remarked = (db: Database.Database, table: string) => db.exec(`UPDATE "${table}" SET marking = '["secret"]'`);
const added = (db: Database.Database, table: string) => {
  const values = columnsOf(db, table).map((column) =>
    column.pk > 0 || column.name === 'ordinal' ? other(column) : `"${column.name}"`,
  );
  const row = db.prepare(`INSERT INTO "${table}" SELECT ${values.join()} FROM "${table}" LIMIT 1`).run();
  if (row.changes !== 1) throw new Error(`nothing was added to ${table}`);
};

beforeAll(async () => {
  await start();
  document = await documentOf(service);
  await sendExamples(service, document);
  const [statement] = (await service.get('/v1/audit/trail?limit=200')).body.items.filter(
    ({ event }: { event: { type: string } }) => event.type === 'StatementMade',
  ) as { event: { id: string; data: object; metadata: { negotiationId: string } } }[];
  const { id, data, metadata } = statement!.event;
  const codes = [{ scheme: 'CAMEO', version: '1.1b3', code: '111' }];
  const report = { ...data, occurredOn: '2025-10-27', reportOf: id, codes };
  await service.post(`/v1/negotiations/${metadata.negotiationId}/statements`, report).expect(201);
  token = await service.settle();
  right = await everything();
  await service.close();
});
afterAll(async () => {
  await service.close();
  remove(service.dataDir);
});

describe('views.db that was altered while the service was stopped', () => {
  const WAYS = { deleted, altered, added };
  const casesOf = (table: string) =>
    Object.entries({ ...WAYS, ...(table.startsWith('marked_') && { remarked }) }).map(([how, change]) => ({
      table,
      how,
      change,
    }));

  it('differs from what the log says, whichever table was altered in whichever way', () => {
    const tables = tablesOf(service.dataDir);
    expect(tables.length).toBeGreaterThan(20);
    const altered = join(service.dataDir, 'altered.db');
    for (const { table, how, change } of tables.flatMap(casesOf)) {
      copyFileSync(viewsOf(service.dataDir), altered);
      const db = new Database(altered);
      db.unsafeMode(true);
      change(db, table);
      db.prepare('ATTACH ? AS sound').run(viewsOf(service.dataDir));
      expect([table, how, compareViews(db, undefined).length > 0]).toEqual([table, how, true]);
      db.close();
    }
    rmSync(altered);
  });
  it('is right again soon after the start, and the log and the metric say what was not', async () => {
    // One table in six, each in another way: a start takes seconds, and the file is replaced as a whole.
    const cases = tablesOf(service.dataDir)
      .filter((_, n) => n % 6 === 0)
      .map((table, n) => {
        const ways = casesOf(table);
        return ways[n % ways.length]!;
      });
    for (const { table, how, change } of cases) {
      altering(service.dataDir, (db) => change(db, table));
      await start(service.dataDir);
      await until(async () => (await differences()) > 0);
      expect([table, how, await wrong()]).toEqual([table, how, []]);
      const found = errors();
      expect(found.reduce((sum, { count }) => sum + count!, 0)).toBe(await differences());
      await service.close();
    }
  });
  it('names the things', async () => {
    altering(service.dataDir, (db) => db.exec('DELETE FROM marked_statements'));
    await start(service.dataDir);
    await until(() => errors().length > 0);
    const [{ msg, model, things, count }] = errors() as [Required<(typeof logged)[number]>];
    expect([model, things[0], things.length]).toEqual([
      'statements',
      { kind: 'statement', id: expect.any(String) },
      Math.min(20, count),
    ]);
    expect(msg).toMatch(
      /^statements in views\.db was not what the log says: statement [0-9a-f-]+, .*It is made again from the log$/,
    );
    await until(async () => (await differences()) === count);
    expect(await wrong()).toEqual([]);
    await service.close();
  });
});

describe('rapporteur verify --views', () => {
  const verify = () => rapporteur(['verify', '--views', service.dataDir]);

  it('finds nothing in what nobody altered, while the service is stopped and while it runs', async () => {
    expect(await verify()).toMatchObject({ code: 0, out: expect.stringMatching(/^views\.db says what the log says/) });
    await start(service.dataDir);
    expect(await verify()).toMatchObject({ code: 0 });
    await service.close();
    expect(errors()).toEqual([]);
  });
  it('names what differs, and changes nothing', async () => {
    altering(service.dataDir, (db) => db.exec('DELETE FROM marked_statements'));
    const { code, out } = await verify();
    expect([code, out]).toEqual([1, expect.stringMatching(/^statements differs: statement [0-9a-f-]+/m)]);
    expect((await verify()).out).toBe(out);
    const { out: json } = await rapporteur(['verify', '--views', service.dataDir, '--json']);
    expect(JSON.parse(json)).toMatchObject({
      holds: false,
      differences: [
        { model: 'statements', things: expect.arrayContaining([expect.objectContaining({ kind: 'statement' })]) },
      ],
    });
  });
  it('needs a data folder with views', async () => {
    const { code, err } = await rapporteur(['verify', '--views', join(service.dataDir, 'ledger')]);
    expect([code, err]).toEqual([2, expect.stringContaining('has no views.db')]);
  });
});
