import { toBase64 } from '#ledger/primitives.js';
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { canonicalJson } from '#ledger/canonical.js';
import { openCheckpoint } from '#ledger/checkpoint.js';
import { entryOf } from '#ledger/entry.js';
import { ED25519 } from '#ledger/note-key.js';
import { generateSignerKey } from '#ledger/signer-key.js';
import { noteVerifier } from '#ledger/signed-note.js';
import { auditorAt, type Inclusion } from './support/auditor.js';
import { rapporteur } from './support/cli.js';
import { documentOf, sendExamples } from './support/examples.js';
import { startInVain } from './support/process.js';
import { remove, type Running, start } from './support/service.js';

let service: Running;
beforeAll(async () => {
  service = await start(undefined, { LEDGER_ORIGIN: 'record.example.org/talks' });
  await sendExamples(service, await documentOf(service));
});
afterAll(async () => {
  await service.close();
  remove(service.dataDir);
});

const { get, described, checkpoint, opened } = auditorAt(() => service);

/** Alters a copy of the data folder of the stopped service, and starts a service on it, which must fail. */
const refusedOn = async (work: (dataDir: string) => void, env: Record<string, string> = {}) => {
  const dataDir = `${service.dataDir}-altered`;
  cpSync(service.dataDir, dataDir, { recursive: true });
  work(dataDir);
  const { code, output } = await startInVain({ dataDir, env: { LOG_LEVEL: 'silent', ...env } });
  const keyIsThere = existsSync(join(dataDir, 'ledger.key'));
  remove(dataDir);
  return { code, output, keyIsThere };
};

