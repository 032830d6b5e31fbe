import { cpSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import Database from 'better-sqlite3';
import { canonicalJson } from '#ledger/canonical.js';
import { openCheckpoint } from '#ledger/checkpoint.js';
import { entryOf } from '#ledger/entry.js';
import { leafHash } from '#ledger/merkle.js';
import { ED25519, generateSignerKey } from '#ledger/note-key.js';
import { noteVerifier } from '#ledger/signed-note.js';
import { openTlogProof } from '#ledger/tlog-proof.js';
import { verifyConsistency, verifyInclusion } from '#ledger/verify-proof.js';
import { rapporteur } from './support/cli.js';
import { documentOf, sendExamples } from './support/examples.js';
import { startInVain } from './support/process.js';
import { remove, type Running, start } from './support/service.js';

jest.setTimeout(60_000);

type Described = { origin: string; verifierKey: string; size: number; root: string };
type Inclusion = {
  index: number;
  size: number;
  root: string;
  proof: string[];
  entry: string;
  salt: string;
  event: { id: string; stream: string; revision: number; type: string; data: object; metadata: object };
  checkpoint?: string;
};
type Consistency = { from: number; to: number; proof: string[]; checkpoint: string };

let service: Running;
beforeAll(async () => {
  service = await start(undefined, { LEDGER_ORIGIN: 'record.example.org/talks' });
  await sendExamples(service, await documentOf(service));
});
afterAll(async () => {
  await service.close();
  remove(service.dataDir);
});

const get = async <T>(path: string) => (await service.get(`/v1/audit/${path}`)).body as T;
const described = () => get<Described>('ledger');
const checkpoint = async () => (await service.get('/v1/audit/checkpoint')).text;
/** The auditor trusts nothing but the key that was given to them. */
const opened = async (note: string) => openCheckpoint(note, [noteVerifier((await described()).verifierKey)]);
const hashes = (proof: readonly string[]) => proof.map((hash) => Buffer.from(hash, 'base64'));

describe('an auditor', () => {
  it('is given a checkpoint of the whole log, signed by the origin', async () => {
    const { size, root, origin } = await opened(await checkpoint());
    expect(origin).toBe('record.example.org/talks');
    expect(await described()).toMatchObject({ origin, size, root: root.toString('base64') });
    expect((await service.get('/health/ready')).body).toMatchObject({
      log: { events: size },
      ledger: { size, root: root.toString('base64') },
    });
  });
  it('proves of every event that it is in the log, from its text and its salt', async () => {
    const { size, root } = await opened(await checkpoint());
    for (let index = 0; index < size; index++) {
      const { proof, entry, salt, event } = await get<Inclusion>(`proofs/inclusion?index=${index}`);
      const texts = { ...event, data: canonicalJson(event.data), metadata: canonicalJson(event.metadata) };
      expect(entryOf(salt, texts)).toBe(entry);
      const leaf = leafHash(Buffer.from(entry, 'hex'));
      expect(verifyInclusion(leaf, index, size, hashes(proof), root)).toEqual({ holds: true });
      const altered = leafHash(Buffer.from(entryOf(salt, { ...texts, revision: event.revision + 1 }), 'hex'));
      expect(verifyInclusion(altered, index, size, hashes(proof), root)).toMatchObject({ holds: false });
    }
  });
  it('takes the proof of an event home as a file that other tools check', async () => {
    const { index, event, entry } = await get<Inclusion>('proofs/inclusion?index=7');
    const file = (await service.get(`/v1/audit/proofs/tlog-proof?eventId=${event.id}`)).text;
    const verifiers = [noteVerifier((await described()).verifierKey)];
    expect(openTlogProof(file, Buffer.from(entry, 'hex'), verifiers)).toMatchObject({ index });
  });
  it('proves that the log of today begins with that of an earlier checkpoint, after later records and a restart', async () => {
    const earlier = await opened(await checkpoint());
    const { items } = (await service.get('/v1/negotiations')).body as { items: { id: string }[] };
    await service.post(`/v1/negotiations/${items[0]!.id}/issues`, { title: 'One more' }).expect(201);
    await service.close();
    service = await start(service.dataDir);
    const { proof, checkpoint: note } = await get<Consistency>(`proofs/consistency?from=${earlier.size}`);
    const later = await opened(note);
    expect(later).toMatchObject({ origin: earlier.origin, size: earlier.size + 1 });
    expect(verifyConsistency(earlier.size, earlier.root, later.size, later.root, hashes(proof))).toEqual({
      holds: true,
    });
  });
  it('is told what there is no proof of, and what to ask instead', async () => {
    const { size } = await described();
    for (const [question, status, code] of [
      ['inclusion?index=0&size=0', 422, 'tree-empty'],
      [`inclusion?index=${size}`, 422, 'index-beyond-size'],
      [`inclusion?index=0&size=${size + 1}`, 422, 'size-beyond-tree'],
      ['inclusion', 400, 'which-event'],
      ['inclusion?index=1&eventId=5ba1ad00-0000-4000-8000-000000000041', 400, 'which-event'],
      ['inclusion?eventId=5ba1ad00-0000-4000-8000-ffffffffffff', 404, 'event-unknown'],
      ['inclusion?index=-1', 400, 'fields-invalid'],
      ['inclusion?index=9007199254740993', 400, 'fields-invalid'],
      ['consistency?from=0', 422, 'from-empty-tree'],
      ['consistency?from=3&to=2', 422, 'sizes-reversed'],
      [`consistency?from=1&to=${size + 1}`, 422, 'size-beyond-tree'],
      ['consistency', 400, 'fields-invalid'],
      ['tlog-proof?index=1&size=2', 400, 'fields-invalid'],
    ] as const)
      expect([question, (await service.get(`/v1/audit/proofs/${question}`)).body]).toEqual([
        question,
        expect.objectContaining({ status, code }),
      ]);
    expect(await get<Consistency>('proofs/consistency?from=3&to=3')).toMatchObject({ proof: [] });
    expect((await service.get('/v1/audit/checkpoint/cosigned')).body).toMatchObject({
      status: 404,
      code: 'never-cosigned',
    });
    expect((await service.get('/v1/audit/checkpoint?of=yesterday')).body).toMatchObject({ code: 'fields-invalid' });
  });
});

/** Alters a copy of the stopped service's folder, and starts a service on it, in vain. */
const refusedOn = async (work: (dataDir: string) => void, env: Record<string, string> = {}) => {
  const dataDir = `${service.dataDir}-altered`;
  cpSync(service.dataDir, dataDir, { recursive: true });
  work(dataDir);
  const { code, output } = await startInVain({ dataDir, env: { LOG_LEVEL: 'silent', ...env } });
  const keyIsThere = existsSync(join(dataDir, 'ledger.key'));
  remove(dataDir);
  return { code, output, keyIsThere };
};

describe('what was altered outside of the service', () => {
  let before: { origin: string; size: number; root: string };
  beforeAll(async () => {
    const { origin, size, root } = await opened(await checkpoint());
    before = { origin, size, root: root.toString('base64') };
    await service.close();
  });

  describe('in the log', () => {
    /** Some SQL, as whoever owns the file could run it. */
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

    it('is not served where an event is not what its entry says, and the event is named', async () => {
      const { code, output } = await refusedAfter((db) =>
        db.exec(`UPDATE events SET data = replace(data, '"', '"') || ' ' WHERE position = 5`),
      );
      expect(code).toBe(2);
      expect(output).toMatch(/event 4 of the log \(.*revision \d+ of .*\) is not what was recorded/);
    });
    it('is not served where a salt is written otherwise, with which no audit file would be verified', async () => {
      const { code, output } = await refusedAfter((db) =>
        db.exec('UPDATE events SET salt = upper(salt) WHERE position = 5'),
      );
      expect(code).toBe(2);
      expect(output).toContain('event 4 of the log');
    });
    it('is not served where an index has lost an event, which could be recorded again then', async () => {
      const { code, output } = await refusedAfter((db) => {
        db.unsafeMode(true);
        db.exec(`PRAGMA writable_schema = ON;
          UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'sqlite_autoindex_events_2')
          WHERE name = 'sqlite_autoindex_events_1'`);
      });
      expect(code).toBe(2);
      expect(output).toMatch(/events\.db is damaged: ./);
    });
    it('is not served where an event was hashed anew, and the event is named', async () => {
      const { code, output } = await refusedAfter((db) => rehashed(db, 9));
      expect(code).toBe(2);
      expect(output).toContain('event 8 is another than was signed');
    });
    it('is not served either where the kept entries are gone, which only tell the place', async () => {
      const { code, output } = await refusedAfter((db) => rehashed(db, 9), join('ledger', 'entries'));
      expect(code).toBe(2);
      expect(output).toContain(`one or more of the first ${before.size} events are another than was signed`);
    });
    it('is not served where its end is missing, and what is lost is named', async () => {
      const { size } = before;
      const { code, output } = await refusedAfter((db) => db.exec(`DELETE FROM events WHERE position > ${size - 3}`));
      expect(code).toBe(2);
      expect(output).toContain(`the log has ${size - 3} events, and its last checkpoint covers ${size}`);
    });
  });

  describe('in the ledger', () => {
    const note = (dataDir: string) => join(dataDir, 'ledger', 'checkpoint');

    it('is not signed by the key of another', async () => {
      const { code, output } = await refusedOn(() => {}, {
        LEDGER_KEY: generateSignerKey('another.example.org', ED25519),
      });
      expect([code, output]).toEqual([
        2,
        expect.stringContaining('the key of the ledger is that of another.example.org'),
      ]);
    });
    it('is not served where its checkpoint was rewritten to fit another log: the key has not signed that', async () => {
      const { code, output } = await refusedOn((dataDir) => {
        const [origin, size, , ...rest] = readFileSync(note(dataDir), 'utf8').split('\n');
        const root = Buffer.alloc(32, 7).toString('base64');
        writeFileSync(note(dataDir), [origin, size, root, ...rest].join('\n'));
      });
      expect([code, output]).toEqual([2, expect.stringContaining('not one that the key of the ledger has signed')]);
    });
    it.each([
      [
        'is missing',
        (dataDir: string) => rmSync(join(dataDir, 'ledger'), { recursive: true }),
        'is missing. Bring it back',
      ],
      [
        'is empty',
        (dataDir: string) => writeFileSync(note(dataDir), ''),
        'not one that the key of the ledger has signed',
      ],
    ])('is not served where its checkpoint %s', async (_, work, words) => {
      expect(await refusedOn(work)).toMatchObject({ code: 2, output: expect.stringContaining(words) });
    });
    it('makes no new key where the old one is missing, whatever the origin is called', async () => {
      const work = (dataDir: string) => rmSync(join(dataDir, 'ledger.key'));
      for (const env of [{}, { LEDGER_ORIGIN: before.origin }] as const)
        expect(await refusedOn(work, env)).toMatchObject({
          code: 2,
          output: expect.stringContaining('ledger.key is missing'),
          keyIsThere: false,
        });
    });
    it('does not change its origin because somebody asks for another', async () => {
      const { code, output } = await refusedOn(() => {}, { LEDGER_ORIGIN: 'another.example.org' });
      expect([code, output]).toEqual([2, expect.stringContaining('the origin of a log does not change')]);
    });
  });

  it('is served when it is put back, and says the same as before', async () => {
    service = await start(service.dataDir);
    expect(await described()).toMatchObject(before);
  });
});

describe('a log that lost its end for good', () => {
  const acceptLoss = () => rapporteur(['accept-loss', '--data-dir', service.dataDir, '--reason', 'The disk failed.']);

  it('is not touched where nothing is lost', async () => {
    await service.close();
    expect(await acceptLoss()).toMatchObject({ code: 1, err: expect.stringContaining('nothing is lost') });
    service = await start(service.dataDir);
  });
  it('goes on under a new origin, whose first event names the last checkpoint of the old one', async () => {
    const before = await checkpoint();
    const { origin, size, verifierKey } = await described();
    await service.close();
    const db = new Database(join(service.dataDir, 'events.db'));
    db.exec(`DELETE FROM events WHERE position > ${size - 2}`);
    db.close();
    expect(await acceptLoss()).toMatchObject({
      code: 0,
      out: `2 events are lost. The log goes on as ${origin}.2 with ${size - 1} events.\nStart the service, and give its new verifier key to auditors and witnesses.\n`,
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
  it.each([
    [
      'the old checkpoints were put aside',
      (dataDir: string, aside: string) => renameSync(aside, join(dataDir, 'ledger')),
    ],
    ['the new origin signed for the first time', () => {}],
  ])('is taken up again where that was interrupted before %s', async (_, putBack) => {
    const { origin, verifierKey, size } = await described();
    await service.close();
    const { dataDir } = service;
    rmSync(join(dataDir, 'ledger'), { recursive: true });
    putBack(dataDir, join(dataDir, `ledger.until-${origin.replaceAll('/', '_')}`));
    expect((await startInVain({ dataDir, env: { LOG_LEVEL: 'silent' } })).code).toBe(2);
    expect(await acceptLoss()).toMatchObject({ code: 0, out: expect.stringContaining(`goes on as ${origin} `) });
    service = await start(dataDir);
    expect(await described()).toMatchObject({ origin, verifierKey, size });
    const { items } = (await service.get('/v1/audit/trail?type=OriginStarted')).body as { items: object[] };
    expect(items).toHaveLength(1);
  });
});

describe('a log whose key somebody else may have', () => {
  const nextOf = (origin: string) => (origin.endsWith('.2') ? origin.replace(/2$/, '3') : `${origin}.2`);
  const changeKey = () => rapporteur(['change-key', '--data-dir', service.dataDir, '--reason', 'A backup was stolen.']);
  const negotiationId = async () =>
    ((await service.get('/v1/negotiations')).body as { items: { id: string }[] }).items[0]!.id;
  const originsStarted = async () =>
    ((await service.get('/v1/audit/trail?type=OriginStarted')).body as { items: { event: Inclusion['event'] }[] })
      .items;

  it('goes on with another, after the old one has signed all that there is', async () => {
    const { origin, verifierKey } = await described();
    await checkpoint();
    const file = join(service.dataDir, 'ledger', 'checkpoint');
    const signed = readFileSync(file);
    await service.post(`/v1/negotiations/${await negotiationId()}/issues`, { title: 'Nobody signed this' }).expect(201);
    const { size } = await described();
    await service.close();
    writeFileSync(file, signed); // as where it was killed
    expect(await changeKey()).toMatchObject({
      code: 0,
      out: `The key is changed. The log goes on as ${nextOf(origin)} with ${size + 1} events.\nStart the service, and give its new verifier key to auditors and witnesses.\n`,
    });

    service = await start(service.dataDir);
    const now = await described();
    expect(now).toMatchObject({ origin: nextOf(origin), size: size + 1 });
    const started = (await originsStarted()).at(-1);
    const { previous, ...data } = started!.event.data as { previous: string };
    expect(data).toEqual({ origin: nextOf(origin), reason: 'A backup was stolen.' });
    const last = openCheckpoint(previous, [noteVerifier(verifierKey)]);
    expect(last).toMatchObject({ origin, size });
    const { roots } = await get<{ roots: { from: string } }>(`proofs/consistency?from=${size}`);
    expect(roots.from).toBe(last.root.toString('base64'));
    const next = await checkpoint();
    expect(() => openCheckpoint(next, [noteVerifier(verifierKey)])).toThrow(/keys/);
    expect(openCheckpoint(next, [noteVerifier(now.verifierKey)])).toMatchObject({ size: size + 1 });
  });
  it('is not given another where the log is not what was signed', async () => {
    const { origin, verifierKey, size } = await described();
    await service.close();
    const { dataDir } = service;
    const kept = `${dataDir}-kept`;
    cpSync(dataDir, kept, { recursive: true });
    const db = new Database(join(dataDir, 'events.db'));
    db.exec(`DELETE FROM events WHERE position > ${size - 2}`);
    db.close();
    const { code, err } = await changeKey();
    expect([code, err]).toEqual([1, expect.stringContaining(`its last checkpoint covers ${size}`)]);
    remove(dataDir);
    renameSync(kept, dataDir);
    service = await start(dataDir);
    expect(await described()).toMatchObject({ origin, verifierKey, size });
  });
  it('is changed once where that was interrupted, and run again', async () => {
    const { origin, verifierKey, size } = await described();
    const before = await originsStarted();
    await service.close();
    const { dataDir } = service;
    rmSync(join(dataDir, 'ledger'), { recursive: true });
    renameSync(join(dataDir, `ledger.until-${origin.replaceAll('/', '_')}`), join(dataDir, 'ledger'));
    const { code, output } = await startInVain({ dataDir, env: { LOG_LEVEL: 'silent' } });
    expect([code, output]).toEqual([2, expect.stringContaining('"change-key" was interrupted, run it again')]);
    expect(await changeKey()).toMatchObject({ code: 0, out: expect.stringContaining(`goes on as ${origin} `) });
    service = await start(dataDir);
    expect(await described()).toMatchObject({ origin, verifierKey, size });
    expect(await originsStarted()).toEqual(before);
  });
});
