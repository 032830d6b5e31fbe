import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { pino } from 'pino';
import { canonicalJson } from '#ledger/canonical.js';
import { type Seal, type Unsealed } from '#ledger/entry.js';
import { seal } from '#ledger/seal.js';
import { EMBEDDED } from './support/engine.js';
import { startInProcess } from './support/in-process.js';
import { newDataDir, type ReceiptBody, remove } from './support/service.js';

type Row = Unsealed & Seal & { position: number };
/** The background check reads the log from its start: for a minute and a half, it does not come to the statement. */
const UNCHECKED = { SCRUB_EVENTS_PER_SECOND: '1' };
/** Events before the party and its statement: the talks, and their issues. */
const BEFORE = 101;

const dataDir = newDataDir();
const folders = [dataDir];
let talks: string;
let statement: ReceiptBody;
beforeAll(async () => {
  const service = await started(dataDir, UNCHECKED);
  talks = (await service.record('/v1/negotiations', { title: 'Talks' })).id;
  const eu = await service.record(`/v1/negotiations/${talks}/parties`, {
    name: 'EU',
    kind: 'regional-organisation',
    role: 'principal',
  });
  const issues = Array.from({ length: BEFORE - 1 }, (_, n) => ({
    path: `/v1/negotiations/${talks}/issues`,
    body: { title: `Heading ${2_800 + n}` },
  }));
  await service.post('/v1/batches', issues).expect(200);
  const said = {
    partyId: eu.id,
    kind: 'press-statement',
    verbatim: true,
    attribution: 'unattributed',
    text: 'The controls are unjustified.',
  };
  statement = await service.record(`/v1/negotiations/${talks}/statements`, said);
  await service.record(`/v1/negotiations/${talks}/statements`, { ...said, text: 'We will talk.' });
  await service.stop();
});
afterAll(() => folders.forEach(remove));

/** Whoever alters the log has a connection of their own, so it does not matter that the process is the same. */
const started = async (folder: string, env: Record<string, string> = {}) => {
  const lines: string[] = [];
  const logger = pino({ level: 'fatal' }, { write: (line: string) => lines.push(line) });
  const { get, post, close } = await startInProcess(folder, { ...EMBEDDED, ...env }, logger);
  const record = async (path: string, body: object) => (await post(path, body).expect(201)).body as ReceiptBody;
  /** @returns what it logged */
  const end = async () => {
    await close().catch(() => {}); // a log that was altered may not let it sign
    return lines;
  };
  return { get, post, record, stop: end };
};
type Started = Awaited<ReturnType<typeof started>>;

/** What things are called is from the views. */
const withoutNames = ({ names: _, ...body }: { names?: unknown }) => body;
const copied = (name: string) => {
  const folder = `${dataDir}-${name}`;
  cpSync(dataDir, folder, { recursive: true });
  folders.push(folder);
  return folder;
};
const withDatabase = (file: string, work: (db: Database.Database) => void) => {
  const db = new Database(file);
  db.pragma('busy_timeout = 5000');
  work(db);
  db.close();
};
/** Rewrites what was said, as whoever has the disk could do it. */
const rewrite = (folder: string, isResealed: boolean) =>
  withDatabase(join(folder, 'events.db'), (db) => {
    const { position, ...row } = db
      .prepare<[string], Row>('SELECT * FROM events WHERE stream = ?')
      .get(`statement-${statement.id}`)!;
    const data = canonicalJson({ ...(JSON.parse(row.data) as object), text: 'The controls are justified.' });
    const { salt, entry } = isResealed ? seal({ ...row, data }) : row;
    db.prepare('UPDATE events SET data = ?, salt = ?, entry = ? WHERE position = ?').run(data, salt, entry, position);
  });

const TRAIL = () => `/v1/audit/trail?thing=statement-${statement.id}`;
const PROOF = () => `/v1/audit/proofs/inclusion?eventId=${statement.events[0]!.id}`;
const PAST = () => `/v1/statements/${statement.id}?asOf=${new Date(Date.now() - 1).toISOString()}`;
const DIFF = () =>
  `/v1/audit/diff?negotiationId=${talks}&fromAsOf=2020-01-01&asOf=${new Date(Date.now() - 1).toISOString()}`;

describe('views.db without a statement that is in the log', () => {
  it('takes nothing off the trail, off past moments, off differences and off proofs', async () => {
    const folder = copied('views');
    const sound = await started(folder, UNCHECKED);
    const [past, diff] = [PAST(), DIFF()];
    const answers = async ({ get }: Started) =>
      Promise.all(
        [TRAIL(), PROOF(), past, diff].map(async (path) => withoutNames((await get(path).expect(200)).body as object)),
      );
    const before = await answers(sound);
    expect(JSON.stringify(before)).toContain('The controls are unjustified.');
    await sound.stop();

    withDatabase(join(folder, 'views.db'), (db) => {
      const tables = db.prepare<[], string>(`SELECT name FROM sqlite_schema WHERE type = 'table'`).pluck().all();
      const withStream = tables.filter((table) =>
        db
          .prepare<[], { name: string }>(`SELECT name FROM pragma_table_info('${table}')`)
          .all()
          .some(({ name }) => name === 'stream'),
      );
      expect(withStream.length).toBeGreaterThan(5);
      for (const table of withStream)
        db.prepare(`DELETE FROM "${table}" WHERE stream = ?`).run(`statement-${statement.id}`);
    });
    const service = await started(folder, UNCHECKED);
    expect(await answers(service)).toEqual(before);
    await service.stop();
  });
});

