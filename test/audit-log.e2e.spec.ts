import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { newFolder, rapporteur } from './support/cli.js';
import { documentOf, sendExamples } from './support/examples.js';
import { remove, type Running, start } from './support/service.js';

const root = newFolder();
const at = (name: string) => join(root, name);
let service: Running;
let key: string;
beforeAll(async () => {
  service = await start(undefined, { LEDGER_ORIGIN: 'record.example.org/talks' });
  await sendExamples(service, await documentOf(service));
  key = ((await service.get('/v1/audit/ledger')).body as { verifierKey: string }).verifierKey;
});
afterAll(async () => {
  await service.close();
  remove(service.dataDir);
  remove(root);
});

const verify = (...words: string[]) => rapporteur(['verify', ...words]);
const json = ({ out }: { out: string }) => JSON.parse(out) as { findings: { code: string; index?: number }[] };
const checkpointTo = async (name: string) => {
  writeFileSync(at(name), (await service.get('/v1/audit/checkpoint')).text);
  return at(name);
};

describe('the log file', () => {
  const backup = at('backup.db');
  beforeAll(() => rapporteur(['backup', '--data-dir', service.dataDir, '--to', backup]));
  const copied = (name: string, change: (file: string) => void = () => {}) => {
    copyFileSync(backup, at(name));
    change(at(name));
    return at(name);
  };
  const sql = (text: string) => (file: string) => void new Database(file).exec(text).close();

  it('is verified against a checkpoint of the running service', async () => {
    const checkpoint = await checkpointTo('of-the-log');
    const { code, out } = await verify(service.dataDir, '--key', key, '--checkpoint', checkpoint);
    expect([code, out]).toEqual([0, expect.stringContaining('record.example.org/talks')]);
  });
  it('is verified without a checkpoint, with a note that this proves little', async () => {
    const { code, out } = await verify(copied('alone.db'));
    expect([code, out]).toEqual([0, expect.stringContaining('which anyone with write access can forge')]);
  });
  it('is not verified with a key alone: a key verifies a checkpoint', async () => {
    const { code, err } = await verify(copied('keyed.db'), '--key', key);
    expect([code, err]).toEqual([
      2,
      expect.stringContaining('A key verifies a checkpoint: give one with --checkpoint'),
    ]);
  });
  it('is refused if a row was altered, removed or swapped', async () => {
    const checkpoint = await checkpointTo('of-all');
    const found = async (name: string, text: string) =>
      json(await verify(copied(name, sql(text)), '--key', key, '--checkpoint', checkpoint, '--json')).findings;
    const [edited, cut, swapped, gone] = await Promise.all([
      found('edited.db', `UPDATE events SET metadata = replace(metadata, 'Ana', 'Eve') WHERE position = 3`),
      found('cut.db', 'DELETE FROM events WHERE position = (SELECT max(position) FROM events)'),
      found(
        'swapped.db',
        `UPDATE events SET position = -1 WHERE position = 5;
         UPDATE events SET position = 5 WHERE position = 6;
         UPDATE events SET position = 6 WHERE position = -1`,
      ),
      found('gone.db', 'DROP TABLE events'),
    ]);
    expect(edited).toEqual([expect.objectContaining({ code: 'event-altered', index: 2 })]);
    expect(cut).toEqual([expect.objectContaining({ code: 'rolled-back' })]);
    expect(swapped).toContainEqual(expect.objectContaining({ code: 'root-differs' }));
    expect(gone).toEqual([expect.objectContaining({ code: 'log-unreadable' })]);
  });
  it('is reported in one line if it is damaged', async () => {
    const broken = (change: (bytes: Buffer) => Buffer) => (file: string) =>
      writeFileSync(file, change(readFileSync(file)));
    const files = [
      copied(
        'torn.db',
        broken((bytes) => bytes.subarray(0, 20_000)),
      ),
      copied(
        'scribbled.db',
        broken((bytes) => bytes.fill(0xaa, 4096, 8192)),
      ),
      copied(
        'headless.db',
        broken((bytes) => bytes.fill(0, 0, 100)),
      ),
      copied(
        'empty.db',
        broken(() => Buffer.alloc(0)),
      ),
    ];
    for (const file of files) {
      const { code, out, err } = await verify(file);
      expect([file, code, out]).toEqual([file, 1, '']);
      expect(err).toMatch(
        / does not hold: 1 finding\.\n {2}log-unreadable\n {4}\S+\.db is (?:damaged|not a Rapporteur log).*\n$/,
      );
    }
  });
  it('is not changed by a verification, to the byte, and no file is created next to it', async () => {
    const file = copied('untouched.db');
    const folder = at('alone');
    mkdirSync(folder);
    copyFileSync(file, join(folder, 'log.db'));
    expect((await verify(join(folder, 'log.db'))).code).toBe(0);
    expect(readdirSync(folder)).toEqual(['log.db']);
    expect(readFileSync(join(folder, 'log.db')).equals(readFileSync(file))).toBe(true);
  });
});

