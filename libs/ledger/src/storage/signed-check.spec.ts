import { cpSync, existsSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { logConfig } from '#config/log-config.js';
import { openEventStore } from '#event-store/engines.js';
import { type EventStore, Unavailable } from '#event-store/event-store.js';
import { removedBefore, StreamCut } from '#event-store/stream-cut.js';
import { UNREADABLE } from '#storage/testing/unreadable.js';
import { unusable } from '#storage/unusable.js';
import { ED25519 } from '../note-key.js';
import { generateSignerKey } from '../signer-key.js';
import { formatNote, parseNote, signatureOf } from '../signed-note.js';
import { noteSigner } from '../signer.js';
import { nodesOver } from '../tree.js';
import { checkEntries } from './check-entries.js';
import { CheckpointStore } from './checkpoint-store.js';
import { verifierKeyOf } from './ledger-key.js';
import { isWorthSigning, readSignedCheck, removeSignedCheck, saveSignedCheck } from './signed-check.js';
import { StoredNodes } from './stored-nodes.js';
import { Life } from './testing/life.js';

const COLLECT = ['PartyJoined'];
const MINUTE = 60_000;

let life: Life;
let verifierKey: string;
/** Of the folder in which 20 facts were checked, and 5 were recorded after that. */
const origin = { dataDir: '', checked: 0, oldCheckpoint: '' };
const folders: string[] = [];
beforeAll(async () => {
  life = new Life();
  await life.start();
  const record = async (count: number) => {
    for (let n = 0; n < count; n += 1) {
      await life.record();
      life.now += MINUTE / 4;
      if (n % 3 === 0) await life.sign();
    }
  };
  await record(10);
  await life.sign();
  origin.oldCheckpoint = readFileSync(file(life.dataDir, 'checkpoint'), 'utf8');
  await record(10);
  await life.sign();
  origin.checked = life.ledger.size;
  const kept = readFileSync(file(life.dataDir, 'checked'));
  await record(5);
  await life.stop();
  writeFileSync(file(life.dataDir, 'checked'), kept);
  origin.dataDir = life.dataDir;
  verifierKey = life.ledger.verifierKey;
});
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
  life.remove();
});

const file = (dataDir: string, name: string) => join(dataDir, 'ledger', name);
const copy = () => {
  const folder = `${origin.dataDir}-copy-${folders.length}`;
  cpSync(origin.dataDir, folder, { recursive: true });
  folders.push(folder);
  return folder;
};
const inLog = async <T>(dataDir: string, work: (store: EventStore) => Promise<T>): Promise<T> => {
  const store = await openEventStore(logConfig(dataDir), 'reader');
  try {
    return await work(store);
  } finally {
    await store.close();
  }
};
/** Files that could not be read, and why. */
let heard: string[];
beforeEach(() => void (heard = []));
const onUnusable = (path: string, why: string) => void heard.push(`${path}: ${why}`);
const read = (dataDir: string, key = verifierKey) =>
  inLog(dataDir, (store) => readSignedCheck(dataDir, key, store, onUnusable));
const edit = (dataDir: string, name: string, change: (text: string) => string) => {
  const path = file(dataDir, name);
  writeFileSync(path, change(readFileSync(path, 'latin1')), 'latin1');
};
/** Another entry in hexadecimal, whichever it was. */
const TURNED = 'substr(entry, 2) || substr(entry, 1, 1)';
/** The same bytes, but for one. `at`: counted from the end if it is below 0. */
const flipped = (bytes: string, at: number) => {
  const altered = Buffer.from(bytes, 'latin1');
  altered[at < 0 ? altered.length + at : at]! ^= 1;
  return altered.toString('latin1');
};
const inTable = (dataDir: string, sql: string) => {
  const db = new Database(join(dataDir, 'events.db'));
  db.exec(sql);
  db.close();
};