describe.each([
  ['alone', false],
  ['together with its entry', true],
])('an event that is altered while the service runs, %s', (_, isResealed) => {
  it.each([
    ['trail', TRAIL],
    ['proof', PROOF],
    ['past', PAST],
    ['diff', DIFF],
  ])('is refused by the %s, and nothing more is recorded', async (name, path) => {
    const folder = copied(`${name}-${isResealed}`);
    const service = await started(folder, UNCHECKED);
    await service.get(TRAIL()).expect(200);
    rewrite(folder, isResealed);
    await service.record('/v1/negotiations', { title: 'Other talks' });

    const { body } = await service.get(path()).expect(503);
    expect(body).toMatchObject({ code: 'log-altered', detail: expect.stringContaining(`statement-${statement.id}`) });
    await service.get('/health/ready').expect(503);
    expect((await service.get('/health/ready')).body).toMatchObject({
      log: { trouble: expect.stringContaining('is not what was recorded') },
    });
    const refused = await service.post('/v1/negotiations', { title: 'More talks' }).expect(503);
    expect(refused.body).toMatchObject({ code: 'log-altered' });
    expect((await service.get('/metrics')).text).toContain('rapporteur_log_altered 1');
    const logged = await service.stop();
    expect(logged).toEqual([expect.stringContaining(`Nothing more is recorded: event ${BEFORE + 1} of the log`)]);
  });
  it('is refused by the export', async () => {
    const folder = copied(`export-${isResealed}`);
    const service = await started(folder, UNCHECKED);
    expect((await service.get('/v1/audit/export').expect(200)).text).toContain('{"end":');
    rewrite(folder, isResealed);
    // A long file has begun by then, and is cut off.
    expect((await service.get('/v1/audit/export').expect(503)).body).toMatchObject({ code: 'log-altered' });
    await service.get('/health/ready').expect(503);
    await service.stop();
  });
  it('is found though nobody reads it', async () => {
    const folder = copied(`scrub-${isResealed}`);
    const service = await started(folder, { SCRUB_EVENTS_PER_SECOND: '100000' });
    rewrite(folder, isResealed);
    let status = 200;
    for (let waited = 0; status === 200 && waited < 200; waited += 1) {
      await sleep(100);
      ({ status } = await service.get('/health/ready'));
    }
    expect(status).toBe(503);
    expect((await service.post('/v1/negotiations', { title: 'More' })).body).toMatchObject({ code: 'log-altered' });
    await service.stop();
  });
});

describe('an event that another program appends while the service runs', () => {
  it.each([
    ['when the service records something', UNCHECKED],
    ['by the background check', { SCRUB_EVENTS_PER_SECOND: '100000' }],
  ])('is named %s, and never signed', async (_, settings) => {
    const folder = copied(`foreign-${settings.SCRUB_EVENTS_PER_SECOND}`);
    const service = await started(folder, settings);
    const { size } = (await service.get('/v1/audit/ledger').expect(200)).body as { size: number };
    withDatabase(join(folder, 'events.db'), (db) => {
      const { position: _, ...row } = db
        .prepare<[string], Row>('SELECT * FROM events WHERE stream = ?')
        .get(`statement-${statement.id}`)!;
      const data = canonicalJson({ ...(JSON.parse(row.data) as object), text: 'We accept everything.' });
      const forged = { ...row, data, stream: row.stream.replace(/.{4}$/, '0bad'), id: row.id.replace(/.{4}$/, '0bad') };
      db.prepare(
        `INSERT INTO events (stream, revision, id, type, data, metadata, salt, entry)
         VALUES (@stream, @revision, @id, @type, @data, @metadata, @salt, @entry)`,
      ).run({ ...forged, ...seal(forged) });
    });
    if (settings === UNCHECKED) await service.post('/v1/negotiations', { title: 'Other talks' });
    for (let waited = 0; waited < 200 && (await service.get('/health/ready')).status === 200; waited += 1)
      await sleep(50);
    expect((await service.get('/health/ready').expect(503)).body).toMatchObject({
      log: {
        trouble: expect.stringMatching(new RegExp(`^event ${size} of the log .* was not recorded by this service`)),
      },
    });
    const refused = await service.post('/v1/negotiations', { title: 'More talks' }).expect(503);
    expect(refused.body).toMatchObject({ code: 'log-altered' });
    await service.stop();
    const [, signed] = readFileSync(join(folder, 'ledger', 'checkpoint'), 'utf8').split('\n');
    expect(signed).toBe(String(size));
  });
});