describe('an alteration outside of the service', () => {
  let before: { origin: string; size: number; root: string };
  beforeAll(async () => {
    // A stop records a checkpoint. After that, nothing is recorded automatically.
    await service.close();
    service = await start(service.dataDir);
    const { origin, size, root } = await opened(await checkpoint());
    before = { origin, size, root: toBase64(root) };
    await service.close();
  });

  describe('in the log', () => {
    /** Runs SQL, like somebody who owns the file. */
    const refusedAfter = (work: (db: Database.Database) => void, alsoRemove?: string) =>
      refusedOn((dataDir) => {
        const db = new Database(join(dataDir, 'events.db'));
        work(db);
        db.close();
        if (alsoRemove !== undefined) rmSync(join(dataDir, alsoRemove));
      });
    type Texts = Parameters<typeof entryOf>[1] & { position: number };
    const rehashed = (db: Database.Database, position: number) => {
      const row = db.prepare<[number], Texts>('SELECT * FROM events WHERE position = ?').get(position)!;
      const data = canonicalJson({ ...(JSON.parse(row.data) as object), comment: 'Put in later.' });
      const salt = '00'.repeat(16);
      db.prepare('UPDATE events SET data = ?, salt = ?, entry = ? WHERE position = ?').run(
        data,
        salt,
        entryOf(salt, { ...row, data }),
        position,
      );
    };

    it('is refused if an event does not match its entry, and the event is named', async () => {
      const { code, output } = await refusedAfter((db) =>
        db.exec(`UPDATE events SET data = replace(data, '"', '"') || ' ' WHERE position = 5`),
      );
      expect(code).toBe(2);
      expect(output).toMatch(/event 4 of the log \(.*revision \d+ of .*\) is not what was recorded/);
    });
    it('is refused if a salt is written in other digits, with which no audit file would verify', async () => {
      const { code, output } = await refusedAfter((db) =>
        db.exec('UPDATE events SET salt = upper(salt) WHERE position = 5'),
      );
      expect(code).toBe(2);
      expect(output).toContain('event 4 of the log');
    });
    it('is refused if an index lacks an event, which could then be recorded again', async () => {
      const { code, output } = await refusedAfter((db) => {
        db.unsafeMode(true);
        db.exec(`PRAGMA writable_schema = ON;
          UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'sqlite_autoindex_events_2')
          WHERE name = 'sqlite_autoindex_events_1'`);
      });
      expect(code).toBe(2);
      expect(output).toMatch(/events\.db is damaged: ./);
    });
    it('is refused if an event was hashed again, and the event is named', async () => {
      const { code, output } = await refusedAfter((db) => rehashed(db, 9));
      expect(code).toBe(2);
      expect(output).toContain('event 8 is not what was signed');
    });
    it('is refused without the stored entries too, which only help to name the place', async () => {
      const { code, output } = await refusedAfter((db) => rehashed(db, 9), join('ledger', 'entries'));
      expect(code).toBe(2);
      expect(output).toContain(`one or more of the first ${before.size} events are not what was signed`);
    });
    it('is refused if the end is missing, and the lost events are named', async () => {
      const { size } = before;
      const { code, output } = await refusedAfter((db) => db.exec(`DELETE FROM events WHERE position > ${size - 3}`));
      expect(code).toBe(2);
      expect(output).toMatch(
        new RegExp(`has lost 3 events that were acknowledged, .* The first one is event ${size - 3}\\b`),
      );
    });
  });

  describe('in the ledger', () => {
    const note = (dataDir: string) => join(dataDir, 'ledger', 'checkpoint');

    it('is refused if the key is another one', async () => {
      const { code, output } = await refusedOn(() => {}, {
        LEDGER_KEY: generateSignerKey('another.example.org', ED25519),
      });
      expect([code, output]).toEqual([
        2,
        expect.stringContaining('the key of the ledger is that of another.example.org'),
      ]);
    });
    it('is refused if the checkpoint was rewritten to match another log: the key has not signed it', async () => {
      const { code, output } = await refusedOn((dataDir) => {
        const [origin, size, , ...rest] = readFileSync(note(dataDir), 'utf8').split('\n');
        const root = Buffer.alloc(32, 7).toString('base64');
        writeFileSync(note(dataDir), [origin, size, root, ...rest].join('\n'));
      });
      expect([code, output]).toEqual([2, expect.stringContaining('was not signed by the key of the ledger')]);
    });
    it.each([
      [
        'is missing',
        (dataDir: string) => rmSync(join(dataDir, 'ledger'), { recursive: true }),
        'is missing. Put it back',
      ],
      ['is empty', (dataDir: string) => writeFileSync(note(dataDir), ''), 'was not signed by the key of the ledger'],
    ])('is refused if the checkpoint %s', async (_, work, words) => {
      expect(await refusedOn(work)).toMatchObject({ code: 2, output: expect.stringContaining(words) });
    });
    it('is refused if the key is missing, with any origin: no new key is created', async () => {
      const work = (dataDir: string) => rmSync(join(dataDir, 'ledger.key'));
      for (const env of [{}, { LEDGER_ORIGIN: before.origin }] as const)
        expect(await refusedOn(work, env)).toMatchObject({
          code: 2,
          output: expect.stringContaining('ledger.key is missing'),
          keyIsThere: false,
        });
    });
    it('is refused if it is another origin, and the ledger keeps its own', async () => {
      const { code, output } = await refusedOn(() => {}, { LEDGER_ORIGIN: 'another.example.org' });
      expect([code, output]).toEqual([2, expect.stringContaining('the origin of a log does not change')]);
    });
  });

  it('is served again after it was undone, with the same answers as before', async () => {
    service = await start(service.dataDir);
    expect(await described()).toMatchObject(before);
  });
});