describe('a check that the ledger has signed', () => {
  it('is continued: what follows from it is what a check of the whole log finds', async () => {
    await inLog(origin.dataDir, async (store) => {
      const known = await readSignedCheck(origin.dataDir, verifierKey, store, onUnusable);
      expect(known?.summary.size).toBe(origin.checked);
      const [continued, whole] = [await checkEntries(store, COLLECT, known), await checkEntries(store, COLLECT)];
      if (!('summary' in continued && 'summary' in whole))
        throw new Error('a log that nobody has altered does not hold');
      expect(whole.isWhole && !continued.isWhole).toBe(true);
      expect(continued.summary.size).toBeGreaterThan(origin.checked);
      // Life collects no events.
      const { collected, ...rest } = whole.summary;
      expect(continued.summary).toEqual({ ...rest, collected: collected.slice(-5) });
      expect(continued.entries).toEqual(whole.entries);
      expect(continued.nodes).toEqual(whole.nodes);
      const { from, instants } = continued.recordedAt;
      expect(instants).toEqual(whole.recordedAt.instants.subarray(from));
    });
  });

  it.each<[string, (dataDir: string) => void]>([
    ['is gone', (dataDir) => removeSignedCheck(dataDir)],
    ['is not JSON', (dataDir) => edit(dataDir, 'checked', (text) => text.slice(0, 40))],
    ['is JSON of something else', (dataDir) => edit(dataDir, 'checked', () => '{"note":1}')],
    ['is JSON of nothing', (dataDir) => edit(dataDir, 'checked', () => 'null')],
    ['names another size', (dataDir) => edit(dataDir, 'checked', (text) => text.replace(/size\\":\d+/, 'size\\":3'))],
    [
      'has another signature',
      (dataDir) =>
        edit(dataDir, 'checked', (text) =>
          text.replace(
            /[\w+/]{80,}/,
            (bytes) => `${bytes.slice(0, 40)}${bytes[40] === 'A' ? 'B' : 'A'}${bytes.slice(41)}`,
          ),
        ),
    ],
    [
      'has a checkpoint for a note',
      (dataDir) => {
        const note = JSON.stringify(readFileSync(file(dataDir, 'checkpoint'), 'utf8'));
        edit(dataDir, 'checked', (text) => text.replace(/"note":"(?:[^"\\]|\\.)*"/, `"note":${note}`));
      },
    ],
    ['covers entries that are lost', (dataDir) => truncateSync(file(dataDir, 'entries'), 32 * 4)],
    ['covers entries that were altered', (dataDir) => edit(dataDir, 'entries', (bytes) => flipped(bytes, 0))],
    ['is beyond the last checkpoint', (dataDir) => writeFileSync(file(dataDir, 'checkpoint'), origin.oldCheckpoint)],
    ['has no checkpoint beside it', (dataDir) => rmSync(file(dataDir, 'checkpoint'))],
    ['has something else for a checkpoint', (dataDir) => writeFileSync(file(dataDir, 'checkpoint'), 'hello')],
    ['covers more than the log has', (dataDir) => inTable(dataDir, 'DELETE FROM events WHERE position > 8')],
    [
      'ends with an event that was altered',
      (dataDir) => inTable(dataDir, `UPDATE events SET data = '{"name":"x"}' WHERE position = ${origin.checked}`),
    ],
    [
      'ends with an event that was sealed anew',
      (dataDir) => inTable(dataDir, `UPDATE events SET entry = ${TURNED} WHERE position = ${origin.checked}`),
    ],
  ])('is not continued where it %s', async (_, alter) => {
    const dataDir = copy();
    expect((await read(dataDir))?.summary.size).toBe(origin.checked);
    alter(dataDir);
    expect([await read(dataDir), heard]).toEqual([undefined, []]);
  });

  it.each([
    ['checked', 'checked', UNREADABLE, 'the disk fails (EIO)', false],
    ['entries', 'entries', tmpdir(), 'it is a folder (EISDIR)', false],
    ['nodes', 'nodes/2', UNREADABLE, 'the disk fails (EIO)', true],
  ])('is no reason to end where %s cannot be read, which is heard', async (name, bad, instead, why, isContinued) => {
    const dataDir = copy();
    const before = (await read(dataDir))!;
    rmSync(file(dataDir, bad));
    symlinkSync(instead, file(dataDir, bad));
    const known = await read(dataDir);
    expect([known?.summary, known?.nodes]).toEqual(
      isContinued ? [before.summary, before.nodes] : [undefined, undefined],
    );
    expect(heard).toEqual([`${file(dataDir, name)}: ${why}`]);
  });
  it('ends where the disk cannot read the last checkpoint, which cannot be made again, by its name', async () => {
    const dataDir = copy();
    rmSync(file(dataDir, 'checkpoint'));
    symlinkSync(UNREADABLE, file(dataDir, 'checkpoint'));
    const error = await read(dataDir).catch((thrown: unknown) => thrown);
    expect([unusable(error), heard]).toMatchObject([{ place: file(dataDir, 'checkpoint') }, []]);
  });

  it.each<[string, (dataDir: string) => void]>([
    ['is altered', (dataDir) => edit(dataDir, 'nodes/0', (bytes) => flipped(bytes, -1))],
    ['is altered above the leaves', (dataDir) => edit(dataDir, 'nodes/2', (bytes) => flipped(bytes, 0))],
    ['is cut', (dataDir) => truncateSync(file(dataDir, 'nodes/1'), 40)],
    ['is another tree', (dataDir) => edit(dataDir, 'nodes/0', (bytes) => bytes.slice(32) + bytes.slice(0, 32))],
    ['is gone in part', (dataDir) => rmSync(file(dataDir, 'nodes/3'))],
    ['is gone', (dataDir) => rmSync(file(dataDir, 'nodes'), { recursive: true })],
  ])('is continued by hashing its entries where what was stored of the tree %s', async (_, alter) => {
    const dataDir = copy();
    const before = (await read(dataDir))!;
    alter(dataDir);
    const { summary, nodes } = (await read(dataDir))!;
    expect([summary, nodes]).toEqual([before.summary, before.nodes]);
    expect(heard).toEqual([]);
  });

  it('is not continued where the tree was altered and an entry, too, in the same way', async () => {
    const dataDir = copy();
    const { entries } = (await read(dataDir))!;
    const forged = Uint8Array.from(entries.bytes);
    forged[0]! ^= 1;
    writeFileSync(file(dataDir, 'entries'), forged);
    rmSync(file(dataDir, 'nodes'), { recursive: true });
    await new StoredNodes(dataDir).save(nodesOver(forged), forged, origin.checked);
    expect(await read(dataDir)).toBeUndefined();
  });

  it('of an earlier version, which has stored no tree, is continued', async () => {
    const dataDir = copy();
    const { summary, nodes } = (await read(dataDir))!;
    const signer = noteSigner(readFileSync(join(dataDir, 'ledger.key'), 'utf8').trim());
    const stored = JSON.parse(readFileSync(file(dataDir, 'checked'), 'utf8')) as { note: string };
    const text = `${parseNote(stored.note).text.split('\n').slice(0, 5).join('\n')}\n`;
    const note = formatNote({ text, signatures: [signatureOf(text, signer)] });
    writeFileSync(file(dataDir, 'checked'), JSON.stringify({ ...stored, note }));
    rmSync(file(dataDir, 'nodes'), { recursive: true });
    expect(await read(dataDir)).toMatchObject({ summary, nodes });
  });

  it('is not continued where another key has signed it', async () => {
    const dataDir = copy();
    const stranger = generateSignerKey(life.ledger.origin, ED25519);
    const known = (await read(dataDir))!;
    await saveSignedCheck(
      dataDir,
      { summary: known.summary, root: life.ledger.root(origin.checked) },
      { nodes: known.nodes, entries: known.entries.bytes, stored: new StoredNodes(dataDir) },
      noteSigner(stranger),
    );
    expect(await read(dataDir)).toBeUndefined();
    expect((await read(dataDir, verifierKeyOf(stranger)))?.summary.size).toBe(origin.checked);
  });

  it('is not continued where the last stream was cut, and waits for a log that cannot be reached', async () => {
    const reading = (error: Error) =>
      readSignedCheck(origin.dataDir, verifierKey, { readStream: () => Promise.reject(error) }, onUnusable);
    expect(await reading(new StreamCut(removedBefore('party-1', 1)))).toBeUndefined();
    await expect(reading(new Unavailable('The log is away', 'not-written'))).rejects.toThrow('The log is away');
  });

  it('leaves nothing behind when it is removed, and removing it twice is no error', () => {
    const dataDir = copy();
    for (let n = 0; n < 2; n += 1) removeSignedCheck(dataDir);
    expect(existsSync(file(dataDir, 'checked'))).toBe(false);
    expect(new CheckpointStore(dataDir).last()).toBeDefined();
  });

  it('is worth it for a long log only', () => {
    expect([isWorthSigning({ size: 1_000 }), isWorthSigning({ size: 1_000_000 })]).toEqual([false, true]);
  });
});
