import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { canonicalJson } from '#ledger/canonical.js';
import { signCheckpoint } from '#ledger/checkpoint.js';
import { entryOf, type Seal, type Unsealed } from '#ledger/entry.js';
import { leafHash, rootOf } from '#ledger/merkle.js';
import { noteSigner } from '#ledger/signer.js';
import { checkpointIn } from '#ledger/storage/checkpoint-store.js';
import { rapporteur } from './support/cli.js';
import { EMBEDDED } from './support/engine.js';
import { startProcess, stop } from './support/process.js';
import { askersOf, newDataDir, NO_TIMER, remove } from './support/service.js';

type Row = Unsealed & Seal & { position: number };
const env = { ...EMBEDDED, ...NO_TIMER, RECORDER_NAME: 'Ana', LOG_LEVEL: 'fatal', SCRUB_EVENTS_PER_SECOND: '100000' };
const dataDir = newDataDir();
const signer = () => noteSigner(readFileSync(join(dataDir, 'ledger.key'), 'utf8').trim());
const checkpointFile = join(dataDir, 'ledger', 'checkpoint');

const startHere = async () => {
  const service = await startProcess({ dataDir, env });
  return { service, ...askersOf(service.url) };
};
const verifyHere = (verifierKey: string) =>
  rapporteur(['verify', dataDir, '--key', verifierKey, '--checkpoint', checkpointFile], EMBEDDED);

let verifierKey: string;
beforeAll(async () => {
  for (const title of ['First talks', 'Second talks', 'Third talks', 'Fourth talks']) {
    const { service, post, get } = await startHere();
    await post('/v1/negotiations', { title }).expect(201);
    ({ verifierKey } = (await get('/v1/audit/ledger').expect(200)).body as { verifierKey: string });
    await stop(service);
  }
});
afterAll(() => remove(dataDir));

/** What somebody does who has the key, too: every later checkpoint is signed anew. */
const replaceCheckpoint = (): number => {
  const db = new Database(join(dataDir, 'events.db'));
  const rows = db.prepare<[], Row>('SELECT * FROM events ORDER BY position').all();
  const places = rows.flatMap(({ stream }, index) => (stream.startsWith('checkpoint-') ? [index] : []));
  const altered = places[1]!;
  const leaves = () => rows.map(({ entry }) => leafHash(Buffer.from(entry, 'hex')));
  const signed = (size: number, lacks = 0) => {
    const root = rootOf(leaves().slice(lacks, size));
    return signCheckpoint({ origin: signer().name, size, root, extensions: [] }, signer());
  };
  for (const index of places.slice(1)) {
    const note = index === altered ? signed(index, 1) : signed(index);
    const data = canonicalJson({ ...(JSON.parse(rows[index]!.data) as object), note });
    const row = { ...rows[index]!, data };
    rows[index] = { ...row, entry: entryOf(row.salt, row) };
    db.prepare('UPDATE events SET data = @data, entry = @entry WHERE position = @position').run(rows[index]);
  }
  db.close();
  writeFileSync(checkpointFile, signed(rows.length));
  rmSync(join(dataDir, 'ledger', 'entries'));
  return altered;
};

describe('the checkpoints in the log', () => {
  it('all hold where nobody has altered one', async () => {
    const { code, out } = await verifyHere(verifierKey);
    expect([code, out]).toEqual([0, expect.stringContaining('4 in the log match it, and are signed')]);
  });

  it('are all verified, not only the last: by the service in the background, and by verify', async () => {
    const altered = replaceCheckpoint();
    expect(checkpointIn(readFileSync(checkpointFile, 'utf8')).size).toBe(8);
    const { service, get, post } = await startHere();
    const isReady = async () => (await get('/health/ready')).status === 200;
    for (let waited = 0; waited < 300 && (await isReady()); waited += 1) await sleep(100);
    expect((await get('/health/ready').expect(503)).body).toMatchObject({
      log: { trouble: expect.stringContaining(`event ${altered} of the log is a checkpoint that does not match`) },
    });
    expect((await post('/v1/negotiations', { title: 'More' }).expect(503)).body).toMatchObject({ code: 'log-altered' });
    expect((await stop(service)).output).toContain(`Nothing more is recorded: event ${altered} of the log`);

    const { code, err } = await verifyHere(verifierKey);
    expect([code, err]).toEqual([1, expect.stringContaining(`index ${altered}: recorded-checkpoint-differs`)]);
  });
});