describe('a data folder', () => {
  const dataDir = at('of-a-service');
  const events = join(dataDir, 'events.db');
  const acknowledged = join(dataDir, 'acknowledged');
  let lastId: string;
  beforeAll(async () => {
    const one = await start(dataDir);
    await one.post('/v1/negotiations', { title: 'Talks' }).expect(201);
    await one.close();
    // Of the checkpoint that a stop signs.
    lastId = readFileSync(acknowledged, 'utf8').trim().split(' ')[2]!;
  });
  const damaged = async (file: string, damage: () => void) => {
    const before = readFileSync(file);
    damage();
    const found = json(await verify(dataDir, '--json')).findings;
    writeFileSync(file, before);
    return found;
  };
  const sql = (text: string) => () => void new Database(events).exec(text).close();
  const LAST = 'position = (SELECT max(position) FROM events)';

  it('holds if its log has what was acknowledged last', async () => {
    expect((await verify(dataDir)).code).toBe(0);
  });
  it('does not hold if its log has lost an acknowledged event, which no checkpoint need cover', async () => {
    const found = await damaged(events, sql(`DELETE FROM events WHERE ${LAST}`));
    expect(found).toEqual([expect.objectContaining({ code: 'acknowledged-missing', eventId: lastId })]);
  });
  it('does not hold if another event has its place', async () => {
    const found = await damaged(acknowledged, () => {
      const text = readFileSync(acknowledged, 'utf8');
      writeFileSync(acknowledged, text.replace(lastId, '01a2380b-c644-776b-9000-000000000000'));
    });
    expect(found).toEqual([
      expect.objectContaining({
        code: 'acknowledged-missing',
        because: expect.stringContaining('another event is in its place'),
      }),
    ]);
  });
  it('does not hold if it no longer says what was acknowledged', async () => {
    const found = await damaged(acknowledged, () => writeFileSync(acknowledged, 'nothing'));
    expect(found).toEqual([
      expect.objectContaining({ code: 'log-unreadable', because: expect.stringContaining('acknowledged is damaged') }),
    ]);
  });
});

describe('the access log beside the log', () => {
  it('is compared with the ends that checkpoints in the log name', async () => {
    const dataDir = at('with-access');
    const one = await start(dataDir);
    for (const limit of [1, 2, 3]) await one.get(`/v1/audit/trail?limit=${limit}`).expect(200);
    await one.post('/v1/negotiations', { title: 'Talks' }).expect(201);
    await one.close();
    const verifyAccess = (...words: string[]) => verify(dataDir, '--access', ...words);
    const whole = await verifyAccess();
    expect([whole.code, whole.out]).toEqual([
      0,
      expect.stringContaining('checkpoints  in the log cover it up to line 3; verify the log too'),
    ]);
    const folder = join(dataDir, 'access');
    const [name] = readdirSync(folder);
    const file = join(folder, name!);
    const lines = readFileSync(file, 'utf8').split('\n');
    writeFileSync(file, [...lines.slice(0, 2), ''].join('\n'));
    const cut = await verifyAccess();
    expect([cut.code, cut.err]).toEqual([1, expect.stringContaining(`${name} line 2: end-missing`)]);
    writeFileSync(file, lines.map((line) => line.replace('limit=3', 'limit=9')).join('\n'));
    const altered = await verifyAccess();
    expect([altered.code, altered.err]).toEqual([1, expect.stringContaining(`${name} line 3: head-differs`)]);
  });
});