describe('a log that has lost its end', () => {
  const acceptLoss = () => rapporteur(['accept-loss', '--data-dir', service.dataDir, '--reason', 'The disk failed.']);

  it('is not changed if nothing is lost', async () => {
    await service.close();
    expect(await acceptLoss()).toMatchObject({ code: 1, err: expect.stringContaining('nothing is lost') });
    service = await start(service.dataDir);
  });
  it('continues under a new origin, whose first event names the last checkpoint of the old one', async () => {
    const before = await checkpoint();
    const { origin, size, verifierKey } = await described();
    await service.close();
    const db = new Database(join(service.dataDir, 'events.db'));
    db.exec(`DELETE FROM events WHERE position > ${size - 2}`);
    db.close();
    expect(await acceptLoss()).toMatchObject({
      code: 0,
      out: `2 events are lost. The log continues as ${origin}.2 with ${size - 1} events.\nStart the service, and give its new verifier key to auditors and witnesses.\n`,
    });
    expect(await acceptLoss()).toMatchObject({ code: 1, err: expect.stringContaining('nothing is lost') });

    service = await start(service.dataDir);
    const now = await described();
    expect(now).toMatchObject({ origin: `${origin}.2`, size: size - 1 });
    expect(now.verifierKey).not.toBe(verifierKey);
    const { event } = await get<Inclusion>(`proofs/inclusion?index=${size - 2}`);
    expect(event).toMatchObject({
      type: 'OriginStarted',
      data: { origin: `${origin}.2`, reason: 'The disk failed.', previous: before },
    });
    const { items } = (await service.get('/v1/audit/trail?type=OriginStarted')).body as { items: object[] };
    expect(items).toMatchObject([{ ordinal: size - 2, event: { id: event.id } }]);
    expect(() => openCheckpoint(before, [noteVerifier(now.verifierKey)])).toThrow(/keys/);
    const negotiation = (await service.get('/v1/negotiations')).body as { items: { id: string }[] };
    await service.post(`/v1/negotiations/${negotiation.items[0]!.id}/issues`, { title: 'On it goes' }).expect(201);
  });
  it('is refused before anything is created or deleted if all of it is lost, and continues in the same way', async () => {
    await service.close();
    service = await start(service.dataDir);
    const { size, origin } = await described();
    await service.close();
    const dataDir = `${service.dataDir}-gone`;
    cpSync(service.dataDir, dataDir, { recursive: true });
    for (const suffix of ['', '-wal', '-shm']) rmSync(join(dataDir, `events.db${suffix}`), { force: true });
    const files = () =>
      readdirSync(dataDir, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => [parentPath, name, readFileSync(join(parentPath, name), 'base64')]);
    const before = files();
    expect(before.map(([, name]) => name)).toEqual(expect.arrayContaining(['views.db', 'checkpoint']));
    expect(await startInVain({ dataDir })).toMatchObject({
      code: 2,
      output: `rapporteur: ${join(dataDir, 'events.db')} is missing, and its last checkpoint covers ${size} events. Put it back, or restore a complete backup. If there is none, see "rapporteur accept-loss --help".\n`,
    });
    const words = (verb: string) => [verb, '--data-dir', dataDir, '--reason', 'The disk failed.'];
    expect(await rapporteur(words('change-key'))).toMatchObject({
      code: 1,
      err: expect.stringContaining('no events.db'),
    });
    expect(files()).toEqual(before);
    expect(await rapporteur(words('accept-loss'))).toMatchObject({
      code: 0,
      out: expect.stringContaining(`${size} events are lost. The log continues as ${origin.replace(/\d+$/, '')}`),
    });
    remove(dataDir);
    service = await start(service.dataDir);
  });
  it.each([
    [
      'the old checkpoints were moved away',
      (dataDir: string, aside: string) => renameSync(aside, join(dataDir, 'ledger')),
    ],
    ['the new origin signed for the first time', () => {}],
  ])('is resumed if the command was interrupted before %s', async (_, putBack) => {
    const { origin, verifierKey, size } = await described();
    await service.close();
    const { dataDir } = service;
    rmSync(join(dataDir, 'ledger'), { recursive: true });
    putBack(dataDir, join(dataDir, `ledger.until-${origin.replaceAll('/', '_')}`));
    expect((await startInVain({ dataDir, env: { LOG_LEVEL: 'silent' } })).code).toBe(2);
    expect(await acceptLoss()).toMatchObject({ code: 0, out: expect.stringContaining(`continues as ${origin} `) });
    service = await start(dataDir);
    expect(await described()).toMatchObject({ origin, verifierKey, size });
    const { items } = (await service.get('/v1/audit/trail?type=OriginStarted')).body as { items: object[] };
    expect(items).toHaveLength(1);
  });
});

describe('a log whose key may have leaked', () => {
  it('gets no new key if the log does not match what was signed', async () => {
    const { origin, verifierKey, size } = await described();
    await service.close();
    const { dataDir } = service;
    const kept = `${dataDir}-kept`;
    cpSync(dataDir, kept, { recursive: true });
    const db = new Database(join(dataDir, 'events.db'));
    db.exec('DELETE FROM events WHERE position IN (SELECT position FROM events ORDER BY position DESC LIMIT 2)');
    db.close();
    const { code, err } = await rapporteur(['change-key', '--data-dir', dataDir, '--reason', 'A backup was stolen.']);
    expect([code, err]).toEqual([1, expect.stringContaining(`The first one is event ${size - 2}`)]);
    remove(dataDir);
    renameSync(kept, dataDir);
    service = await start(dataDir);
    expect(await described()).toMatchObject({ origin, verifierKey, size });
  });
});
